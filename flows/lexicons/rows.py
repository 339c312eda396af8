"""From rows of cells to entries, and what is wrong with a row."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from flows.lexicons.columns import Bad, Cells, Problem, table
from flows.lexicons.sheet import Row
from models.lexicon import Disease, Drug, Facility, Kind, Lab
from models.text import fold

Entry = Disease | Drug | Lab | Facility

_CODE = re.compile(r"([A-Z]\d\d)\.?(\d{0,2})[†*+]?")
_BRACKET = re.compile(r"^(.+?)\s*\(([^()]+)\)$")


@dataclass(slots=True)
class Parsed:
    """What a list says: its entries, its columns by heading, and the rows that are left out."""

    entries: list[Entry] = field(default_factory=list)
    columns: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def parse(kind: Kind, sheets: Iterator[Iterator[Row]]) -> Parsed:
    """Return what the first sheet with the headings of the kind says.

    UsageError where no sheet has them.
    """
    found = table(kind.value, sheets)
    parsed = Parsed(columns=found.columns)
    for line, cells in found.rows:
        try:
            if isinstance(cells, Bad):
                raise cells
            parsed.entries.append(_READ[kind](cells))
        except Bad as error:
            parsed.problems.append(Problem(line, str(error)))
    return parsed


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
