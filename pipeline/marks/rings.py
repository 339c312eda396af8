"""Options that somebody drew a ring around."""

import cv2
import numpy as np
from numpy.typing import NDArray

from models.geometry import Box
from models.page import Mark, MarkKind
from pipeline.ink import Image, between, ink_of

SEEN_DPI = 100
WIDE_MM, HIGH_MM = (5.0, 55.0), (5.3, 16.0)
"""Smaller closed curves are letters, larger ones stamps."""
GAP_MM = 1.3
"""Widest gap that a pen leaves in a ring."""
ON_LINE = 0.72
"""Share of an outline that lies near its ellipse; words that touch it are the rest."""
WITHIN = (0.09, 0.6)
"""Share of the inside that is ink: the printed option. A letter O has none there."""
ROUND = 0.84
"""Share of directions from the middle in which a ring's stroke lies near its ellipse."""


def find_rings(even: Image, dpi: float) -> tuple[Mark, ...]:
    """Return closed or nearly closed curves around ink, on a page of even light."""
    scale = SEEN_DPI / dpi
    # The darkest of neighbouring pixels: thin strokes must not fade.
    side = max(1, round(1 / scale))
    dark = cv2.erode(even, np.ones((side, side), np.uint8))
    small = cv2.resize(dark, None, fx=scale, fy=scale, interpolation=cv2.INTER_NEAREST)
    ink = ink_of(np.asarray(small, np.uint8), between(even))
    height, width = ink.shape
    found: list[Mark] = []
    for shape in _outlines(ink):
        x, y, w, h = cv2.boundingRect(shape)
        if not (_is_sized(w, h) and _is_ring(ink, shape)):
            continue
        box = Box.clipped(x / width, y / height, (x + w) / width, (y + h) / height)
        if not any(max(ring.box.covers(box), box.covers(ring.box)) > 0.5 for ring in found):
            found.append(Mark(box, MarkKind.CIRCLE, ticked=True))
    return tuple(sorted(found, key=lambda mark: (mark.box.top, mark.box.left)))


def _outlines(ink: Image) -> list[NDArray[np.int32]]:
    """Return the outlines of patches and of their holes, with small gaps open and closed.

    A hole keeps the shape of a ring that runs into the word beside it; where the pen left a
    gap there is a hole only once that is closed.
    """
    side = round(GAP_MM * SEEN_DPI / 25.4)
    closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    every: list[NDArray[np.int32]] = []
    for page in (ink, closed):
        shapes, _ = cv2.findContours(page, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
        every += [np.asarray(shape, np.int32) for shape in shapes]
    return every


def _is_sized(wide: int, high: int) -> bool:
    a_mm = SEEN_DPI / 25.4
    right_size = WIDE_MM[0] <= wide / a_mm <= WIDE_MM[1] and HIGH_MM[0] <= high / a_mm <= HIGH_MM[1]
    return right_size and wide >= 0.7 * high


def _is_ring(ink: Image, shape: NDArray[np.int32]) -> bool:
    """Say whether an outline is that of an ellipse with ink well inside it."""
    hull = cv2.convexHull(shape)
    if len(hull) < 6:
        return False
    x, y, w, h = cv2.boundingRect(shape)
    middle, reach = np.array([x + (w - 1) / 2, y + (h - 1) / 2]), np.array([w / 2, h / 2])
    flat = (cv2.contourArea(hull) / (np.pi * reach[0] * reach[1])) if w and h else 0.0
    if not 0.84 <= flat <= 1.14:  # a rectangle has 1.27
        return False
    line = np.hypot(*((shape.reshape(-1, 2) - middle) / reach).T)
    if float(((line > 0.78) & (line < 1.14)).mean()) < ON_LINE or float(line.max()) > 1.25:
        return False
    spot = (np.argwhere(ink[y : y + h, x : x + w] > 0)[:, ::-1] + (x, y) - middle) / reach
    far, turn = np.hypot(spot[:, 0], spot[:, 1]), np.arctan2(spot[:, 1], spot[:, 0])
    near = turn[(far > 0.78) & (far < 1.16)]
    reached = len(np.unique(((near + np.pi) / (2 * np.pi) * 71.99).astype(int))) / 72
    within = float((far < 0.6).sum()) / max(1.0, np.pi * reach[0] * reach[1] * 0.36)
    return reached >= ROUND and WITHIN[0] <= within <= WITHIN[1]
