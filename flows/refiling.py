"""Filing documents anew from what is filed: nothing is read or extracted again."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import partial

from exports import record
from exports.stored import files_of, machine_of, stored
from flows import filing, readings
from flows.house import House
from flows.searchable import PDF
from flows.tasks import whose
from models.codec import FACTS, encode
from models.decided import applied
from models.decision import LINK, Decision
from models.errors import StoreError
from models.judged import judged
from models.page import Page
from models.record import Facts, PatientLink
from storage import keys
from storage.holdings import EXTRACTED
from storage.rows import DocumentRow, TaskDraft


def relinked(house: House, row: DocumentRow, link: PatientLink) -> bool:
    """File a document with another link; True where that is a new version of it."""
    words = house.catalogue.decisions.on(row.sha256, row.numbers)
    files = files_of(house.store, row.id, row.version)
    files["record.json"] = record.relinked(files["record.json"], link)
    asked = [task.draft for task in house.catalogue.tasks.of(row.id) if task.state == "open"]
    tasks = [task for task in asked if task.path != LINK]
    doubt = house.catalogue.patients.doubt(row.id)
    tasks += whose(link, doubt, house.catalogue.inspections.asked(row.id))
    return _file(house, row, files, stored(files["record.json"]).facts, link, tasks, words)


def decided(house: House, row: DocumentRow) -> bool:
    """File a document as stewards decided it; True where that is a new version of it.

    Whose it is, is decided anew by what its record then says, unless a steward said so.
    """
    files = files_of(house.store, row.id, row.version)
    machine = machine_of(files)
    words = house.catalogue.decisions.on(row.sha256, row.numbers)
    facts = applied(machine, words)
    link = filing.linked(house, row.id, row.sha256, row.numbers, facts)
    before = stored(files["record.json"])
    how = filing.told(before.provenance, words)
    files["record.json"] = record.record(row.id, before.origin, facts, link, how)
    files["evidence.json"] = record.evidence(facts)
    files[EXTRACTED] = encode(FACTS, machine)
    asked = [task.draft for task in house.catalogue.tasks.of(row.id) if task.state == "open"]
    tasks = [task for task in asked if task.path.startswith("pages.")]
    tasks += filing.asked(house, row.id, facts, link, row.form if row.hand else None)
    new = _file(house, row, files, facts, link, tasks, words)
    house.catalogue.figures.judge(
        row.id,
        facts.document_type.value or "other",
        judged(machine, words, partial(_page, house, row)),
    )
    return new


def _page(house: House, row: DocumentRow, number: int) -> Page | None:
    """Return a page as it was read; None where that is not kept any more."""
    try:
        return readings.latest(house, row.sha256, number).page
    except StoreError:
        return None


def _file(
    house: House,
    row: DocumentRow,
    files: dict[str, bytes],
    facts: Facts,
    link: PatientLink,
    tasks: Collection[TaskDraft],
    words: Sequence[Decision],
) -> bool:
    version = filing.put(house, row.id, files)
    pages = keys.record(row.id, row.version, PDF)
    if house.store.has(pages):  # else it is made when it is asked for
        house.store.put(keys.record(row.id, version, PDF), house.store.get(pages))
    entry = filing.entry(house, row.id, row.sha256, row.numbers, facts, link, version)
    entry = replace(entry, form=row.form, hand=row.hand, said=filing.last(words))
    filing.point(house, entry)
    house.catalogue.documents.file(entry, tasks)
    return version != row.version
