"""From rows of cells to entries: which column is what, and what is wrong with a row."""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import chain, islice
from typing import Any

from flows.lexicons.sheet import Row
from models.errors import UsageError
from models.lexicon import Disease, Drug, Facility, Kind, Lab
from models.text import fold, squeeze

Entry = Disease | Drug | Lab | Facility
Cells = Mapping[str, str]

HEADING_WITHIN = 20
"""The heading is looked for in so many rows: published lists have titles above it."""

LONGEST = 1000
"""Most characters of a cell."""

_CODE = re.compile(r"([A-Z]\d\d)\.?(\d{0,2})[†*+]?")
_SPREADSHEET = re.compile(r"#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)")
_BRACKET = re.compile(r"^(.+?)\s*\(([^()]+)\)$")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with the row at a line, in a sentence that holds nothing of the row."""

    line: int
    what: str


@dataclass(slots=True)
class Parsed:
    """What a list says: its entries, its columns by heading, and the rows that are left out."""

    entries: list[Entry] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


class Bad(Exception):
    """A row that says nothing; the message is what is wrong."""


def parse(kind: Kind, sheets: Iterator[Iterator[Row]]) -> Parsed:
    """Return what the first sheet with the headings of the kind says.

    UsageError where no sheet has them.
    """
    empty = True
    for rows in sheets:
        first = list(islice(rows, HEADING_WITHIN))
        empty = empty and not first
        for place, row in enumerate(first):
            columns = _columns(kind, row)
            if columns:
                return _parsed(kind, row, columns, chain(first[place + 1 :], rows))
    if empty:
        raise UsageError("The list is empty.")
    raise UsageError(
        f"No row has the headings that a list of {kind.value} needs"
        f" ({', '.join(_known(kind)['needs'])}): see docs/lexicons.md."
    )


def _columns(kind: Kind, row: Row) -> dict[str, int]:
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


def _parsed(kind: Kind, head: Row, columns: dict[str, int], rows: Iterator[Row]) -> Parsed:
    parsed = Parsed(columns={head.cells[place]: name for name, place in columns.items()})
    for row in rows:
        try:
            parsed.entries.append(_READ[kind](_cells(head, columns, row)))
        except Bad as error:
            parsed.problems.append(Problem(row.line, str(error)))
    return parsed


def _cells(head: Row, columns: dict[str, int], row: Row) -> Cells:
    if any(row.cells[len(head.cells) :]):
        raise Bad("it has more cells than there are headings")
    cells = {
        name: _text(row.cells[place]) if place < len(row.cells) else ""
        for name, place in columns.items()
    }
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


def _disease(cells: Cells) -> Disease:
    match = _CODE.fullmatch(cells["code"].upper().replace(" ", "").replace(",", "."))
    if not cells["code"]:
        raise Bad("the code is missing")
    if match is None:
        raise Bad("the code is no ICD-10 code")
    code = f"{match[1]}.{match[2]}" if match[2] else match[1]
    names = _names(cells["name"], cells.get("english", ""))
    return Disease(code, names, _names(*re.split(r"[;,]", cells.get("short", "")), needed=False))


def _drug(cells: Cells) -> Drug:
    if sum(map(str.isalpha, cells["ingredient"])) < 2:
        raise Bad("the substance is missing")
    return Drug(cells["ingredient"].lower(), _names(cells["name"]))


def _lab(cells: Cells) -> Lab:
    bracket = _BRACKET.match(cells["name"])
    names = [cells["name"], *(bracket.groups() if bracket else ())]
    more = [cells.get("english", ""), *re.split(r"[;,]", cells.get("short", ""))]
    code = cells.get("code", "")
    unit = cells.get("unit", "")
    return Lab(
        code or cells["name"],
        _names(*names, *more, code if any(map(str.isalpha, code)) else ""),
        (unit,) if unit else (),
    )


def _facility(cells: Cells) -> Facility:
    return Facility(_names(cells["name"])[0], cells.get("code", ""))


def _names(*texts: str, needed: bool = True) -> tuple[str, ...]:
    """Return the names that hold a letter, each once."""
    kept = [text.strip() for text in texts if any(map(str.isalpha, fold(text)))]
    if needed and not kept:
        raise Bad("the name is missing")
    return tuple(dict.fromkeys(kept))


_READ: dict[Kind, Callable[[Cells], Entry]] = {
    Kind.ICD10: _disease,
    Kind.DRUGS: _drug,
    Kind.LABS: _lab,
    Kind.FACILITIES: _facility,
}


@cache
def _known(kind: Kind) -> dict[str, Any]:
    text = files("configs").joinpath("lists.toml").read_text("utf-8")
    return dict(tomllib.loads(text)[kind.value])
