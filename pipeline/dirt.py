"""What darkens paper and is no writing: the shadows of its edges, punch holes, folds.

Masks are uint8 of the page's shape, 255 where there is ink; `mm` is pixels a millimetre.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.ink import Image, patches

SOLID_MM = 3.5
"""No stroke is as thick: a hole, or the dark beside the paper."""
HOLE_MM = 8
RIM_MM = 20
"""Holes and shadows are no farther from the edge."""
SLOPES = np.linspace(-0.06, 0.06, 49)
"""A fold runs across or down the page, on a page that may lie askew."""
FOLDED = 0.55
"""A fold darkens at least this share of its way over the page; a line of words is half white."""
FOLD_MM = 2.0
"""A fold's shadow reaches no farther to a side."""
EVERY = 3
"""Of the pixels along a fold every so many is looked at."""


def solid(deep: Image, mm: float) -> Image:
    """Return a mask of punch holes, and of shadows along the edge, in the mask of deep ink."""
    size = round(SOLID_MM * mm)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    # What lies beyond the page counts as dark, so that a thin shadow at its edge is solid too.
    framed = cv2.copyMakeBorder(deep, size, size, size, size, cv2.BORDER_CONSTANT, value=(255,))
    opened = np.asarray(cv2.morphologyEx(framed, cv2.MORPH_OPEN, disc), np.uint8)
    thick = opened[size:-size, size:-size].copy()
    height, width = deep.shape
    rim = round(RIM_MM * mm)
    for x, y, w, h in patches(thick).tolist():
        away = min(x, y, width - x - w, height - y - h)
        if away > rim or (away > 0 and max(w, h) > HOLE_MM * mm):
            thick[y : y + h, x : x + w] = 0
    return np.asarray(cv2.dilate(thick, np.ones((5, 5), np.uint8)), np.uint8)


def folds(shade: Image, mm: float) -> Image:
    """Return a mask of folds: straight shadows over the whole page; `shade` is its palest ink."""
    across = _level_folds(shade, mm)
    down = _level_folds(np.ascontiguousarray(shade.T), mm).T
    return np.asarray(cv2.bitwise_or(across, np.ascontiguousarray(down)), np.uint8)


def _level_folds(shade: Image, mm: float) -> Image:
    """Return a mask of the folds that run across the page."""
    width = shade.shape[1]
    y, x = np.nonzero(shade[:, ::EVERY])
    x = x * EVERY
    mask = np.zeros_like(shade)
    best, slope, row = 0, 0.0, 0
    for one in SLOPES:
        rows = np.bincount(_rows(y, x, one, width), minlength=1)
        if rows.max() > best:
            best, slope, row = int(rows.max()), float(one), int(rows.argmax())
    if best * EVERY < FOLDED * width:
        return mask
    start = row - _rows(np.zeros(1, int), np.zeros(1, int), slope, width)[0]
    ends = (0, int(start)), (width - 1, round(start + slope * (width - 1)))
    cv2.line(mask, *ends, 255, 2 * round(FOLD_MM * mm) + 1)
    return mask


def _rows(
    y: NDArray[np.int64], x: NDArray[np.int64], slope: float, width: int
) -> NDArray[np.int64]:
    """Return on which of the parallels of that slope each point lies, counted from 0."""
    return np.asarray(y - np.rint(slope * x) + round(0.06 * width) + 1, np.int64)
