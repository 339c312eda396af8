"""Places on a page where a box may stand: a corner of two edges, and a wall opposite each.

An edge is seen by its mean darkness along a short run, so gaps and faint strokes count by what
is left of them. Three corners of a box may be broken: the fourth finds it.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.ink import Image

LEAST_MM, MOST_MM = 2.3, 7.6
"""Sides of a box."""
RUN_MM = 2.1
"""Length along which an edge is seen, from its corner: the smallest box has no more."""
FULL = 60
"""Darkness, of 255, that counts as a whole stroke: blacker ones must not make up for gaps."""
STEP = 16
"""By how much an edge is darker than what lies outside it: less is grain."""
OUTSIDE = 3
"""Pixels, at 200 dpi, from an edge to the outside that it is compared with."""
SQUARE = 1.25
"""Most times that a box is longer one way than the other."""

Rects = NDArray[np.int64]
"""Shape (n, 4): left, top, right, bottom in pixels; all four lie on the edges' ink."""


def squares(darkness: Image, a_mm: float) -> Rects:
    """Return where boxes may stand, many times over where one does.

    `darkness` is 0 for paper; the page has `a_mm` pixels a millimetre.
    """
    run = round(RUN_MM * a_mm)
    sides = np.arange(round(LEAST_MM * a_mm), round(MOST_MM * a_mm) + 1)
    pad = int(sides[-1]) + run + OUTSIDE + 2
    dark = np.pad(np.minimum(darkness, FULL), pad)
    edges, walls = (_edges(dark, (run, 1)), _edges(dark, (1, run)))
    found = [
        _closed(edges[::down], walls[::across], sides, (across, down), run)
        for down in (1, -1)
        for across in (1, -1)
    ]
    rects = np.concatenate(found)
    # A number a place: equal rows are found far faster so.
    keys = rects @ np.array([1, 1 << 16, 1 << 32, 1 << 48])
    return rects[np.unique(keys, return_index=True)[1]] - pad


def _edges(dark: Image, run: tuple[int, int]) -> list[Image]:
    """Return masks of where edges start, those with paper above (or left) and below (or right).

    `run` is the width and height of the edge, one of them a pixel.
    """
    means = np.asarray(
        cv2.boxFilter(dark, -1, run, anchor=(0, 0), borderType=cv2.BORDER_CONSTANT), np.uint8
    )
    upright = run[0] == 1
    around = np.ones((1, 5) if upright else (5, 1), np.uint8)
    edges = []
    for away in (OUTSIDE, -OUTSIDE):
        step = cv2.subtract(means, np.roll(means, away, 1 if upright else 0))
        best = step == cv2.dilate(step, around)
        edges.append(np.asarray((best & (step >= STEP)).view(np.uint8), np.uint8))
    return edges


def _closed(
    edges: list[Image], walls: list[Image], sides: NDArray[np.int64], way: tuple[int, int], run: int
) -> Rects:
    """Return the squares at the corners where the first edge and the first wall meet.

    `way` is 1 or -1 across and down: where the box lies from the corner. Runs lie on the box,
    so from a right or a lower corner they start `run` pixels before it.
    """
    left, up = (0 if side > 0 else run - 1 for side in way)
    starts = cv2.findNonZero(edges[0])
    if starts is None:
        return np.empty((0, 4), np.int64)
    x, y = starts.reshape(-1, 2).T.astype(np.int64)
    meet = walls[0][y - up, x + left] > 0
    x, y = x[meet] + left, y[meet]
    wide = _meets(walls[1].T, x, y - up, way[0] * sides)
    high = _meets(edges[1], y, x - left, way[1] * sides)
    like = np.maximum.outer(sides, sides) <= SQUARE * np.minimum.outer(sides, sides)
    some, i = np.nonzero(wide)
    pair, j = np.nonzero(high[some] & like[i])
    which, i = some[pair], i[pair]
    ends = np.sort([x[which], x[which] + way[0] * sides[i]], axis=0)
    rows = np.sort([y[which], y[which] + way[1] * sides[j]], axis=0)
    return np.stack([ends[0], rows[0], ends[1], rows[1]], axis=1)


def _meets(
    lines: Image, at: NDArray[np.int64], along: NDArray[np.int64], sides: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Say, (n, sides), whether a level line runs so far from each place, or leans past by one."""
    rows = at[:, None] + sides
    return np.asarray(np.any([lines[rows, along[:, None] + k] > 0 for k in (-1, 0, 1)], axis=0))
