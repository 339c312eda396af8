"""Checkboxes: where they stand and whether something is ticked in them."""

from collections.abc import Iterable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from models.geometry import Box
from models.page import Mark, MarkKind
from pipeline.ink import Image, between, ink_of, patches

LEAST_MM, MOST_MM = 2.3, 7.5
"""Sides of a box."""
EDGE_MM = 1.8
"""Shorter straight runs of ink are parts of letters and ticks, not edges of boxes."""
SQUARE = 1.25
"""Most times that a box is longer one way than the other."""
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
SLACK_MM = 1.0
"""By how much a tick that crosses a corner may lengthen an edge."""
TICKED = 0.05
"""Share of the inside that is ink from which a box is ticked."""
SOLID_MM = 1.4
"""Ink as wide as this both ways is no stroke of printed letters."""

SEEN_DPI = 200.0
"""Finer pages are shrunk to it: the time goes with the square."""

Rect = tuple[int, int, int, int]
"""x, y, width, height in pixels."""


def find_boxes(even: Image, dpi: float) -> tuple[Mark, ...]:
    """Return the checkboxes of a page of even light, in reading order.

    A box is a short level edge, two upright ones at its ends, and a fourth that closes the
    square; or a square of ink. Cells of combs and tables lie on edges that go on.
    """
    seen, dpi = _coarse(even, dpi)
    ink, a_mm = ink_of(seen, between(seen)), dpi / 25.4
    loose = np.asarray(cv2.dilate(ink, np.ones((3, 3), np.uint8)), np.uint8)
    length = round(EDGE_MM * a_mm)
    level = _opened(loose, (1, length))
    upright = _opened(loose, (length, 1))
    found: list[tuple[Rect, bool]] = []
    # What lengthens the level edges of a box seldom lengthens its upright ones as well.
    for turned in (False, True):
        along, across = (upright.T, level.T) if turned else (level, upright)
        for run in _short_runs(np.ascontiguousarray(along), a_mm):
            for down in (True, False):
                rect = _square(along, across, run, a_mm, down=down)
                if rect and turned:
                    rect = (rect[1], rect[0], rect[3], rect[2])
                if not rect or _meets(rect, (known for known, _ in found)):
                    continue
                if _is_frame(ink, rect, a_mm) and not _goes_on(ink, rect, a_mm):
                    x, y, w, h = rect  # the edges were thickened by a pixel
                    found.append(((x + 1, y + 1, w - 2, h - 2), _is_ticked(ink, level, rect)))
    # A square of ink with no box of its size on the page is a sign by which scanners find edges.
    sizes = [max(rect[2:]) for rect, _ in found]
    for rect in _solid(ink, a_mm):
        like = any(0.8 <= max(rect[2:]) / size <= 1.25 for size in sizes)
        if like and not _meets(rect, (known for known, _ in found)):
            found.append((rect, True))
    return tuple(
        sorted(
            (_mark(rect, ticked, seen.shape) for rect, ticked in found),
            key=lambda mark: (mark.box.top, mark.box.left),
        )
    )


def _coarse(even: Image, dpi: float) -> tuple[Image, float]:
    if dpi <= SEEN_DPI:
        return even, dpi
    scale = SEEN_DPI / dpi
    small = cv2.resize(even, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8), SEEN_DPI


def _mark(rect: Rect, ticked: bool, shape: tuple[int, ...]) -> Mark:
    (x, y, w, h), (height, width) = rect, shape
    box = Box.clipped(x / width, y / height, (x + w) / width, (y + h) / height)
    return Mark(box, MarkKind.CHECKBOX, ticked)


def _opened(ink: Image, shape: tuple[int, int]) -> Image:
    return np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(shape, np.uint8)), np.uint8)


def _short_runs(level: Image, a_mm: float) -> list[Rect]:
    """Return level edges as long as a box is wide, those that nothing lengthened first."""
    longest = (MOST_MM + SLACK_MM) * a_mm
    every = (rect for rect in patches(level) if LEAST_MM * a_mm <= rect[2] <= longest)
    return sorted(((int(x), int(y), int(w), int(h)) for x, y, w, h in every), key=lambda r: r[3])


def _square(level: Image, upright: Image, run: Rect, a_mm: float, *, down: bool) -> Rect | None:
    """Return the box of which `run` is the top edge, or without `down` the bottom edge."""
    x, y, w, h = run
    reach = round(SQUARE * w)
    start, stop = (y, y + reach) if down else (y + h - reach, y + h)
    rows = slice(max(0, start), stop)
    walls = upright[rows, x : x + w] if down else upright[rows, x : x + w][::-1]
    floors = level[rows, x : x + w] if down else level[rows, x : x + w][::-1]
    least = round(max(w - SLACK_MM * a_mm, LEAST_MM * a_mm) / SQUARE)
    if len(walls) <= least:
        return None
    standing = np.flatnonzero((walls[:least] > 0).mean(axis=0) >= WHOLE)
    if not len(standing) or standing[-1] - standing[0] < LEAST_MM * a_mm:
        return None
    left, right = int(standing[0]), int(standing[-1]) + 1
    wide = right - left
    across = (floors[:, left:right] > 0).mean(axis=1) >= WHOLE
    first, last = round(wide / SQUARE), round(wide * SQUARE)
    closing = [k for k in np.flatnonzero(across) if first <= k < last]
    if wide > MOST_MM * a_mm or not closing:
        return None
    # The wall nearest to square; a row of ink ends where the next row is bare.
    high = int(min(closing, key=lambda k: abs(k - wide)))
    while high + 1 < len(across) and across[high + 1]:
        high += 1
    ends = (walls[: high + 1, left : left + 3], walls[: high + 1, right - 3 : right])
    if any(float((end > 0).any(axis=1).mean()) < WHOLE for end in ends):
        return None
    top = y if down else y + h - high - 1
    return x + left, top, wide, high + 1


def _is_frame(ink: Image, rect: Rect, a_mm: float) -> bool:
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


def _goes_on(ink: Image, rect: Rect, a_mm: float) -> bool:
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


def _is_ticked(ink: Image, level: Image, rect: Rect) -> bool:
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


def _solid(ink: Image, a_mm: float) -> list[Rect]:
    """Return squares of ink: boxes filled up to their edges, with or without a rule at one."""
    side = round(SOLID_MM * a_mm)
    blots = [tuple(map(int, rect)) for rect in patches(_opened(ink, (side, side)))]
    return [
        (x, y, w, h)
        for x, y, w, h in blots
        if _is_square((x, y, w, h), a_mm) and float((ink[y : y + h, x : x + w] > 0).mean()) > 0.9
    ]


def _is_square(rect: Rect, a_mm: float) -> bool:
    _, _, w, h = rect
    sized = LEAST_MM * a_mm <= min(w, h) and max(w, h) <= MOST_MM * a_mm
    return sized and max(w, h) <= SQUARE * min(w, h)


def _meets(rect: Sequence[int], others: Iterable[Sequence[int]]) -> bool:
    x, y, w, h = rect
    return any(x < a + c and a < x + w and y < b + d and b < y + h for a, b, c, d in others)
