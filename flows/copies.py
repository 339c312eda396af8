"""Copies of converted documents, as they leave the house: with what they are at their foot."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from exports.converted import Note, converted
from flows.delivery import outdated, put, written
from flows.house import House
from flows.searchable import PDF, complete
from models.decision import standing
from review.texts import texts
from storage import keys
from storage.rows import DocumentRow

READER = "tesseract"
"""The reader that every page of paper was read by."""


def copies(house: House, rows: Sequence[DocumentRow], out: Path) -> tuple[int, int]:
    """Write a copy of each document; return how many, and how many of them are signed.

    It is the last signed copy of its version, where there is one, else one that is made now. A
    copy of a document that is no longer current is taken away. Raises StoreError where OUT
    cannot be written to.
    """
    signed = 0
    with written(out):
        for row in rows:
            kept = _signed(house, row)
            data = copy(house, row, note(house, row)) if kept is None else kept
            put(out / f"{row.id}.pdf", data)
            signed += kept is not None
        outdated(house, out, ".pdf", by="id")
    return len(rows), signed


def copy(house: House, row: DocumentRow, said: Note) -> bytes:
    """Return the copy of a document, not signed; the same come to the same bytes."""
    complete(house, [row])
    with house.store.fetch(keys.record(row.id, row.version, PDF)) as path:
        return converted(path, said)


def note(house: House, row: DocumentRow) -> Note:
    """Return what a copy says of its conversion: batch, day, people, decision; no patient text."""
    told, said = house.settings.conversion, texts("vi")
    batch = house.catalogue.receipts.first(row.sha256)
    values = {
        "version": str(row.version),
        "batch": batch,
        "on": row.filed_at[:10],
        "by": ", ".join(people(house, row, batch)),
        "facility": told.facility,
        "decision": told.decision,
        "decided_on": told.decided_on,
    }
    shown = {**values, "on": _day(values["on"]), "decided_on": _day(values["decided_on"])}
    kind = PAPER if paper(house, row) else FILE
    parts = [
        said(PARTS[name], value=value) for name, value in shown.items() if value and name in PARTS
    ]
    line = " · ".join([said(kind), *parts])
    return Note(line, {name: value for name, value in values.items() if value})


PAPER, FILE = "Copy converted from a paper record", "Copy of a file"
PARTS = {
    "batch": "batch {value}",
    "on": "filed on {value}",
    "by": "by {value}",
    "facility": "at {value}",
    "decision": "decision {value}",
    "decided_on": "decided on {value}",
}
"""What the line at the foot says, in this order."""


def _day(iso: str) -> str:
    return "/".join(reversed(iso.split("-")))


def people(house: House, row: DocumentRow, batch: str) -> Iterator[str]:
    """Yield who looked at a document, or who scanned its batch; nobody where that is not known."""
    words = standing(house.catalogue.decisions.of(row.sha256))
    looked = dict.fromkeys(word.by for word in words if word.said.page in row.numbers)
    if looked:
        yield from looked
        return
    declared = house.catalogue.batches.declared(batch)
    if declared.operator:
        yield declared.operator


def paper(house: House, row: DocumentRow) -> bool:
    """Return whether any page of a document was read by a reader: a file's own words are not."""
    data = house.store.get(keys.record(row.id, row.version, "record.json"))
    return READER in json.loads(data)["provenance"]["engines"]


def _signed(house: House, row: DocumentRow) -> bytes | None:
    kept = [one for one in house.catalogue.signings.of(row.id) if one.version == row.version]
    return house.store.get(keys.signed(row.id, row.version, kept[-1].number)) if kept else None
