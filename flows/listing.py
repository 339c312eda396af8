"""Documents as lines of a table."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from flows.house import House
from flows.keeping import on_paper
from flows.messages import tr
from flows.names import printable
from flows.screen import result_table
from storage import keys
from storage.rows import DocumentRow


@dataclass(frozen=True, slots=True)
class Entry:
    """One document in a table. `patient` is the name as read, empty where none was.

    `paper` tells whether the sheet itself is to be kept.
    """

    document_id: str
    document_type: str
    patient: str
    fields: int
    waiting: int
    pages: int
    file: str
    paper: bool


def entries(
    house: House, rows: Sequence[DocumentRow], most: int | None = None
) -> tuple[Entry, ...]:
    """Return the documents' lines in a table, in the order of files and pages.

    `most` is how many, from the first; every line takes reading a record.
    """
    named = [(house.catalogue.receipts.names(row.sha256).file_name, row) for row in rows]
    paper = set(on_paper(house, rows))
    ordered = sorted(named, key=lambda pair: (pair[0], pair[1].numbers))
    return tuple(_entry(house, file, row, row.id in paper) for file, row in ordered[:most])


def _entry(house: House, file: str, row: DocumentRow, paper: bool) -> Entry:
    """Return a document's line in a table."""
    stored = json.loads(house.store.get(keys.record(row.id, row.version, "record.json")))
    name = stored["patient"].get("full_name", {}).get("value")
    counts = (row.fields, row.waiting, len(row.numbers))
    return Entry(row.id, row.type, name or "", *counts, file, paper)


def entries_table(lines: Sequence[Entry]) -> None:
    """Write documents, one to a line."""
    heads = [tr("document"), tr("type"), tr("patient"), tr("fields"), tr("waiting"), tr("pages")]
    result_table(
        [*heads, tr("paper"), tr("file")],
        [
            (
                one.document_id[:9],
                tr(one.document_type),
                printable(one.patient),
                one.fields,
                one.waiting,
                one.pages,
                tr("keep") if one.paper else "",
                one.file,
            )
            for one in lines
        ],
    )
