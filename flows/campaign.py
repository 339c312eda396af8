"""The inventory of what is to be converted, from a list; and the campaign as plain data."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from flows.house import House
from flows.index import catch_up
from flows.lexicons.columns import Bad, Cells, Problem, table
from flows.lexicons.sheet import read, sheets
from models.campaign.counts import Counted, Line
from models.campaign.held import Cell
from review.campaign.told import Told, count, told

OLDEST = 1945
"""A year of discharge before that is a slip."""
MOST = 10_000_000
"""A larger number of a line is one too."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """What a list says: its lines, its columns by heading, and rows that cannot be used."""

    lines: tuple[Line, ...]
    columns: Mapping[str, str]
    problems: tuple[Problem, ...]
    sha256: str


def inventory(path: Path) -> Inventory:
    """Return what a list says; UsageError where it is none.

    Several lines of a year, department and box add up.
    """
    data = read(path)
    found = table("inventory", sheets(data), page="campaign")
    lines: list[Line] = []
    problems: list[Problem] = []
    for number, cells in found.rows:
        try:
            if isinstance(cells, Bad):
                raise cells
            lines.append(_line(cells))
        except Bad as error:
            problems.append(Problem(number, str(error)))
    digest = hashlib.sha256(data).hexdigest()
    return Inventory(tuple(lines), found.columns, tuple(problems), digest)


def _line(cells: Cells) -> Line:
    year, charts = _number(cells.get("year", "")), _number(cells["charts"])
    if charts is None:
        raise Bad("the number of charts is missing")
    if year is not None and not OLDEST <= year <= date.today().year:
        raise Bad("the year cannot be")
    return Line(
        year,
        cells.get("department", ""),
        cells.get("box", ""),
        charts,
        _number(cells.get("pages", "")),
    )


def _number(text: str) -> int | None:
    # Spreadsheets write 12.0 for 12. Thousands are not guessed at: 1.200 may be either.
    plain = text.removesuffix(".0")
    if not plain:
        return None
    if not (plain.isascii() and plain.isdecimal() and int(plain) <= MOST):
        raise Bad("a number is not written in digits alone")
    return int(plain)


def counted(house: House) -> Counted:
    """Count everything anew, and keep that."""
    catch_up(house)
    return count(house.catalogue, house.store)


def now(house: House) -> Told:
    """Count everything anew and return what that tells."""
    return told(house.catalogue, counted(house))


def as_json(one: Told) -> dict[str, Any]:
    """Return it as plain data."""
    burn = one.burn
    speed = burn.pace if burn else None
    return {
        "counted": asdict(one.counted),
        "inventory": {"charts": one.charts, "pages": one.pages, "declared": one.declared},
        "entered": [asdict(said) for said in one.entered.values()],
        "years": one.matrix.years,
        "departments": {name: [_cell(cell) for cell in row] for name, row in one.matrix.rows},
        "all": [_cell(cell) for cell in one.matrix.sums],
        "boxes": [
            {"box": box.name, "declared": box.declared, "place": box.place, **box.states}
            for box in one.boxes
        ],
        "left": burn.left if burn else None,
        "pace": {name: _plain(value) for name, value in asdict(speed).items()} if speed else None,
        "ends": [_plain(day) for day in (burn.ends, burn.soonest, burn.latest)] if burn else None,
        "costs": [asdict(price) for price in one.prices],
        "total": one.total,
    }


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _cell(cell: Cell) -> dict[str, int | None]:
    return asdict(cell)
