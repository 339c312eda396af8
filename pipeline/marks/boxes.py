"""Checkboxes: where they stand and whether something is ticked in them."""

from collections.abc import Iterable, Sequence

import cv2
import numpy as np

from models.geometry import Box
from models.page import Mark, MarkKind
from pipeline.ink import Image, between, ink_of, patches
from pipeline.marks.frame import WHOLE, Rect, goes_on, is_frame, is_ticked

LEAST_MM, MOST_MM = 2.3, 7.5
"""Sides of a box."""
EDGE_MM = 1.8
"""Shorter straight runs of ink are parts of letters and ticks, not edges of boxes."""
SQUARE = 1.25
"""Most times that a box is longer one way than the other."""
SLACK_MM = 1.0
"""By how much a tick that crosses a corner may lengthen an edge."""
SOLID_MM = 1.4
"""Ink as wide as this both ways is no stroke of printed letters."""

SEEN_DPI = 200.0
"""Finer pages are shrunk to it: the time goes with the square."""


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
                if is_frame(ink, rect, a_mm) and not goes_on(ink, rect, a_mm):
                    x, y, w, h = rect  # the edges were thickened by a pixel
                    found.append(((x + 1, y + 1, w - 2, h - 2), is_ticked(ink, level, rect)))
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
