"""Which column of a list is what, and the cells of its rows by what they are."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain, islice
from typing import Any

from flows.lexicons.sheet import Row
from models.errors import UsageError
from models.text import squeeze

Cells = Mapping[str, str]

HEADING_WITHIN = 20
"""The heading is looked for in so many rows: published lists have titles above it."""

LONGEST = 1000
"""Most characters of a cell."""

_SPREADSHEET = re.compile(r"#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with the row at a line, in a sentence that holds nothing of the row."""

    line: int
    what: str


class Bad(Exception):
    """A row that says nothing; the message is what is wrong."""


@dataclass(frozen=True, slots=True)
class Table:
    """A list: its columns by heading, and its rows: line and cells, or what is wrong with it."""

    columns: dict[str, str]
    rows: Iterator[tuple[int, Cells | Bad]]


def table(kind: str, sheets: Iterator[Iterator[Row]], *, page: str = "lexicons") -> Table:
    """Return the first sheet with the headings of a kind (`configs/lists.toml`).

    UsageError where no sheet has them; `page` is that of the manual that tells them.
    """
    empty = True
    for rows in sheets:
        first = list(islice(rows, HEADING_WITHIN))
        empty = empty and not first
        for place, row in enumerate(first):
            columns = _columns(kind, row)
            if columns:
                named = {row.cells[place]: name for name, place in columns.items()}
                return Table(named, _cut(row, columns, chain(first[place + 1 :], rows)))
    if empty:
        raise UsageError("The list is empty.")
    raise UsageError(
        f"No row has the headings that a list of {kind} needs"
        f" ({', '.join(_known(kind)['needs'])}): see docs/{page}.md."
    )


def _cut(
    head: Row, columns: dict[str, int], rows: Iterator[Row]
) -> Iterator[tuple[int, Cells | Bad]]:
    for row in rows:
        try:
            yield row.line, _cells(head, columns, row)
        except Bad as error:
            yield row.line, error


def _columns(kind: str, row: Row) -> dict[str, int]:
    """Return the place of each column that the row is a heading of, or none."""
    known, heads = _known(kind), [squeeze(cell) for cell in row.cells]
    found: dict[str, int] = {}
    for column, names in known.items():
        if column != "needs":
            places = [heads.index(squeeze(name)) for name in names if squeeze(name) in heads]
            free = [place for place in places if place not in found.values()]
            if free:
                found[column] = free[0]
    return found if set(known["needs"]) <= found.keys() else {}


def _cells(head: Row, columns: dict[str, int], row: Row) -> Cells:
    if any(row.cells[len(head.cells) :]):
        raise Bad("it has more cells than there are headings")
    return checked(
        {
            name: row.cells[place] if place < len(row.cells) else ""
            for name, place in columns.items()
        }
    )


def checked(cells: Cells) -> Cells:
    """Return cells in NFC; Bad where one is too long or holds what is no text."""
    cells = {name: _text(cell) for name, cell in cells.items()}
    for text in cells.values():
        if len(text) > LONGEST:
            raise Bad("a cell is too long")
        if _SPREADSHEET.fullmatch(text):
            raise Bad("a cell holds an error of the spreadsheet")
        if any(unicodedata.category(letter) in ("Cc", "Cs", "Cn") for letter in text):
            raise Bad("a cell holds signs that are no text")
    return cells


def _text(cell: str) -> str:
    """Return a cell in NFC, without signs that are not seen or that only one font can draw.

    The ministry's list has Greek letters of Word's font Symbol, which stand in the private area.
    """
    seen = (letter for letter in cell if unicodedata.category(letter) not in ("Cf", "Co"))
    return " ".join(unicodedata.normalize("NFC", "".join(seen)).split())


@cache
def _known(kind: str) -> dict[str, Any]:
    text = files("configs").joinpath("lists.toml").read_text("utf-8")
    return dict(tomllib.loads(text)[kind])
