"""Whether a square of ink is the frame of a box, and what is in it."""

import numpy as np
from numpy.typing import NDArray

from pipeline.ink import Image

WHOLE = 0.88
"""Least share of an edge that is ink: letters have gaps and bends there."""
CORNER = 0.12
"""Least share of a corner that is ink: round letters have none there."""
STRAIGHT = 0.92
"""Least share of an edge that is ink in a few rows of the page itself."""
SMALL_MM, SURE = 3.4, 0.96
"""Sides under the first are those of letters too: such a box must have edges as whole as the
second, little beside them, and be square."""
CLOSED = 0.75
"""Least share of the ends of an edge that is ink: round letters bend away there."""
BESIDE = 0.36
"""Most of a line just outside an edge that is ink: a curve's stroke goes on there."""
CELL_MM = 1.4
"""Edges that go on so far are those of the next cell."""
TICKED = 0.05
"""Share of the inside that is ink from which a box is ticked."""

Rect = tuple[int, int, int, int]
"""x, y, width, height in pixels."""


def is_frame(ink: Image, rect: Rect, a_mm: float) -> bool:
    """Say whether ink fills all corners and runs straight along all sides: no letter has both."""
    x, y, w, h = rect
    small = min(w, h) < SMALL_MM * a_mm
    if small and max(w, h) > 1.15 * min(w, h) + 1:
        return False
    spot = ink[y + 1 : y + h - 1, x + 1 : x + w - 1]
    deep = max(3, round(0.1 * min(w, h)))
    ends = (slice(None, deep), slice(-deep, None))
    if any(float((spot[down, across] > 0).mean()) < CORNER for down in ends for across in ends):
        return False
    deep = max(4, round(0.14 * min(w, h)))
    sides = (spot[:deep], spot[::-1][:deep], spot.T[:deep], spot.T[::-1][:deep])
    if not all(_straight(side, SURE if small else STRAIGHT) for side in sides):
        return False
    away, most = 1 + round(0.04 * min(w, h)), BESIDE / 2 if small else BESIDE
    # A curve nears a straight edge step by step; a box begins at once, a skewed one nearly.
    soft = small and _beside(ink, rect, 0)[1] >= 0.5
    return not soft and _beside(ink, rect, away)[3] < most and not _is_bowed(ink, rect)


def _is_bowed(ink: Image, rect: Rect) -> bool:
    """Say whether the right side draws back twice at its ends and middle, as those of B and D."""
    x, y, w, h = rect
    spot = ink[y + 1 : y + h - 1, x : x + w + max(3, round(0.15 * w))] > 0
    high = len(spot)
    reach = np.array([_end_of_wall(row, w) for row in spot])
    usual = float(np.percentile(reach, 75))
    end = max(2, round(0.07 * high))
    zones = (slice(0, end), slice(round(0.35 * high), round(0.65 * high)), slice(-end, None))
    backs = [usual - float(reach[zone].min()) for zone in zones]
    return sum(back > max(1.0, 0.045 * w) for back in backs) >= 2


def _end_of_wall(row: NDArray[np.bool_], wide: int) -> int:
    """Return where the ink ends that reaches furthest right within the box, or starts there."""
    inked = np.flatnonzero(row[:wide])
    if not len(inked):
        return 0
    last = int(inked[-1])
    after = np.flatnonzero(~row[last:])
    return last + (int(after[0]) if len(after) else len(row) - last)


def _beside(ink: Image, rect: Rect, away: int) -> list[float]:
    """Return how much is ink on each line `away` pixels outside a box's sides, least first.

    Off the page counts as ink.
    """
    x, y, w, h = rect
    top, bottom, left, right = y - away, y + h - 1 + away, x - away, x + w - 1 + away
    if min(top, left) < 0 or bottom >= ink.shape[0] or right >= ink.shape[1]:
        return [1.0] * 4
    level = [ink[top, x : x + w], ink[bottom, x : x + w]]
    outside = [*level, ink[y : y + h, left], ink[y : y + h, right]]
    return sorted(float((line > 0).mean()) for line in outside)


def goes_on(ink: Image, rect: Rect, a_mm: float) -> bool:
    """Say whether two parallel edges go on past the same corner pair, as in combs and tables."""
    x, y, w, h = rect
    far, near = round(CELL_MM * a_mm), round(0.2 * a_mm)
    for page, (a, b, c, d) in ((ink, (x, y, w, h)), (ink.T, (y, x, h, w))):
        for start, stop in ((a - far, a - near), (a + c + near, a + c + far)):
            bands = (page[max(0, k - 1) : k + 4, max(0, start) : stop] for k in (b, b + d - 5))
            if all(band.size and float((band > 0).any(axis=0).mean()) > 0.93 for band in bands):
                return True
    return False


def _straight(side: Image, least: float) -> bool:
    """Say whether a few rows that lie together are inked along their length and at both ends.

    Two rows, or three of a longer side: paper that lies a degree askew needs no more.
    """
    inked = np.asarray(side > 0, bool)
    length = side.shape[1]
    rows, end = (2 if length <= 30 else 3), max(2, round(0.12 * length))
    for k in range(len(inked) - rows + 1):
        line = np.asarray(inked[k : k + rows].any(axis=0), bool)
        ends = min(float(line[:end].mean()), float(line[-end:].mean()))
        if float(line.mean()) >= least and ends >= CLOSED:
            return True
    return False


def is_ticked(ink: Image, level: Image, rect: Rect) -> bool:
    """Say whether there is ink well inside a box."""
    x, y, w, h = rect
    rim = max(round(0.16 * min(w, h)), _thickness(level, rect) + 1)
    inside = ink[y + rim : y + h - rim, x + rim : x + w - rim]
    return inside.size > 0 and float(inside.mean()) / 255 > TICKED


def _thickness(level: Image, rect: Rect) -> int:
    """Return how many rows the thicker of a box's level edges has."""
    x, y, w, h = rect
    whole = [float(row.mean()) >= 255 * WHOLE for row in level[y : y + h, x : x + w]]
    halves = (whole[: h // 3], whole[::-1][: h // 3])
    return max(half.index(False) if False in half else 0 for half in halves)
