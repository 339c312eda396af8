"""Ruled tables by what the heads of their columns say."""

from collections.abc import Callable, Collection, Mapping

from rapidfuzz import fuzz

from models.page import Cell, Table
from models.text import fold

Row = Mapping[str, Cell]
"""The cells of one row by the name of their column."""


def rows_under(
    table: Table, column: Callable[[str], str], needed: Collection[str]
) -> list[dict[str, Cell]]:
    """Return the rows under the head row, cells by column name; none without such a head.

    `column` names a head as printed, empty where it is of no interest; the first row that
    has all `needed` names is the head.
    """
    rows = table.rows
    for at, row in enumerate(rows):
        names = {cell.column: name for cell in row if (name := column(cell.text))}
        if set(needed) <= set(names.values()):
            return [
                {names[cell.column]: cell for cell in below if cell.column in names}
                for below in rows[at + 1 :]
            ]
    return []


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
