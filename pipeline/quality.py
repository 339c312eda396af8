"""What a page is worth reading."""

import cv2
import numpy as np
from numpy.typing import NDArray

VERSION = "1"


def is_blank(even: NDArray[np.uint8], dpi: float) -> bool:
    """Say whether a page of even light bears no mark at all.

    A mark is a patch of ink away from the page's edge, where scanners leave shadows and punch
    holes, and not one long thin line, as a fold leaves it. One of 4 mm, or three of 1.2 mm, are
    enough for the page not to be blank: losing one pencilled word or a faint stamp would be
    worse than filing an empty page.
    """
    height, width = even.shape
    edge = round(min(height, width) * 0.04)
    inner = even[edge : height - edge, edge : width - edge]
    calm = cv2.GaussianBlur(inner, (0, 0), max(1.0, dpi / 200))
    ink = cv2.threshold(calm, 215, 255, cv2.THRESH_BINARY_INV)[1]
    ink = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    sides = stats[1:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
    fold = sides.max(axis=1) > 0.25 * min(height, width)
    fold &= sides.min(axis=1) < 0.08 * sides.max(axis=1)
    marks = sides.max(axis=1)[~fold] * 25.4 / dpi
    return bool((marks >= 1.2).sum() < 3 and (marks >= 4).sum() == 0)
