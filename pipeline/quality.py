"""What a page is worth reading."""

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.ink import ink_of, patches

VERSION = "1"

WORKING_DPI = 120
FAINT = 215
"""Darker than this, of 255, may be a pencil's mark."""


def is_blank(even: NDArray[np.uint8], dpi: float) -> bool:
    """Say whether a page of even light bears no mark at all.

    A mark is a patch of ink away from the page's edge, where scanners leave shadows and punch
    holes, and not one long thin line, as a fold leaves it. One of 4 mm, or three of 1.2 mm, are
    enough for the page not to be blank: losing one pencilled word or a faint stamp would be
    worse than filing an empty page.
    """
    scale = min(1.0, WORKING_DPI / dpi)
    calm = cv2.resize(even, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    height, width = calm.shape
    edge = round(min(height, width) * 0.04)
    inner = np.asarray(calm[edge : height - edge, edge : width - edge], np.uint8)
    ink = cv2.morphologyEx(ink_of(inner, FAINT), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    sides = patches(np.asarray(ink, np.uint8))[:, 2:]
    if not len(sides):
        return True
    fold = sides.max(axis=1) > 0.25 * min(height, width)
    fold &= sides.min(axis=1) < 0.08 * sides.max(axis=1)
    marks = sides.max(axis=1)[~fold] * 25.4 / (dpi * scale)
    return bool((marks >= 1.2).sum() < 3 and (marks >= 4).sum() == 0)
