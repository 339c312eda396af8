"""What the dashboard tells: counted from what was filed, what waits, and what people said."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median

from models.doubt import Doubt
from models.sampling import interval, spread
from storage.figures import LOOKED_AT, Said, Through

BREAK_SECONDS = 300.0
"""Who says nothing for so long was doing something else."""
EDGES = (0.2, 0.4, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99)
"""Of confidences, finer where most values lie."""
Counts = Mapping[str, tuple[int, int]]
"""By account, so many of so many."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with the 95 % interval of their share (Wilson), 0..1."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        """The share; 0 of none."""
        return self.hits / self.of if self.of else 0.0

    @property
    def low(self) -> float:
        """The lower end of its interval."""
        return interval(self.hits, self.of)[0]

    @property
    def high(self) -> float:
        """The upper end of its interval."""
        return interval(self.hits, self.of)[1]


@dataclass(frozen=True, slots=True)
class Day:
    """A day: pages received, documents first filed."""

    day: str
    pages: int
    documents: int


@dataclass(frozen=True, slots=True)
class Line:
    """A form type, a reader, or a way of writing, by name.

    `straight` are its documents that no person was asked of; `unseen` the wrong ones among
    values that had passed and were looked at in samples; `asked` those among values that
    waited; `missing` were found by people alone. `seconds` is the median time a field, None
    where nothing tells it.
    """

    name: str
    straight: Share
    unseen: Share
    asked: Share
    missing: int
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Person:
    """Who decided: how many words counted, and the median time of one.

    `against` are the words against which it was decided, of those that awaited another
    person's; `gold` the wrong ones of those to which the answer was known.
    """

    name: str
    words: int
    seconds: float | None
    against: Share
    gold: Share


@dataclass(slots=True)
class _Count:
    words: int = 0
    missing: int = 0
    unseen: Counter[bool] = field(default_factory=Counter)
    asked: Counter[bool] = field(default_factory=Counter)
    gaps: list[float] = field(default_factory=list)

    def take(self, one: Said, gap: float | None) -> None:
        self.words += 1
        if gap is not None:
            self.gaps.append(gap)
        if one.right is None:
            self.missing += 1
        elif one.reason == Doubt.SAMPLE:
            self.unseen[one.right] += 1
        elif one.reason not in LOOKED_AT:
            self.asked[one.right] += 1

    def add(self, other: "_Count") -> None:
        self.words += other.words
        self.missing += other.missing
        self.unseen += other.unseen
        self.asked += other.asked
        self.gaps += other.gaps

    def line(self, name: str, through: Through) -> Line:
        unseen, asked = (Share(one[False], one.total()) for one in (self.unseen, self.asked))
        straight = Share(through.straight, through.documents)
        return Line(name, straight, unseen, asked, self.missing, self.seconds)

    @property
    def seconds(self) -> float | None:
        return median(self.gaps) if self.gaps else None


@dataclass(frozen=True, slots=True)
class Bin:
    """Values of about the same confidence, its mean, and how many of them were right."""

    sure: float
    right: Share


@dataclass(frozen=True, slots=True)
class Told:
    """All that words tell: in all, by type, reader and more, and of the confidences."""

    whole: Line
    types: tuple[Line, ...]
    readers: tuple[Line, ...]
    sources: tuple[Line, ...]
    extractors: tuple[Line, ...]
    bins: tuple[Bin, ...]
    people: tuple[Person, ...]


def told(words: Iterable[Said], through: Sequence[Through], looks: Counts, proven: Counts) -> Told:
    """Return what words, in the order of their times, tell of documents, readers and people.

    `looks` are the second looks: by account, how many were decided against it, of how many;
    `proven` how many of how many answers were wrong where they were known.
    """
    # Each word counts once, with those that are like it; of these there are few.
    alike: dict[tuple[str | None, ...], _Count] = defaultdict(_Count)
    sure: list[tuple[float, bool]] = []
    last: dict[str, datetime] = {}
    for one in words:
        at = datetime.fromisoformat(one.at)
        kind = one.type, one.reader, one.source, one.extractor, one.by
        alike[kind].take(one, gap(last.get(one.by), at))
        last[one.by] = at
        if one.confidence is not None and one.right is not None:
            sure.append((one.confidence, one.right))
    whole, counts = _Count(), tuple[dict[str, _Count], ...](defaultdict(_Count) for _ in range(5))
    for names, count in alike.items():
        whole.add(count)
        for by, name in zip(counts, names, strict=True):
            if name is not None:
                by[name].add(count)
    types, readers, sources, extractors, people = counts
    of = {one.type: one for one in through}
    every = Through("", sum(t.documents for t in through), sum(t.straight for t in through))
    none = Through("", 0, 0)
    return Told(
        whole.line("", every),
        tuple(types[name].line(name, of.get(name, none)) for name in sorted({*of, *types})),
        _lines(readers, none),
        _lines(sources, none),
        _lines(extractors, none),
        tuple(Bin(mean, Share(right, many)) for mean, many, right in spread(sure, EDGES)),
        tuple(_person(one, people, looks, proven) for one in sorted({*people, *looks, *proven})),
    )


def _person(name: str, counts: Mapping[str, _Count], looks: Counts, proven: Counts) -> Person:
    count = counts.get(name) or _Count()
    against, gold = (Share(*of.get(name, (0, 0))) for of in (looks, proven))
    return Person(name, count.words, count.seconds, against, gold)


def days(counted: Mapping[str, tuple[int, int]], until: date, many: int) -> tuple[Day, ...]:
    """Return each of so many days up to one, those too on which nothing came."""
    every = (until - timedelta(days=ago) for ago in reversed(range(many)))
    return tuple(Day(f"{day}", *counted.get(f"{day}", (0, 0))) for day in every)


def gap(before: datetime | None, at: datetime) -> float | None:
    """Return the seconds that a word took; None after a break, or for the first."""
    seconds = (at - before).total_seconds() if before else BREAK_SECONDS
    return seconds if seconds < BREAK_SECONDS else None


def _lines(counts: Mapping[str, _Count], none: Through) -> tuple[Line, ...]:
    return tuple(counts[name].line(name, none) for name in sorted(counts))
