"""Separator sheets on the way of a scan: what they say of the documents that come after them."""

from collections.abc import Iterable
from dataclasses import replace

from flows.house import House
from flows.readings import Reading
from flows.tasks import page_draft
from models.doubt import Doubt
from models.page import MarkKind
from models.record import Field, Item, PatientLink, Source, Status, told
from models.slip import Slip, SlipKind, code, slip_of
from review.texts import Texts, texts
from storage.rows import TaskDraft

EXTRACTOR = "separator sheet"
SURE = 0.99
"""A sheet may lie before the wrong chart."""


def note(house: House, sha256: str, read: Iterable[Reading]) -> None:
    """Note which pages of a scan are separator sheets."""
    found = {
        reading.page.number: one
        for reading in read
        for mark in reading.page.marks
        if mark.kind is MarkKind.BARCODE and (one := slip_of(mark.text))
    }
    house.catalogue.slips.see(sha256, found)


def patient(house: House, sha256: str, number: int, found: Item) -> Item:
    """Return whom a document is about for linking: what it says, and the sheet's number.

    What stands on the document comes first. `number` is its first page. The record keeps what
    stands on the document alone.
    """
    one = _patient(house, sha256, number)
    # A sheet itself is nobody's: it lies in the stack, not in the chart.
    if one is None or told(found, "patient_id") or house.catalogue.slips.on(sha256, number):
        return found
    held = Field(one.patient_id, code(one.id), SURE, Status.AUTO, number, None, Source.BARCODE)
    return {**found, "patient_id": replace(held, extractor=EXTRACTOR)}


def against(house: House, sha256: str, number: int, link: PatientLink) -> list[TaskDraft]:
    """Return what a person must see where a document is another's than its sheet says.

    The same where a sheet is of another batch than the scan.
    """
    asked = []
    one = _patient(house, sha256, number)
    decided = link.status in ("auto", "new") and link.patient_key
    if one and decided and link.patient_id != one.patient_id:
        asked.append(page_draft(number, Doubt.SHEET_PATIENT.value))
    if house.catalogue.slips.on(sha256, number):
        own = house.catalogue.slips.above(sha256, number)[0]
        if own.batch not in house.catalogue.receipts.brought(sha256):
            asked.append(page_draft(number, Doubt.SHEET_BATCH.value))
    return asked


def _patient(house: House, sha256: str, number: int) -> Slip | None:
    held = house.catalogue.slips.above(sha256, number)
    return next((one for one in held if one.kind is SlipKind.PATIENT), None)


def is_sheet(house: House, sha256: str, numbers: tuple[int, ...]) -> bool:
    """Return whether a document is a separator sheet that was printed here, and nothing else."""
    return len(numbers) == 1 and house.catalogue.slips.on(sha256, numbers[0])


def printed(house: House, made: Iterable[Slip]) -> bytes:
    """Return separator sheets as a PDF to print, in Vietnamese as all that lies in a chart."""
    from exports.slips import Sheet, sheets

    said = texts("vi")
    pages = []
    for one in made:
        title = said("SEPARATOR SHEET: BATCH")
        lines = [said("Batch: {name}", name=one.batch), *_declared(house, one.batch, said)]
        use = said("Lay this sheet on top of the batch and scan it with it.")
        person = one.patient_id and house.catalogue.patients.register.get(one.patient_id)
        if person:
            title = said("SEPARATOR SHEET: CHART")
            lines = [
                person.full_name,
                said("Year of birth: {year}", year=person.birth_date[:4] or "–"),
                said("Patient number: {number}", number=person.patient_id),
                said("Batch: {name}", name=one.batch),
            ]
            use = said("Lay this sheet on the chart of this patient and scan it with it.")
        pages.append(Sheet(title, lines, use, code(one.id)))
    return sheets(pages, said.language)


def _declared(house: House, batch: str, said: Texts) -> list[str]:
    """Return box and shelf of a batch, where they are known."""
    if batch not in house.catalogue.receipts.batches():
        return []
    told = house.catalogue.batches.declared(batch)
    box = said("Box: {label}", label=told.box) if told.box else ""
    shelf = said("Shelf: {label}", label=told.shelf) if told.shelf else ""
    return [line for line in (box, shelf) if line]
