"""Drugs ordered in a hand that nobody's reader reads: each keeps the place of its ink."""

from collections.abc import Iterator, Sequence

from extractors.fields import WRITTEN, ink_in
from extractors.labels import Labelled
from extractors.orders import WRITTEN_IN, drug_rows
from models.document import Document
from models.geometry import Box, around
from models.page import Page

LEVEL = 0.6
"""Share of a mark's height by which the middle of another in the same row may differ."""


def scrawled_orders(document: Document, labelled: Sequence[Labelled]) -> Iterator[tuple[Page, Box]]:
    """Yield the page and the ink of every order that gave no word, on the page as cleaned.

    In a table of drugs that is a row whose name has ink and no words; on papers that drugs are
    ordered on it is a row of handwriting under the label of the drugs, above the next label.
    """
    for page in document.pages:
        for table in page.tables:
            for row in drug_rows(table):
                ink = None if row["head"].words else ink_in(page, row["head"].box)
                if ink is not None:
                    yield page, ink
    if document.type in WRITTEN_IN:
        for hit in labelled:
            if hit.field == "medication" and not hit.every:
                yield from ((hit.page, ink) for ink in _rows(hit, labelled))


def _rows(hit: Labelled, labelled: Sequence[Labelled]) -> list[Box]:
    """Return the rows of wordless handwriting from a label down to the next one.

    What is written in a table of drugs belongs to the rows of that.
    """
    top = hit.zone.top
    below = (
        own.zone.top for own in labelled if own.page is hit.page and own.zone.top > hit.zone.bottom
    )
    end = min(below, default=1.0)
    words = [word.box for word in hit.page.words]
    tables = [table.box for table in hit.page.tables if drug_rows(table)]
    marks = [
        mark.box
        for mark in hit.page.marks
        if mark.kind in WRITTEN
        and top < mark.box.middle < end
        and not any(mark.box.covers(box) > 0.5 for box in words)
        and not any(table.covers(mark.box) > 0.5 for table in tables)
    ]
    rows: list[Box] = []
    for mark in sorted(marks, key=lambda box: box.middle):
        if rows and abs(rows[-1].middle - mark.middle) < LEVEL * rows[-1].height:
            rows[-1] = around((rows[-1], mark))
        else:
            rows.append(mark)
    return rows
