"""What is to be converted, what has been, and the two held against each other.

A chart is what the records department counts: the papers of one stay. Years are those of the
discharge; None, and an empty department or box, stand for those that nobody has told.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from models.text import fold


class State(StrEnum):
    """How far a chart is."""

    WAITING = "waiting"
    """It came, but pages of it wait to be read or scanned again."""
    REVIEW = "review"
    """It is filed, and something of it waits for a person."""
    DONE = "done"
    """It is filed, and nothing waits."""


CONVERTED = (State.REVIEW, State.DONE)
"""What counts as converted: what is filed can be found, read and exported."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the inventory: so many charts, and pages where they were counted."""

    year: int | None
    department: str
    box: str
    charts: int
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart that came; `day` is that on which the last of its papers was first filed."""

    year: int | None
    department: str
    box: str
    state: State
    day: str
    pages: int


@dataclass(frozen=True, slots=True)
class Group:
    """So many charts that are alike."""

    year: int | None
    department: str
    state: State
    charts: int


@dataclass(frozen=True, slots=True)
class Boxed:
    """So many charts of a box in a state."""

    box: str
    state: State
    charts: int


@dataclass(frozen=True, slots=True)
class Counted:
    """All that was counted at one moment, up to an event of the audit.

    `days` has by day how many charts were converted on it, `pages` those that were received by
    what became of them, `chart_pages` those in documents of converted charts. `loose` documents
    tell no chart. `core_seconds` were used for scans of `measured` pages; `minutes` are people's;
    `made` bytes beside the originals are estimated from `sampled` scans. `opened` times somebody
    found and opened a document, in a median of `wait` seconds.
    """

    at: str
    event: int
    took: float
    groups: tuple[Group, ...]
    boxes: tuple[Boxed, ...]
    days: Mapping[str, int]
    pages: Mapping[str, int]
    chart_pages: int
    documents: int
    loose: int
    core_seconds: float
    measured: int
    minutes: float
    originals: int
    made: int
    sampled: int
    opened: int
    wait: float | None

    @property
    def charts(self) -> int:
        """How many charts are converted."""
        return sum(one.charts for one in self.groups if one.state in CONVERTED)

    @property
    def received(self) -> int:
        """How many pages were received."""
        return sum(self.pages.values())


def grouped(charts: Sequence[Chart]) -> tuple[tuple[Group, ...], tuple[Boxed, ...]]:
    """Count charts by year, department and state, and by box and state."""
    names = _names(one.department for one in charts)
    by = Counter((one.year, names[fold(one.department)], one.state) for one in charts)
    boxes = Counter((one.box, one.state) for one in charts)
    groups = sorted((Group(*key, count) for key, count in by.items()), key=_order)
    every = (Boxed(*key, count) for key, count in boxes.items())
    return tuple(groups), tuple(sorted(every, key=lambda one: (one.box, one.state)))


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
    names = _names(one.department for one in every)
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
    names = _names([*(one.box for one in lines), *(one.box for one in boxed)])
    declared: Counter[str] = Counter()
    for line in lines:
        declared[names[fold(line.box)]] += line.charts
    states: dict[str, Counter[State]] = defaultdict(Counter)
    for one in boxed:
        states[names[fold(one.box)]][one.state] += one.charts
    every = sorted({*declared, *states}, key=_natural)
    return tuple(Box(name, declared.get(name), states[name]) for name in every)


def _names(written: Iterable[str]) -> dict[str, str]:
    """Return how each name is written, by its folded form: as it was written first."""
    found: dict[str, str] = {}
    for name in written:
        found.setdefault(fold(name), name)
    return found


def _summed(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    return (*cells, sum(cells, NOTHING))


def _order(one: Group) -> tuple[int, str, str]:
    return one.year or 0, one.department, one.state


def _natural(name: str) -> tuple[tuple[int, str], ...]:
    """Order `H9` before `H10`, and what is not named last."""
    parts = re.split(r"(\d+)", fold(name))
    told = ((int(one), "") if one.isdigit() else (-1, one) for one in parts)
    return ((0 if name else 1, ""), *told)
