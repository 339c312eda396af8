"""What is to be converted, what has been, and the two held against each other.

A chart is what the records department counts: the papers of one stay. Years are those of the
discharge; None, and an empty department or box, stand for those that nobody has told.
"""

from collections import Counter
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
    names = written(one.department for one in charts)
    by = Counter((one.year, names[fold(one.department)], one.state) for one in charts)
    boxes = Counter((one.box, one.state) for one in charts)
    groups = sorted((Group(*key, count) for key, count in by.items()), key=_order)
    every = (Boxed(*key, count) for key, count in boxes.items())
    return tuple(groups), tuple(sorted(every, key=lambda one: (one.box, one.state)))


def written(names: Iterable[str]) -> dict[str, str]:
    """Return how each name is written, by its folded form: as it was written first."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(fold(name), name)
    return found


def _order(one: Group) -> tuple[int, str, str]:
    return one.year or 0, one.department, one.state
