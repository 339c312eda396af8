"""What was converted, held against what is declared: by year and department, and by box."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from models.campaign.counts import CONVERTED, Boxed, Group, Line, State, written
from models.text import fold


@dataclass(frozen=True, slots=True)
class Cell:
    """So many charts, of so many declared ones; None where none were."""

    converted: int = 0
    review: int = 0
    declared: int | None = None

    def __add__(self, other: "Cell") -> "Cell":
        told = [one for one in (self.declared, other.declared) if one is not None]
        return Cell(
            self.converted + other.converted,
            self.review + other.review,
            sum(told) if told else None,
        )

    @property
    def share(self) -> float | None:
        """What is converted of what is declared, 0..1; over 1 where more came than that."""
        return self.converted / self.declared if self.declared else None


NOTHING = Cell()


@dataclass(frozen=True, slots=True)
class Matrix:
    """Cells by department and year; the last row and the last of each are sums.

    Years ascend, None last. Where there are more than was asked for, the first stands for
    itself and all before it, and `joined`.
    """

    years: tuple[int | None, ...]
    joined: bool
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    sums: tuple[Cell, ...]

    @property
    def whole(self) -> Cell:
        """All charts."""
        return self.sums[-1]


def matrix(lines: Iterable[Line], groups: Iterable[Group], most: int) -> Matrix:
    """Hold what is converted against what is declared, in at most so many years."""
    lines, groups = list(lines), list(groups)
    every: list[Line | Group] = [*lines, *groups]
    told = sorted({one.year for one in every if one.year is not None})
    first, joined = (told[-most], True) if len(told) > most else (0, False)
    kept = [year for year in told if year >= first]
    names = written(one.department for one in every)
    cells: dict[tuple[str, int | None], Cell] = defaultdict(Cell)

    def at(one: Line | Group) -> tuple[str, int | None]:
        return names[fold(one.department)], None if one.year is None else max(one.year, first)

    for line in lines:
        cells[at(line)] += Cell(declared=line.charts)
    for one in groups:
        if one.state in CONVERTED:
            cells[at(one)] += Cell(one.charts, one.charts if one.state is State.REVIEW else 0)
    years = (*kept, *([None] if any(year is None for _, year in cells) else []))
    rows = tuple(
        (name, _summed([cells.get((name, year), NOTHING) for year in years]))
        for name in sorted({name for name, _ in cells}, key=lambda name: (not name, fold(name)))
    )
    columns = zip(*(row for _, row in rows), strict=True)
    sums = tuple(sum(column, NOTHING) for column in columns) or (NOTHING,)
    return Matrix(years, joined, rows, sums)


class Place(StrEnum):
    """Where a box is on its way."""

    ABSENT = "absent"
    """Nothing of it has come."""
    PART = "part"
    """Fewer charts came than are declared."""
    WAITING = "waiting"
    """It came, and charts of it wait."""
    REVIEW = "review"
    """All is filed, and something waits for a person."""
    DONE = "done"
    """All is filed, and nothing waits."""


@dataclass(frozen=True, slots=True)
class Box:
    """A box: charts that are declared, None where nobody did, and those that came by state."""

    name: str
    declared: int | None
    states: Mapping[State, int]

    @property
    def came(self) -> int:
        """How many charts came."""
        return sum(self.states.values())

    @property
    def place(self) -> Place:
        """Where it is."""
        if not self.came:
            return Place.ABSENT if self.declared else Place.DONE
        if self.states.get(State.WAITING):
            return Place.WAITING
        if self.declared is not None and self.came < self.declared:
            return Place.PART
        return Place.REVIEW if self.states.get(State.REVIEW) else Place.DONE


def backlog(lines: Iterable[Line], boxed: Iterable[Boxed]) -> tuple[Box, ...]:
    """Return every box that is declared or came, by name; the same but for case are one."""
    lines, boxed = list(lines), list(boxed)
    names = written([*(one.box for one in lines), *(one.box for one in boxed)])
    declared: Counter[str] = Counter()
    for line in lines:
        declared[names[fold(line.box)]] += line.charts
    states: dict[str, Counter[State]] = defaultdict(Counter)
    for one in boxed:
        states[names[fold(one.box)]][one.state] += one.charts
    every = sorted({*declared, *states}, key=_natural)
    return tuple(Box(name, declared.get(name), states[name]) for name in every)


def _summed(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    return (*cells, sum(cells, NOTHING))


def _natural(name: str) -> tuple[tuple[int, str], ...]:
    """Order `H9` before `H10`, and what is not named last."""
    parts = re.split(r"(\d+)", fold(name))
    told = ((int(one), "") if one.isdigit() else (-1, one) for one in parts)
    return ((0 if name else 1, ""), *told)
