"""How fast charts are converted, and when that ends. Days are dates of Viet Nam."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

LATEST = 20
"""The pace is that of so many working days."""
LEAST = 6
"""Fewer days give no 95 % interval of their median."""
FARTHEST = date(9999, 12, 1)


@dataclass(frozen=True, slots=True)
class Pace:
    """Charts a working day: the median of the `days` from `first` to `last`, and its interval.

    `low` and `high` are None where the days are too few.
    """

    first: date
    last: date
    days: int
    middle: float
    low: float | None
    high: float | None


def working(day: date, week: int) -> bool:
    """Say whether people work on a day, in a week of so many working days from Monday on."""
    return day.weekday() < week


def pace(counted: Mapping[str, int], today: date, week: int) -> Pace | None:
    """Return the pace of the latest working days; None where none has passed.

    Today is not over and does not count, nor do days before the first chart; holidays count.
    What was done on days off counts with the working day before it.
    """
    if not counted:
        return None
    start = date.fromisoformat(min(counted))
    found: list[tuple[date, int]] = []
    day, off = today - timedelta(days=1), 0
    while day >= start and len(found) < LATEST:
        count = counted.get(f"{day}", 0)
        if working(day, week):
            found.append((day, count + off))
            off = 0
        else:
            off += count
        day -= timedelta(days=1)
    if not found:
        return None
    counts = sorted(count for _, count in found)
    low, high = spread(counts)
    return Pace(found[-1][0], found[0][0], len(found), median(counts), low, high)


def spread(counts: Sequence[float]) -> tuple[float | None, float | None]:
    """Return the 95 % interval of the median of ascending counts; None where they are too few.

    Those of its order statistics: of how many values lie under the median, which is binomial
    (Conover, Practical Nonparametric Statistics, 3rd edition, 3.2).
    """
    many = len(counts)
    if many < LEAST:
        return None, None
    under, cut = 0.0, 0
    while under + math.comb(many, cut) / 2**many <= 0.025:
        under += math.comb(many, cut) / 2**many
        cut += 1
    return counts[cut - 1], counts[many - cut]


def ends(left: int, pace: float | None, today: date, week: int) -> date | None:
    """Return the working day on which nothing is left; None where that is never, or unknown."""
    if not left:
        return today
    if not pace:
        return None
    weeks, days = divmod(math.ceil(left / pace), week)
    if weeks >= (FARTHEST - today).days // 7:
        return None
    while not working(today, week):
        today -= timedelta(days=1)
    day = today + timedelta(weeks=weeks)
    while days:
        day += timedelta(days=1)
        days -= working(day, week)
    return day


@dataclass(frozen=True, slots=True)
class Burn:
    """What is left by day, and where it leads.

    `points` are days and charts left at their end, the last today's; `ends` the day on which
    nothing is left at the pace, with those of the ends of its interval, soonest first; None
    where it never ends at that. `most` charts are the whole of the plot, from `start` to `until`.
    """

    most: int
    start: date
    until: date
    points: tuple[tuple[date, int], ...]
    pace: Pace | None
    target: date | None
    ends: date | None
    soonest: date | None
    latest: date | None

    @property
    def left(self) -> int:
        """How many charts are left today."""
        return self.points[-1][1]

    def place(self, day: date, left: float) -> tuple[float, float]:
        """Return where a point is drawn: from the left and from the foot, 0..1."""
        return (day - self.start).days / (self.until - self.start).days, left / self.most

    def line(self, end: date | None) -> tuple[tuple[float, float], tuple[float, float]] | None:
        """Return the ends of the line from today to a day on which nothing is left.

        It is cut off where the plot ends; None where there is no such day, or nothing is left.
        """
        today, left = self.points[-1]
        if end is None or end <= today:
            return None
        last = min(end, self.until)
        rest = left * (1 - (last - today).days / (end - today).days)
        return self.place(today, left), self.place(last, rest)


POINTS = 200
"""Most points of a plot."""
AHEAD = timedelta(days=60)
"""How far a plot looks ahead at least, where there is no other reason."""


def burn(
    declared: int, counted: Mapping[str, int], today: date, week: int, target: date | None
) -> Burn | None:
    """Return the burn-down of so many charts; None where nothing is declared."""
    if not declared:
        return None
    start = min([date.fromisoformat(min(counted))] if counted else [], default=today)
    start = min(start, today)
    done = sum(count for day, count in counted.items() if day < f"{start}")
    step = max(1, -(-((today - start).days + 1) // POINTS))
    points = []
    for ago in range((today - start).days, -1, -1):
        day = today - timedelta(days=ago)
        done += counted.get(f"{day}", 0)
        if ago % step == 0:
            points.append((day, max(0, declared - done)))
    speed = pace(counted, today, week)
    left = points[-1][1]
    middle, low, high = (speed.middle, speed.low, speed.high) if speed else (None, None, None)
    end, soonest, latest = (ends(left, one, today, week) for one in (middle, high, low))
    # No farther than three times what has passed: a plot of a hundred years tells nothing.
    far = today + max(AHEAD, 2 * (today - start))
    until = max(today + timedelta(days=1), min(latest or end or far, far), target or today)
    until += (until - start) // 20  # so that a last day does not lie on the margin
    return Burn(declared, start, until, tuple(points), speed, target, end, soonest, latest)
