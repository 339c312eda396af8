"""What a place looks like that may be a box: numbers by which boxes are told from the rest."""

from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.ink import Image
from pipeline.marks.corners import Rects

LIGHTEST, DARKEST = 8.0, 100
"""Darkness, of 255, below which and above which strokes are alike."""
POINTS, FEW = 20, 10
"""Places along a side that are looked at: in earnest, and at first."""
LEAST, MEAN = 0.4, 0.72
"""Least share of the worst side, and of all four, that is inked where a box may be."""
BEYOND_MM = (0.35, 1.5)
"""How far past its corners the edges of a comb's or a table's cell go on."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Views:
    """A page's darkness, 0 for paper: as it is, and smoothed along level and upright strokes.

    The broad ones hold the darkest of three pixels across the stroke, or of a square of three.
    """

    plain: Image
    level: Image
    upright: Image
    broad_level: Image
    broad_upright: Image
    broad: Image

    @classmethod
    def of(cls, darkness: Image) -> Self:
        """Return the views of a page."""
        plain = np.minimum(darkness, DARKEST)
        level, upright = (np.asarray(cv2.blur(plain, side), np.uint8) for side in ((5, 1), (1, 5)))
        grown = ((level, (3, 1)), (upright, (1, 3)), (plain, (3, 3)))
        broad = (np.asarray(cv2.dilate(view, np.ones(k, np.uint8)), np.uint8) for view, k in grown)
        return cls(plain, level, upright, *broad)


def may_be(views: Views, rects: Rects) -> NDArray[np.bool_]:
    """Say, (n,), which places have four sides that are worth a closer look."""
    sides = _along(views.broad_level, views.broad_upright, rects, 1, FEW)
    own = np.maximum(np.median(sides, axis=(1, 2), keepdims=True), LIGHTEST)
    inked = np.minimum(sides / own, 1).mean(axis=2)
    return np.asarray((inked.min(axis=1) > LEAST) & (inked.mean(axis=1) > MEAN), np.bool_)


def looks(views: Views, rects: Rects, a_mm: float) -> Floats:
    """Return numbers, (n, 28), that describe each place.

    In order: how much of each side is inked (4), and how evenly (2), the worst ends of sides
    (3), unevenness; ink just outside the sides (5) and inside (2); edges that go on past
    corners, in pairs (2) and alone (3); ink at the worst corners (2); oblongness, size and what
    it lacks of 3.7 mm; darkness. Darkness of all but the last is in parts of the edges' own.
    """
    sides = _along(views.broad_level, views.broad_upright, rects, 1)
    dark = np.maximum(np.median(sides, axis=(1, 2)), LIGHTEST)
    own = dark[:, None, None]
    near, outside, inside = (_line(views, rects, own, away) for away in (-3, -5, 6))
    wide, high = (rects[:, 2:] - rects[:, :2] + 1.0).T
    size = np.log(np.sqrt(wide * high) / a_mm)
    columns = [
        *_inked(sides, own).T,
        *near.T[2:],
        *outside.T[2:],
        outside[:, :2].mean(axis=1),
        inside[:, 0],
        inside[:, 3],
        *_going_on(views, rects, dark, a_mm).T,
        *_corners(views.broad, rects, dark).T[:2],
        np.abs(np.log(wide / high)),
        size,
        np.abs(size - 1.3),
        np.log(dark),
    ]
    return np.stack(columns, axis=1)


def _inked(sides: Floats, own: Floats) -> Floats:
    """Return the first ten numbers of a place, (n, 10): how whole its sides are."""
    parts = np.minimum(sides / own, 1)
    inked = (sides > np.maximum(0.45 * own, 10)).mean(axis=2)
    ends = parts[:, :, [0, 1, -2, -1]].reshape(len(sides), 8, 2).mean(axis=2)
    columns = [
        *np.sort(inked, axis=1).T,
        *np.sort(parts.mean(axis=2), axis=1).T[:2],
        *np.sort(ends, axis=1).T[:3],
        (sides / own).std(axis=2).mean(axis=1),
    ]
    return np.stack(columns, axis=1)


def _at(view: Image, y: NDArray[np.int64], x: NDArray[np.int64]) -> Floats:
    """Return the view's pixels; off the page any of its edge's will do."""
    place = y * view.shape[1] + x
    return np.asarray(view.ravel().take(place, mode="clip"), np.float64)


def _along(level: Image, upright: Image, rects: Rects, away: int, points: int = POINTS) -> Floats:
    """Return darkness, (n, 4, `points`), on lines `away` pixels inside top, bottom, left, right."""
    left, top, right, bottom = (rects[:, [k]] for k in range(4))
    part = (np.arange(points) + 0.5) / points
    x = np.asarray(left + part * (right - left) + 0.5, np.int64)
    y = np.asarray(top + part * (bottom - top) + 0.5, np.int64)
    rows = (_at(level, row, x) for row in (top + away, bottom - away))
    columns = (_at(upright, y, column) for column in (left + away, right - away))
    return np.stack([*rows, *columns], axis=1)


def _line(views: Views, rects: Rects, own: Floats, away: int) -> Floats:
    """Return how dark the four lines are `away` pixels inside the sides, least first."""
    lines = _along(views.level, views.upright, rects, away)
    return np.sort(np.minimum(lines / own, 1.2).mean(axis=2), axis=1)


def _going_on(views: Views, rects: Rects, dark: Floats, a_mm: float) -> Floats:
    """Return how far edges go on, (n, 5): the two worst parallel pairs, the three worst alone."""
    left, top, right, bottom = (rects[:, [k]] for k in range(4))
    away = np.round(np.linspace(*BEYOND_MM, 8) * a_mm).astype(np.int64)[None]
    ends = [
        _at(views.broad_level, y, x)
        for y in (top + 1, bottom - 1)
        for x in (left - away, right + away)
    ]
    ends += [
        _at(views.broad_upright, y, x)
        for x in (left + 1, right - 1)
        for y in (top - away, bottom + away)
    ]
    inked = np.minimum(np.stack(ends, axis=1) / dark[:, None, None], 1)
    on = 0.5 * inked.min(axis=2) + 0.5 * inked.mean(axis=2)
    pairs = np.stack([on[:, list(two)].min(axis=1) for two in ((0, 2), (1, 3), (4, 6), (5, 7))], 1)
    return np.hstack([np.sort(pairs, axis=1)[:, 2:], np.sort(on, axis=1)[:, 5:]])


def _corners(broad: Image, rects: Rects, dark: Floats) -> Floats:
    """Return how dark the four corners are, least first: those of round letters are bare."""
    spots = [_at(broad, rects[:, y], rects[:, x]) for x in (0, 2) for y in (1, 3)]
    return np.sort(np.minimum(np.stack(spots, axis=1) / dark[:, None], 1.2), axis=1)
