"""Checkboxes: where they stand and whether something is ticked in them."""

import cv2
import numpy as np
from numpy.typing import NDArray

from models.geometry import Box
from models.page import Mark, MarkKind
from pipeline.ink import Image
from pipeline.marks.corners import Rects, squares
from pipeline.marks.frame import Floats, Views, looks, may_be
from pipeline.marks.model import Weights
from pipeline.marks.weights import FIRST, SECOND

SEEN_DPI = 200.0
"""Finer pages are shrunk to it: the time goes with the square."""
PAPER = 250
LIKELY = -3.0
"""Log odds, from the looks of a place alone, below which it is not weighed with the others."""
GOOD = 1.5
"""Log odds from which a place tells of its page: forms print many boxes of one size."""
SURE = 0.7
"""Log odds from which a place is a box."""
ALIKE = 0.06
"""Sizes of boxes of one form differ by no more, in natural logarithms."""
USUAL_DARK = 60.0
"""Darkness of edges on a page without a good place."""
RIM = 2
"""Pixels, at 200 dpi, between a box's edges and what fills it, at least."""
FAR = 4.0
"""Deviations from the mean beyond which a number says no more."""
TICKED = 0.05
"""Share of the inside that is ink from which a box is ticked."""
DARK, LIKE = 27, 29
"""Which of the numbers of a place tell its edges' darkness and the boxes like it."""
BLACK, SOLID = 60, 0.88
"""Darkness of a blot, of 255, and the share of its place that has it."""
FAINT = 25.0
"""Lighter than this, of 255, is grain and no tick."""


def find_boxes(even: Image, dpi: float) -> tuple[Mark, ...]:
    """Return the checkboxes of a page of even light, in reading order.

    Squares of edges, broken ones too, are weighed by their looks; the likeliest of those that
    overlap is weighed again beside the others of its page. `training.frames` fits the weights.
    """
    darkness, dpi = seen(even, dpi)
    rects, numbers = considered(*looked_at(darkness, dpi / 25.4), FIRST)
    mean, deviation, weights, rest = SECOND
    odds = products(numbers, mean, deviation) @ weights + rest
    marks = [
        _mark(
            rects[k], is_ticked(darkness, rects[k], float(np.exp(numbers[k, DARK]))), darkness.shape
        )
        for k in np.flatnonzero(odds > SURE)
        if numbers[k, LIKE] > 0 or not _is_blot(darkness, rects[k])
    ]
    return tuple(sorted(marks, key=lambda mark: (mark.box.top, mark.box.left)))


def seen(even: Image, dpi: float) -> tuple[Image, float]:
    """Return how dark the page is, 0 for paper, and its resolution: `SEEN_DPI` at most."""
    if dpi > SEEN_DPI:
        scale = SEEN_DPI / dpi
        even = np.asarray(cv2.resize(even, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
        dpi = SEEN_DPI
    return np.asarray(cv2.subtract(np.full_like(even, PAPER), even), np.uint8), dpi


def considered(rects: Rects, numbers: Floats, first: Weights) -> tuple[Rects, Floats]:
    """Return places that do not overlap and may be boxes, (n, 4), and their numbers, (n, 32)."""
    mean, deviation, weights, rest = first
    odds = np.asarray((numbers - mean) / deviation @ weights + rest, np.float64)
    kept = _apart(rects, odds)
    return rects[kept], _beside(rects[kept], numbers[kept], odds[kept])


def looked_at(darkness: Image, a_mm: float) -> tuple[Rects, Floats]:
    """Return places that may be boxes, (n, 4), many of each, and what they look like, (n, 28)."""
    rects, views = squares(darkness, a_mm), Views.of(darkness)
    if len(rects):
        rects = rects[may_be(views, rects)]
    if not len(rects):
        return rects, np.empty((0, DARK + 1))
    return rects, looks(views, rects, a_mm)


def products(numbers: Floats, mean: Floats, deviation: Floats) -> Floats:
    """Return numbers brought to one scale, and each times each that follows."""
    even = np.clip((numbers - mean) / deviation, -FAR, FAR)
    pairs = [even[:, [k]] * even[:, k:] for k in range(even.shape[1])]
    return np.hstack([even, *pairs])


def _beside(rects: Rects, numbers: Floats, odds: Floats) -> Floats:
    """Return the numbers with four more: odds, boxes like it on page and row, darkness."""
    side = np.sqrt(np.prod(rects[:, 2:] - rects[:, :2] + 1.0, axis=1))
    dark, middle, good = np.exp(numbers[:, DARK]), rects[:, 1::2].mean(axis=1), odds > GOOD
    like = np.abs(np.log(side[:, None] / side)) < ALIKE
    like &= good & ~np.eye(len(rects), dtype=bool)
    row = like & (np.abs(middle[:, None] - middle) < 0.5 * side[:, None])
    usual = float(np.median(dark[good])) if good.any() else USUAL_DARK
    more = odds, np.log1p(like.sum(axis=1)), np.log1p(row.sum(axis=1)), np.log(dark / usual)
    return np.column_stack([numbers, *more])


def _apart(rects: Rects, odds: Floats) -> list[int]:
    """Return which places are kept, the likeliest first, so that none overlaps another.

    What fills a box is a square as well: the frame around it is the box.
    """
    kept: list[int] = []
    left = np.flatnonzero(odds > LIKELY)
    left = left[np.argsort(-odds[left], kind="stable")]
    while len(left):
        best, others = rects[left[0]], rects[left]
        around = (others[:, :2] <= best[:2] - RIM).all(axis=1)
        around &= (others[:, 2:] >= best[2:] + RIM).all(axis=1) & (odds[left] > GOOD)
        kept.append(int(left[np.argmax(around)]))
        best = rects[kept[-1]]
        meets = (others[:, :2] <= best[2:]).all(axis=1) & (others[:, 2:] >= best[:2]).all(axis=1)
        left = left[~meets]
    return kept


def _is_blot(darkness: Image, rect: Rects) -> bool:
    """Say whether a place is ink throughout: with no box of its size on the page it is a sign."""
    left, top, right, bottom = map(int, rect)
    return float((darkness[top : bottom + 1, left : right + 1] > BLACK).mean()) > SOLID


def is_ticked(darkness: Image, rect: Rects, own: float) -> bool:
    """Say whether there is ink well inside a box, whose edges are `own` dark."""
    left, top, right, bottom = map(int, rect)
    ink = darkness[top : bottom + 1, left : right + 1] > max(0.5 * own, FAINT)
    side = min(ink.shape)
    lines = (ink, ink[::-1], ink.T, ink.T[::-1])
    thick = max(_thickness(line[: side // 3]) for line in lines)
    rim = max(round(0.16 * side), thick + 2)
    inside = ink[rim : ink.shape[0] - rim, rim : ink.shape[1] - rim]
    return inside.size > 0 and float(inside.mean()) > TICKED


def _thickness(lines: NDArray[np.bool_]) -> int:
    """Return how many of the first lines are inked for most of their length, up to a bare one.

    The first of all may be the edge's soft rim.
    """
    bare = np.flatnonzero(lines[1:].mean(axis=1) <= 0.6)
    return 1 + int(bare[0]) if len(bare) else len(lines)


def _mark(rect: Rects, ticked: bool, shape: tuple[int, ...]) -> Mark:
    (left, top, right, bottom), (height, width) = map(int, rect), shape
    box = Box.clipped(left / width, top / height, (right + 1) / width, (bottom + 1) / height)
    return Mark(box, MarkKind.CHECKBOX, ticked)
