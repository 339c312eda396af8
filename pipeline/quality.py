"""Whether there is anything on a page."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.ink import ink_of, patches

VERSION = "2"

WORKING_DPI = 120
FAINT = 221
"""Darker than this, of 255, may be a pencil's mark."""
CROSS = np.ones((3, 3), np.uint8)
EDGE = 0.04
"""Share of the page's shorter side along its edge that is not looked at."""
PALE = 60
"""What shows through is not deeper, of 255."""
SOFT = 0.72
"""The steepest step, as a share of its depth, of what paper has softened."""


def is_blank(even: NDArray[np.uint8], dpi: float) -> bool:
    """Say whether a page of even light bears no mark at all.

    A mark is a patch of ink away from the page's edge, where scanners leave shadows, that is
    neither a fold, nor a punch hole, nor the other side showing through. One of 1.9 mm, or
    three of 1.2 mm close together, are enough for the page not to be blank: losing one
    pencilled word or a faint stamp would be worse than filing an empty page.
    """
    scale = min(1.0, WORKING_DPI / dpi)
    calm = cv2.resize(even, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    mm = dpi * scale / 25.4
    ink = np.asarray(
        cv2.morphologyEx(ink_of(np.asarray(calm, np.uint8), FAINT), cv2.MORPH_CLOSE, CROSS),
        np.uint8,
    )
    edge = round(min(calm.shape) * EDGE)
    inside = slice(edge, calm.shape[0] - edge), slice(edge, calm.shape[1] - edge)
    inner = np.asarray(calm[inside], np.uint8)
    boxes = patches(_without_folds(_without_holes(ink, mm)[inside], mm))
    boxes = boxes[boxes[:, 2:].max(axis=1, initial=0) >= 1.2 * mm]
    steps = cv2.morphologyEx(inner, cv2.MORPH_GRADIENT, CROSS)
    small = []
    for x, y, w, h in boxes.tolist():
        spot = inner[y : y + h, x : x + w]
        if _shines_through(spot, steps[y : y + h, x : x + w]):
            continue
        if max(w, h) >= 1.9 * mm:
            return False
        small.append((x, y))
    places = np.array(small).reshape(-1, 2)
    return not any((np.abs(places - one).max(axis=1) < 15 * mm).sum() >= 3 for one in places)


def _without_folds(ink: NDArray[np.uint8], mm: float) -> NDArray[np.uint8]:
    """Return the ink without thin lines, broken or not, of a quarter of the page or more.

    A line of writing is thicker: 1.2 mm on the average.
    """
    left = ink.copy()
    for along in ((1, round(12 * mm)), (round(12 * mm), 1)):
        kernel = np.ones(along, np.uint8)
        joined = np.asarray(cv2.morphologyEx(ink, cv2.MORPH_CLOSE, kernel), np.uint8)
        for x, y, w, h in patches(joined).tolist():
            if max(w, h) < 0.25 * min(ink.shape) or (w > h) != (along[0] == 1):
                continue
            area = cv2.countNonZero(joined[y : y + h, x : x + w])
            if area < 1.2 * mm * max(w, h) and min(w, h) < 0.03 * max(w, h):
                left[y : y + h, x : x + w] = 0
    return left


def _shines_through(spot: NDArray[Any], steps: NDArray[Any]) -> bool:
    """Say whether a patch is pale and has no sharp edge: paper softens what is behind it."""
    depth = 250 - float(np.percentile(spot, 5))
    return depth < PALE and float(np.percentile(steps, 90)) < SOFT * depth


def _without_holes(ink: NDArray[np.uint8], mm: float) -> NDArray[np.uint8]:
    """Return the ink without filled discs of 4.5 to 8 mm near an edge, as punches make them."""
    left = ink.copy()
    boxes = patches(ink)
    fits = (boxes[:, 2:].min(axis=1) > 4.5 * mm) & (boxes[:, 2:].max(axis=1) < 8 * mm)
    for x, y, w, h in boxes[fits].tolist():
        near = min(x, y, ink.shape[1] - x - w, ink.shape[0] - y - h) < 20 * mm
        full = cv2.countNonZero(ink[y : y + h, x : x + w]) > 0.7 * w * h
        if near and full and max(w, h) < 1.25 * min(w, h):
            left[y : y + h, x : x + w] = 0
    return left
