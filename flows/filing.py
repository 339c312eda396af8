"""Filing: a document becomes files in the store, then rows in the catalogue, in that order."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace

from exports import record
from flows import keyed, slips
from flows.configuration import configuration, models, software
from flows.house import House
from flows.readings import Reading
from flows.seen.stages import stage
from flows.tasks import drafts, rescans, second, sequence
from flows.twins import fingerprints, twins
from models.codec import FACTS, canonical, encode
from models.decided import applied
from models.decision import Decision
from models.document import Document, document_id
from models.judged import judged
from models.record import Facts, PatientLink
from storage import clock, keys
from storage.holdings import EXTRACTED
from storage.rows import Filing, ScanRow, TaskDraft

Files = Mapping[str, bytes]
"""The files of one version by name."""


def file(house: House, scan: ScanRow, document: Document, read: Mapping[int, Reading]) -> str:
    """Extract, link and file one document; return its id. Filing the same again changes nothing."""
    identity = document_id(scan.sha256, document.numbers)
    machine = said(house, scan, document)
    words = house.catalogue.decisions.on(scan.sha256, document.numbers)
    facts = applied(machine, words)
    link = linked(house, identity, scan.sha256, document.numbers, facts)
    with stage("file"):
        files = made(house, scan, document, read, machine, link, words)
        version = put(house, identity, files)
        sheet = slips.is_sheet(house, scan.sha256, document.numbers)
        below = 0.0 if sheet else house.settings.quality.rescan_below
        again = rescans(document.pages, below)
        hand = keyed.by_hand(machine) and not sheet
        asks = asked(house, identity, facts, link, document.form if hand else None)
        tasks = [*asks, *again, *sequence(document)]
        tasks += slips.against(house, scan.sha256, document.numbers[0], link)
        filed = entry(house, identity, scan.sha256, document.numbers, facts, link, version)
        filed = replace(
            filed,
            fingerprints=fingerprints(document),
            form=document.form,
            said=last(words),
            hand=hand,
        )
        point(house, filed)
        house.catalogue.documents.file(filed, [*tasks, *twins(house, scan, identity, filed)])
        house.catalogue.figures.judge(
            identity, filed.type, judged(machine, words, lambda number: read[number].page)
        )
    return identity


def asked(
    house: House, identity: str, facts: Facts, link: PatientLink, keyed_by: str | None
) -> list[TaskDraft]:
    """Return what people must see of what a document says, and whose it is.

    `keyed_by` is the form that tells what is keyed of it, where it is written by hand.
    """
    form = keyed.forms(house).get(keyed_by) if keyed_by else None
    found = drafts(
        facts,
        link,
        house.catalogue.patients.doubt(identity),
        all_for=house.catalogue.inspections.asked(identity),
        lacking=keyed.lacking(facts, form),
        twice=house.settings.review.twice,
    )
    share = house.settings.review.second_share
    return [replace(one, eyes=2) if second(identity, one, share) else one for one in found]


@stage("link")
def linked(
    house: House, identity: str, sha256: str, numbers: tuple[int, ...], facts: Facts
) -> PatientLink:
    """Decide whose a document is by what it says, and by the separator sheet before it.

    What a steward said of that stays.
    """
    scan = house.catalogue.scans.get(sha256)
    year = clock.local(scan.received_at).year if scan else None
    rules = house.settings.link
    who = slips.patient(house, sha256, numbers[0], facts.patient)
    return house.catalogue.patients.decide(identity, who, facts.encounter, rules, year)


@stage("extract")
def said(house: House, scan: ScanRow, document: Document) -> Facts:
    """Return what a document says, by the settings and lists of today."""
    from extractors.extract import extract

    found = extract(
        document,
        house.settings.extract,
        house.settings.accept,
        lexicon=house.lists.lexicon,
        calibration=house.lists.calibration,
        received=clock.local(scan.received_at),
    )
    if slips.is_sheet(house, scan.sha256, document.numbers):
        return Facts(found.document_type, found.language)  # its code says all that it is for
    return found


def made(
    house: House,
    scan: ScanRow,
    document: Document,
    read: Mapping[int, Reading],
    machine: Facts,
    link: PatientLink,
    words: Sequence[Decision],
) -> Files:
    """Return the files of a version: the same bytes from the same readings, facts and words.

    Where stewards said something, what was extracted lies beside what they made of it.
    """
    identity, facts = document_id(scan.sha256, document.numbers), applied(machine, words)
    how = told(provenance(house, scan, [read[number] for number in document.numbers]), words)
    beside = {EXTRACTED: encode(FACTS, machine)} if words else {}
    origin = _origin(house, scan, document.numbers)
    return {
        "record.json": record.record(identity, origin, facts, link, how),
        "text.txt": record.text(document.pages),
        "evidence.json": record.evidence(facts),
        **beside,
    }


def _origin(house: House, scan: ScanRow, numbers: tuple[int, ...]) -> record.Origin:
    receipts, files = house.catalogue.receipts, house.catalogue.scans.files(scan.sha256)
    bound = [(number, files[number].sha256) for number in numbers if number in files]
    names = receipts.names(scan.sha256)
    return record.Origin(
        names.file_name,
        scan.sha256,
        numbers,
        names.also_received_as,
        tuple(record.Bound(page, receipts.names(file).file_name, file) for page, file in bound),
    )


def told(how: record.Provenance, words: Sequence[Decision]) -> record.Provenance:
    """Return what made a record, with the time of the last word of a steward."""
    decided = {record.DECIDED: words[-1].at} if words else {}
    return replace(how, times={**how.times, **decided})


def last(words: Sequence[Decision]) -> int:
    """Return the number of the last word; 0 where there is none."""
    return max((one.number for one in words), default=0)


def settle(house: House, sha256: str, ids: Collection[str]) -> None:
    """Say that these are the documents of the scan; pointers to older ones are taken away."""
    house.catalogue.documents.settle(sha256, ids)
    for row in house.catalogue.documents.find(sha256=sha256, superseded=True, withdrawn=True):
        if row.state == "superseded" and row.patient_key:
            house.store.delete(keys.patient(row.patient_key, row.id))


def provenance(house: House, scan: ScanRow, read: Collection[Reading]) -> record.Provenance:
    """Return what made a record of these readings: the same each time it is made."""
    engines = models(house.settings) | house.lists.named
    for reading in read:
        engines.update(reading.engines)
    times = {
        "received_at": scan.received_at,
        "read_at": max(reading.read_at for reading in read),
    }
    made = configuration(house.settings, house.lists.hashes, house.forms)
    return record.Provenance(software(), engines, made, times)


def put(house: House, identity: str, files: Files) -> int:
    """Store the files under the version they belong to; return its number.

    It is the current one where that says the same; else the first free one. What a killed
    run has put without entering it is taken up where it is the same, else passed over.
    """
    row = house.catalogue.documents.get(identity)
    if row and _same(house, identity, row.version, files):
        return row.version
    number = row.version + 1 if row else 1
    while not _fits(house, identity, number, files):
        number += 1
    # The record comes last: where it is, the version is whole.
    for name in sorted(files, key=lambda name: name == "record.json"):
        house.store.put(keys.record(identity, number, name), files[name])
    return number


def _same(house: House, identity: str, version: int, files: Files) -> bool:
    stored = house.store.get(keys.record(identity, version, "record.json"))
    text = house.store.get(keys.record(identity, version, "text.txt"))
    return text == files["text.txt"] and record.content(stored) == record.content(
        files["record.json"]
    )


def _fits(house: House, identity: str, version: int, files: Files) -> bool:
    named = {keys.record(identity, version, name): data for name, data in files.items()}
    return all(not house.store.has(key) or house.store.get(key) == named[key] for key in named)


def entry(
    house: House,
    identity: str,
    sha256: str,
    numbers: tuple[int, ...],
    facts: Facts,
    link: PatientLink,
    version: int,
) -> Filing:
    """Return what the catalogue is told of a version, whose files lie in the store."""
    every = list(record.fields(facts))
    sure = [field.confidence for _, field in every]
    department = facts.encounter.get("department")
    data = house.store.get(keys.record(identity, version, "record.json"))
    return Filing(
        document_id=identity,
        sha256=sha256,
        numbers=numbers,
        type=facts.document_type.value or "other",
        language=facts.language,
        version=version,
        record_sha256=hashlib.sha256(data).hexdigest(),
        configuration=json.loads(data)["provenance"]["configuration"],
        filed_at=clock.now(),
        patient_key=link.patient_key,
        fields=len(every),
        confidence=round(sum(sure) / len(sure), record.PLACES),
        link=link_text(link),
        department=department.value if department else None,
    )


def link_text(link: PatientLink) -> str:
    """Return a link as the catalogue has it."""
    return canonical(asdict(link)).decode()


def point(house: House, filing: Filing) -> None:
    """Let the patient point to the current version; the pointer can be made again."""
    row = house.catalogue.documents.get(filing.document_id)
    if row and row.patient_key and row.patient_key != filing.patient_key:
        house.store.delete(keys.patient(row.patient_key, row.id))
    if not filing.patient_key:
        return
    key = keys.patient(filing.patient_key, filing.document_id)
    data = pointer(filing.document_id, filing.version)
    if not house.store.has(key) or house.store.get(key) != data:
        house.store.replace(key, data)


def pointer(document_id: str, version: int) -> bytes:
    """Return what a patient's pointer to a document holds."""
    return f'{{"document_id": "{document_id}", "version": {version}}}\n'.encode()
