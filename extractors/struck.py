"""Words that are crossed out: taken as such, never read as current."""

from dataclasses import replace

from models.document import Document
from models.page import Line, Mark, MarkKind, Page, Word

VERSION = "1"
COVERED = 0.8
"""Least share of its width over which a word is crossed to be crossed out."""


def current(document: Document) -> Document:
    """Return the document without the words that a line strikes out; marks stay."""
    return replace(document, pages=tuple(map(_current, document.pages)))


def _current(page: Page) -> Page:
    strikes = [mark for mark in page.marks if mark.kind is MarkKind.STRIKE]
    if not strikes:
        return page

    def left(lines: tuple[Line, ...]) -> tuple[Line, ...]:
        return tuple(own for line in lines if (own := _kept(line, strikes)) is not None)

    tables = tuple(
        replace(table, cells=tuple(replace(cell, lines=left(cell.lines)) for cell in table.cells))
        for table in page.tables
    )
    return replace(page, lines=left(page.lines), tables=tables)


def _kept(line: Line, strikes: list[Mark]) -> Line | None:
    words = tuple(word for word in line.words if not any(_strikes(m, word) for m in strikes))
    return Line(words) if words else None


def _strikes(mark: Mark, word: Word) -> bool:
    box = word.box
    wide = min(box.right, mark.box.right) - max(box.left, mark.box.left)
    middle = box.top + 0.3 * box.height < mark.box.middle < box.bottom - 0.28 * box.height
    return middle and wide >= COVERED * box.width
