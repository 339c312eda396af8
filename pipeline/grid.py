"""Ruled lines to grids of cells."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from pipeline.rules import Rules, Segment

FOLD_INCHES = 0.4
"""A fold bends a rule that crosses it away from its line for no longer a stretch."""


@dataclass(frozen=True, slots=True)
class Span:
    """One cell: where it stands in the grid (from 0) and its edges in pixels."""

    row: int
    column: int
    x0: int
    y0: int
    x1: int
    y1: int
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's cells, row by row, and the rectangle around them."""

    spans: tuple[Span, ...]
    around: Span


def find_grids(rules: Rules, dpi: float) -> tuple[Grid, ...]:
    """Return the grids that ruled lines form: at least two lines each way that meet."""
    near = round(dpi * 0.06)
    grids = []
    for across, down in _joined(_mended(rules, round(dpi * FOLD_INCHES), near), near):
        rows = _levels([(s[1] + s[3]) // 2 for s in across], near)
        columns = _levels([(s[0] + s[2]) // 2 for s in down], near)
        if not rows or not columns:
            continue
        # The outer border is often printed thinner: where the inner rules end, there it runs.
        columns = _bordered(columns, [s[0] for s in across], [s[2] for s in across], near)
        rows = _bordered(rows, [s[1] for s in down], [s[3] for s in down], near)
        if len(rows) < 2 or len(columns) < 2:
            continue
        spans = tuple(_spans(rows, columns, across, down, near))
        whole = Span(0, 0, columns[0], rows[0], columns[-1], rows[-1])
        if len(spans) >= 3:
            grids.append(Grid(spans, whole))
    return tuple(grids)


def _mended(rules: Rules, gap: int, near: int) -> Rules:
    """Join the pieces of rules that a fold has bent away for a stretch of at most `gap` pixels.

    Pieces that end at a rule of the other direction are borders of tables side by side.
    """
    across = _pieced(rules.across, rules.down, gap, near)
    down = _pieced(_flipped(rules.down), _flipped(across), gap, near)
    return Rules(across, _flipped(down))


def _pieced(
    level: Sequence[Segment], upright: Sequence[Segment], gap: int, near: int
) -> tuple[Segment, ...]:
    """Return level rules, those in one line joined over gaps at which no upright rule stands."""

    def closed(rule: Segment, end: int) -> bool:
        return any(_ends_at(rule, end, other, near) for other in upright)

    whole: list[Segment] = []
    for x0, y0, x1, y1 in sorted(level):
        for k, own in enumerate(whole):
            in_line = abs((own[1] + own[3]) - (y0 + y1)) <= 2 * near and 0 < x0 - own[2] <= gap
            # A hatched page has thousands of rules: what is costly is asked of few of them.
            if in_line and not closed((x0, y0, x1, y1), x0) and not closed(own, own[2]):
                whole[k] = (own[0], min(own[1], y0), x1, max(own[3], y1))
                break
        else:
            whole.append((x0, y0, x1, y1))
    return tuple(whole)


def _ends_at(level: Segment, end: int, upright: Segment, near: int) -> bool:
    return _meet(level, upright, near) and abs((upright[0] + upright[2]) / 2 - end) <= near


def _flipped(rules: Sequence[Segment]) -> tuple[Segment, ...]:
    """Return rules with down and across exchanged."""
    return tuple((y0, x0, y1, x1) for x0, y0, x1, y1 in rules)


def _joined(rules: Rules, near: int) -> list[tuple[list[Segment], list[Segment]]]:
    """Group lines that meet, directly or through others."""
    groups: list[tuple[list[Segment], list[Segment]]] = []
    for down in rules.down:
        met = [group for group in groups if down in group[1]]
        touching = [across for across in rules.across if _meet(across, down, near)]
        met += [g for g in groups if g not in met and any(a in g[0] for a in touching)]
        merged: tuple[list[Segment], list[Segment]] = (touching, [down])
        for group in met:
            groups.remove(group)
            merged = (
                merged[0] + [a for a in group[0] if a not in merged[0]],
                merged[1] + group[1],
            )
        groups.append(merged)
    return groups


def _meet(across: Segment, down: Segment, near: int) -> bool:
    x, y = (down[0] + down[2]) / 2, (across[1] + across[3]) / 2
    return across[0] - near <= x <= across[2] + near and down[1] - near <= y <= down[3] + near


def _levels(places: Iterable[int], near: int) -> list[int]:
    """Return the middles of groups of places that lie within `near` of each other."""
    groups: list[list[int]] = []
    for place in sorted(places):
        if groups and place - groups[-1][-1] <= near:
            groups[-1].append(place)
        else:
            groups.append([place])
    return [sum(group) // len(group) for group in groups]


def _bordered(
    levels: list[int], starts: Sequence[int], ends: Sequence[int], near: int
) -> list[int]:
    """Add the borders that at least half of the crossing rules run out to."""
    first, last = int(median(starts)), int(median(ends))
    before = [first] if first < levels[0] - 2 * near else []
    after = [last] if last > levels[-1] + 2 * near else []
    return before + levels + after


def _spans(
    rows: Sequence[int],
    columns: Sequence[int],
    across: Sequence[Segment],
    down: Sequence[Segment],
    near: int,
) -> Iterable[Span]:
    """Cut the grid into cells; where no rule parts two neighbours they are one cell."""
    taken: set[tuple[int, int]] = set()
    for row in range(len(rows) - 1):
        column = 0
        while column < len(columns) - 1:
            if (row, column) in taken:
                column += 1
                continue
            last = column + 1
            while (
                last < len(columns) - 1
                and (row, last) not in taken
                and not _ruled(down, columns[last], rows[row], rows[row + 1], near, level=False)
            ):
                last += 1
            low = row + 1
            while low < len(rows) - 1 and not _ruled(
                across, rows[low], columns[column], columns[last], near, level=True
            ):
                low += 1
            taken |= {(r, c) for r in range(row, low) for c in range(column, last)}
            yield Span(
                row, column, columns[column], rows[row], columns[last], rows[low], last - column
            )
            column = last


def _ruled(
    rules: Sequence[Segment], at: int, start: int, end: int, near: int, *, level: bool
) -> bool:
    """Say whether rules at place `at` cover at least half of the stretch start..end."""
    place: Callable[[Segment], float] = (
        (lambda s: (s[1] + s[3]) / 2) if level else (lambda s: (s[0] + s[2]) / 2)
    )
    covered = 0
    for rule in rules:
        if abs(place(rule) - at) <= near:
            first, last = (rule[0], rule[2]) if level else (rule[1], rule[3])
            covered += max(0, min(end, last) - max(start, first))
    return covered >= 0.5 * (end - start)
