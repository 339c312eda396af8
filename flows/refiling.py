"""Filing documents anew from what is filed: nothing is read or extracted again."""

from collections.abc import Collection
from dataclasses import replace

from exports import record
from exports.stored import extracted, stored
from flows import filing
from flows.house import House
from flows.searchable import PDF
from flows.tasks import LINK, whose
from models.codec import FACTS, decode, encode
from models.decided import applied
from models.errors import StoreError
from models.judged import judged
from models.record import Facts, PatientLink
from storage import keys
from storage.holdings import ALWAYS, EXTRACTED
from storage.rows import DocumentRow, TaskDraft


def relinked(house: House, row: DocumentRow, link: PatientLink) -> bool:
    """File a document with another link; True where that is a new version of it."""
    files = _files(house, row)
    files["record.json"] = record.relinked(files["record.json"], link)
    asked = [task.draft for task in house.catalogue.tasks.of(row.id) if task.state == "open"]
    tasks = [task for task in asked if task.path != LINK]
    tasks += whose(link, house.catalogue.patients.doubt(row.id))
    return _file(house, row, files, stored(files["record.json"]).facts, link, tasks)


def decided(house: House, row: DocumentRow) -> bool:
    """File a document as stewards decided it; True where that is a new version of it.

    Whose it is, is decided anew by what its record then says, unless a steward said so.
    """
    files = _files(house, row)
    machine = _extracted(files)
    words = house.catalogue.decisions.on(row.sha256, row.numbers)
    facts = applied(machine, words)
    link = filing.linked(house, row.id, row.sha256, facts)
    before = stored(files["record.json"])
    how = filing.told(before.provenance, words)
    files["record.json"] = record.record(row.id, before.origin, facts, link, how)
    files["evidence.json"] = record.evidence(facts)
    files[EXTRACTED] = encode(FACTS, machine)
    asked = [task.draft for task in house.catalogue.tasks.of(row.id) if task.state == "open"]
    tasks = [task for task in asked if task.path.startswith("pages.")]
    tasks += filing.asked(house, row.id, facts, link)
    new = _file(house, row, files, facts, link, tasks)
    house.catalogue.figures.judge(
        row.id, facts.document_type.value or "other", judged(machine, words)
    )
    return new


def _files(house: House, row: DocumentRow) -> dict[str, bytes]:
    """Return the files of the current version that the next one is made of."""
    every = (*ALWAYS, EXTRACTED)
    names = {name: keys.record(row.id, row.version, name) for name in every}
    there = {name: key for name, key in names.items() if name in ALWAYS or house.store.has(key)}
    return {name: house.store.get(key) for name, key in there.items()}


def _extracted(files: dict[str, bytes]) -> Facts:
    """Return what the machine had found, before any word of a steward."""
    if EXTRACTED in files:
        return decode(FACTS, files[EXTRACTED])
    if filing.DECIDED in stored(files["record.json"]).provenance.times:
        raise StoreError("What was extracted of a document is lost: see sohoa verify.")
    return extracted(files["record.json"], files["evidence.json"])


def _file(
    house: House,
    row: DocumentRow,
    files: dict[str, bytes],
    facts: Facts,
    link: PatientLink,
    tasks: Collection[TaskDraft],
) -> bool:
    version = filing.put(house, row.id, files)
    pages = keys.record(row.id, row.version, PDF)
    if house.store.has(pages):  # else it is made when it is asked for
        house.store.put(keys.record(row.id, version, PDF), house.store.get(pages))
    entry = filing.entry(house, row.id, row.sha256, row.numbers, facts, link, version)
    entry = replace(entry, form=row.form)
    filing.point(house, entry)
    house.catalogue.documents.file(entry, tasks)
    return version != row.version
