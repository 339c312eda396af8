"""Which way the writing runs.

The angle is the one at which the writing, projected sideways, falls into the sharpest lines
(Postl 1986, sum of squared steps of the profile); a page lies on its side where the nearest
neighbour of most letters stands above or below them (O'Gorman 1993, the docstrum).
"""

import cv2
import numpy as np
from numpy.typing import NDArray

WORKING_DPI = 100
FINE_DEGREES = 0.05
FEW_LETTERS = 12
"""Fewer patches of ink (punch holes, a stamp) do not say how a page lies."""


def writing_angle(grey: NDArray[np.uint8], dpi: float, limit: float) -> tuple[float, bool]:
    """Return the skew in degrees and whether the page lies on its side.

    The skew is counter-clockwise positive as the page must be turned to stand straight, within
    +-`limit`; a page on its side is to be turned another 90 degrees counter-clockwise. A page
    with too little ink gives (0.0, False).
    """
    x, y, boxes = _ink(grey, dpi)
    if len(x) < 200 or len(boxes) < FEW_LETTERS:
        return 0.0, False
    if _on_its_side(boxes):
        return _sharpest(y, -x, limit)[0], True
    return _sharpest(x, y, limit)[0], False


def _on_its_side(boxes: NDArray[np.float32]) -> bool:
    """Say whether most letters have their nearest neighbour above or below, not beside them.

    `boxes` are x, y, width, height, an array (n, 4). Marks over letters are left out, and of
    a full page only every so many letters vote.
    """
    side = boxes[:, 2:].max(axis=1)
    own = boxes[(side <= 45) & (side >= 0.6 * np.median(side))]
    left, top = own[:, 0], own[:, 1]
    right, bottom = left + own[:, 2], top + own[:, 3]
    if len(own) < FEW_LETTERS:
        return False
    vote = np.arange(0, len(own), 1 + len(own) // 1000)
    beside = np.maximum(left[vote, None], left) - np.minimum(right[vote, None], right)
    above = np.maximum(top[vote, None], top) - np.minimum(bottom[vote, None], bottom)
    far = np.square(np.maximum(beside, 0)) + np.square(np.maximum(above, 0))
    far[np.arange(len(vote)), vote] = np.inf
    near = np.arange(len(vote)), far.argmin(axis=1)
    return float((beside[near] < above[near]).mean()) > 0.5


def _ink(
    grey: NDArray[np.uint8], dpi: float
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Return x and y of letter-sized ink at WORKING_DPI, and the box of each patch of it.

    Rules, frames and specks are left out.
    """
    scale = min(1.0, WORKING_DPI / dpi)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = cv2.adaptiveThreshold(
        small, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 15
    )
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    wide, high, area = (
        stats[:, k] for k in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA)
    )
    letter = (np.maximum(wide, high) >= 4) & (wide <= 120) & (high <= 120) & (area >= 6)
    letter &= np.minimum(wide, high) <= 45
    letter[0] = False
    y, x = np.nonzero(letter[labels])
    return x.astype(np.float32), y.astype(np.float32), stats[letter, :4].astype(np.float32)


def _sharpest(x: NDArray[np.float32], y: NDArray[np.float32], limit: float) -> tuple[float, float]:
    """Return the angle within +-`limit` degrees whose profile is sharpest, and how sharp."""
    step = 1.0
    best, sharp = _best(x, y, np.arange(-limit, limit + step / 2, step))
    while step > FINE_DEGREES:
        near = np.linspace(best - step, best + step, 9)
        best, sharp = _best(x, y, near[np.abs(near) <= limit + 1e-6])
        step /= 4
    return best, sharp


def _best(
    x: NDArray[np.float32], y: NDArray[np.float32], angles: NDArray[np.float64]
) -> tuple[float, float]:
    scores = []
    for angle in np.radians(angles):
        across = y * np.cos(angle) - x * np.sin(angle)
        rows = (across - across.min()).astype(np.int32)
        profile = np.bincount(rows)
        scores.append(float(np.square(np.diff(profile)).sum()))
    k = int(np.argmax(scores))
    return float(angles[k]), scores[k]
