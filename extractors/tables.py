"""Ruled tables by what the heads of their columns say."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from rapidfuzz import fuzz

from models.page import Cell, Line, Table, Word
from models.text import fold

Row = Mapping[str, Cell]
"""The cells of one row by the name of their column."""

DITTO = 0.9
"""How much less sure a value is that a ditto mark stands for."""
_DITTO = re.compile(r"""["″〃”“]|'{2}|''|(?:-+\s*)?(?:["″〃”“]|nt|n\.t\.?|NT)(?:\s*-+)?|như trên""")


def rows_under(
    table: Table, column: Callable[[str], str], needed: Collection[str]
) -> list[dict[str, Cell]]:
    """Return the rows under the head row, cells by column name; none without such a head.

    `column` names a head as printed, empty where it is of no interest; the first row that
    has all `needed` names is the head.
    """
    rows = said_rows(table)
    for at, row in enumerate(rows):
        names = {cell.column: name for cell in row if (name := column(cell.text))}
        if set(needed) <= set(names.values()):
            return [
                {names[cell.column]: cell for cell in below if cell.column in names}
                for below in rows[at + 1 :]
            ]
    return []


def said_rows(table: Table) -> list[list[Cell]]:
    """Return the rows of a table, ditto marks replaced by the words that they repeat."""
    above: dict[int, Cell] = {}
    rows = []
    for row in table.rows:
        said = [
            _repeated(above[cell.column], cell) if _is_ditto(cell, above) else cell for cell in row
        ]
        above |= {cell.column: cell for cell in said if cell.lines}
        rows.append(said)
    return rows


def _is_ditto(cell: Cell, above: Mapping[int, Cell]) -> bool:
    return cell.column in above and _DITTO.fullmatch(cell.text.strip()) is not None


def _repeated(above: Cell, cell: Cell) -> Cell:
    """Return a cell with the words above it, standing where its ditto mark stands."""
    place = cell.words[0].box
    words = tuple(Word(w.text, place, w.confidence * DITTO) for w in above.words)
    return replace(cell, lines=(Line(words),))


def by_prefix(columns: Mapping[str, Collection[str]]) -> Callable[[str], str]:
    """Return a naming of heads: the first column one of whose folded names begins the head."""

    def name(text: str) -> str:
        plain = fold(text)
        for column, marks in columns.items():
            if any(_begins(plain, mark) for mark in marks):
                return column
        return ""

    return name


def _begins(plain: str, mark: str) -> bool:
    """Say whether a head begins with a mark; a long one may have a letter misread."""
    if len(mark) < 6:
        return plain.startswith(mark)
    return fuzz.ratio(plain[: len(mark)], mark) >= 80
