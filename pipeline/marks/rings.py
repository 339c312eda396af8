"""Options that somebody drew a ring around."""

import cv2
import numpy as np
from numpy.typing import NDArray

from models.geometry import Box
from models.page import Mark, MarkKind
from pipeline.ink import Image, ink_of

SEEN_DPI = 100
WIDE_MM, HIGH_MM = (4.8, 55.0), (4.8, 16.0)
"""Smaller closed curves are letters, larger ones stamps."""
ROUND = 0.84
"""Share of directions from the middle in which a ring's stroke lies near its ellipse."""


def find_rings(even: Image, dpi: float) -> tuple[Mark, ...]:
    """Return closed or nearly closed curves around ink, on a page of even light."""
    scale = SEEN_DPI / dpi
    # The darkest of neighbouring pixels: thin strokes must not fade.
    side = max(1, round(1 / scale))
    dark = cv2.erode(even, np.ones((side, side), np.uint8))
    small = cv2.resize(dark, None, fx=scale, fy=scale, interpolation=cv2.INTER_NEAREST)
    ink = ink_of(np.asarray(small, np.uint8))
    shapes, tree = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    if tree is None:
        return ()
    height, width = ink.shape
    found: list[Mark] = []
    for shape in shapes:
        x, y, w, h = cv2.boundingRect(shape)
        if not _is_sized(w, h):
            continue
        if _is_ring(ink, shape):
            box = Box.clipped(x / width, y / height, (x + w) / width, (y + h) / height)
            if not any(
                known.box.covers(box) > 0.5 or box.covers(known.box) > 0.5 for known in found
            ):
                found.append(Mark(box, MarkKind.CIRCLE, ticked=True))
    return tuple(sorted(found, key=lambda mark: (mark.box.top, mark.box.left)))


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
    if not 0.84 <= flat <= 1.12:  # a rectangle has 1.27
        return False
    spot = np.argwhere(ink[y : y + h, x : x + w] > 0)[:, ::-1] + (x, y)
    rounds = (spot - middle) / reach
    far = np.hypot(rounds[:, 0], rounds[:, 1])
    # By length along the curve, not by angle: a flat ellipse has its ends in few degrees.
    turn = np.arctan2(rounds[:, 1], rounds[:, 0])
    band = (far > 0.8) & (far < 1.16)
    reached = len(np.unique(((turn[band] + np.pi) / (2 * np.pi) * 71.99).astype(int))) / 72
    within = float((far < 0.7).sum()) / max(1.0, np.pi * reach[0] * reach[1] * 0.49)
    between = float(((far > 0.72) & (far < 0.8)).sum()) / max(1, int(band.sum()))
    return reached >= ROUND and 0.04 <= within <= 0.6 and between < 0.35
