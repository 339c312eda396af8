"""Patches of a page that may be codes, and how they lie."""

import cv2
import numpy as np

from pipeline.ink import Image

MOST_PATCHES = 12
"""More dense patches are a picture, not codes: the largest are read."""
SMALLEST_MM, LARGEST_MM = 4.0, 130.0
CODE_INK = (0.12, 0.68)
CODE_EDGES = 0.65
"""Least edges a millimetre, across and down together, in a patch that is worth a second look: a
code of 0.45 mm a module has 1, a punched hole or a bold title half of that or less."""
BAR_EDGES = 0.3
"""The same where bars are sought: a patch around slanting ones is half paper."""
SEEN_DPI = 75
DENSE = 0.26
"""A code is ink by half; lines of writing are ink by a sixth."""
REACH_MM = 9.0
"""Parts of one code lie no farther apart than this."""
PART_MM = 3.0
"""What lies farther apart than this may be a code and the writing beside it."""

TOLD_APART = 12
"""Degrees, between the directions of a code and of the writing that runs into it."""
CLEAR = 0.35
"""A second direction is one if it has this share of the first one's edges."""

Patch = tuple[int, ...]
"""x, y, width, height in pixels of the cleaned page."""


def dense_patches(even: Image, dpi: float) -> tuple[list[Patch], list[Patch]]:
    """Return patches dense with ink, 3 mm or more each way, and their parts; the largest first.

    What lies within `REACH_MM` of each other is one patch, within `PART_MM` one part.
    """
    scale = SEEN_DPI / dpi
    small = cv2.resize(even, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    side = round(3 * SEEN_DPI / 25.4)
    dense = (cv2.blur(small, (side, side)) < 250 * (1 - DENSE)).astype(np.uint8)
    kernel = np.ones((side + 1, side + 1), np.uint8)
    dense = np.asarray(cv2.morphologyEx(dense, cv2.MORPH_OPEN, kernel), np.uint8)
    return _grouped(dense, scale, REACH_MM), _grouped(dense, scale, PART_MM)


def _grouped(dense: Image, scale: float, reach_mm: float) -> list[Patch]:
    reach = round(reach_mm * SEEN_DPI / 25.4)
    near = cv2.dilate(dense, np.ones((reach, reach), np.uint8))
    _, labels = cv2.connectedComponents(near)
    labels[dense == 0] = 0
    patches = []
    least = SMALLEST_MM * SEEN_DPI / 25.4
    for number in range(1, int(labels.max()) + 1):
        x, y, w, h = cv2.boundingRect((labels == number).astype(np.uint8))
        if min(w, h) >= least:
            patches.append(tuple(round(edge / scale) for edge in (x, y, w, h)))
    return sorted(patches, key=lambda patch: -patch[2] * patch[3])[:MOST_PATCHES]


def is_like_code(spot: Image, dpi: float, least: float = CODE_EDGES) -> bool:
    """Say whether ink and paper change as often as in a code: in pictures they do not.

    `least` is edges a millimetre.
    """
    # Blur makes all of a fine code darker than ink usually is.
    ink = cv2.threshold(spot, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)[1] > 0
    share, a_mm = float(ink.mean()), dpi / 25.4
    edges = float((ink[:, 1:] != ink[:, :-1]).mean() + (ink[1:] != ink[:-1]).mean()) * a_mm
    small = max(spot.shape) <= LARGEST_MM * a_mm
    return small and CODE_INK[0] <= share <= CODE_INK[1] and edges >= least


def lean(crop: Image) -> float:
    """Return the angle, in radians within an eighth of a turn, by which bars lie askew.

    The mean direction of the gradients, right angles apart taken as one.
    """
    across, down = gradients(crop)
    fourfold = ((across + 1j * down) ** 2) ** 2
    strength = np.abs(fourfold) ** 0.5 + 1.0  # a strong edge counts as its square, not its fourth
    return float(np.angle((fourfold / strength).sum()) / 4)


def leans(crop: Image) -> list[float]:
    """Return the angles, in radians within an eighth of a turn, of most edges and of next most.

    Writing that a code is stuck over has a direction of its own; their mean would be neither's.
    """
    across, down = gradients(crop)
    strength = across**2 + down**2
    degrees = np.degrees(np.arctan2(down, across)) % 90
    bins = np.histogram(degrees, bins=90, range=(0, 90), weights=strength)[0]
    bins = cv2.GaussianBlur(np.tile(bins, 3)[None], (0, 0), 1.5)[0, 90:180]
    clear, found = CLEAR * bins.max(), list[float]()
    while len(found) < 2 and bins.max() > max(clear, 0.0):
        peak = int(bins.argmax()) + 0.5
        away = (degrees - peak + 45) % 90 - 45
        weight = strength * (np.abs(away) < TOLD_APART / 3)
        mean = peak + float((away * weight).sum() / max(float(weight.sum()), 1e-9))
        found.append(float(np.radians((mean + 45) % 90 - 45)))
        bins[np.abs((np.arange(90) + 0.5 - peak + 45) % 90 - 45) < TOLD_APART] = 0
    return found


def gradients(image: Image) -> tuple[np.ndarray, np.ndarray]:
    """Return how fast the tone grows to the right and downwards, of the image's shape."""
    soft = cv2.GaussianBlur(image, (0, 0), 1.0)
    across = cv2.Scharr(soft, cv2.CV_32F, 1, 0).astype(np.float64)
    down = cv2.Scharr(soft, cv2.CV_32F, 0, 1).astype(np.float64)
    return across, down
