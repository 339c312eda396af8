"""The times of a chart: measurings follow each other, days apart and not months."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import combinations, pairwise

from extractors.sense.findings import Finding, value
from extractors.sense.times import DAY, Span, times
from models.doubt import Doubt
from models.record import Facts

GAP = 31 * DAY
"""No two measurings that follow each other on one form lie further apart."""

Row = tuple[str, Span]


def chart(facts: Facts) -> Iterator[Finding]:
    """Check that the measurings of one kind follow each other in time, as they are written.

    A time that breaks the order of one kind is wrong for the others too; the kind with most
    measurings is asked first.
    """
    kinds: dict[str, list[Row]] = {}
    for path, when in times(facts, "vital_signs", "measured_at"):
        item = facts.vital_signs[int(path.split(".")[1])]
        kinds.setdefault(value(item, "kind"), []).append((path, when))
    wrong: set[Span] = set()
    for rows in sorted(kinds.values(), key=len, reverse=True):
        near, far = _clusters(rows)
        for path, when in far:
            other = () if len(near) > len(far) else (_nearest(near, when),)
            yield Finding(Doubt.DATES_FAR_APART, (path, *other))
        wrong |= _breaking([row for row in near if row[1] not in wrong])
        for path, when in near:
            if when in wrong:
                yield Finding(Doubt.DATES_OUT_OF_ORDER, (path,))
        for (early, first), (late, second) in combinations(near, 2):
            if wrong.isdisjoint((first, second)) and first.after(second):
                yield Finding(Doubt.DATES_OUT_OF_ORDER, (early, late))


def _breaking(rows: Sequence[Row]) -> set[Span]:
    """Return the times outside every longest row of times that keeps the order.

    Where two contradict each other and either may be left out, neither is among them.
    """
    lasting = _longest_through([when for _, when in rows])
    most = max(lasting, default=0)
    return {when for (_, when), length in zip(rows, lasting, strict=True) if length < most}


def _longest_through(spans: Sequence[Span]) -> list[int]:
    """Return for each time how many can be kept in order with it among them."""
    before = [1] * len(spans)
    after = [1] * len(spans)
    for k in range(len(spans)):
        fits = (before[j] for j in range(k) if not spans[j].after(spans[k]))
        before[k] += max(fits, default=0)
    for k in reversed(range(len(spans))):
        fits = (after[j] for j in range(k + 1, len(spans)) if not spans[k].after(spans[j]))
        after[k] += max(fits, default=0)
    return [early + late - 1 for early, late in zip(before, after, strict=True)]


def _clusters(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Return the largest run of times without a gap, as written, and all other times."""
    ordered = sorted(rows, key=lambda row: row[1].start)
    runs: list[list[Row]] = [ordered[:1]]
    for before, row in pairwise(ordered):
        if _apart(before[1], row[1]) > GAP:
            runs.append([])
        runs[-1].append(row)
    near = {path for path, _ in max(runs, key=len)}
    return [row for row in rows if row[0] in near], [row for row in rows if row[0] not in near]


def _nearest(rows: Sequence[Row], when: Span) -> str:
    return min(rows, key=lambda row: _apart(row[1], when))[0]


def _apart(one: Span, other: Span) -> timedelta:
    """Return how far apart two times are at least."""
    return max(one.start - other.end, other.start - one.end, timedelta())
