"""Decoded images to the one form that the pipeline works on, and their true resolution."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.uint8]
"""uint8, height x width (grey) or height x width x 3 (BGR); 0 is black."""

MOST_DPI = 1200
A4_LONGER_MM = 297
MM_PER_INCH = 25.4

# From a label (A8) to a drawing (A2). A phone writes 72 or 96 dpi whatever it took, which would
# make a picture of 4000 pixels a sheet of more than a metre.
_LONGER_SIDE_MM = (74, 600)

# A fax has 204 pixels an inch across and 98 down; a scanner's own two may differ by rounding.
_UNEVEN = 1.05


def to_pixels(image: Image.Image) -> Pixels:
    """Return any Pillow image as uint8 grey or BGR; what is transparent becomes white paper."""
    if image.has_transparency_data or image.mode in ("LA", "La", "RGBa", "PA"):
        clear = image.convert("RGBA")
        paper = Image.new("RGBA", clear.size, "white")
        image = Image.alpha_composite(paper, clear).convert("RGB")
    if image.mode == "1":
        image = image.convert("L")
    if image.mode == "L":
        return np.asarray(image).copy()
    if image.mode.startswith(("I", "F")):
        return _to_eight_bits(np.asarray(image))
    colours = np.asarray(image.convert("RGB"))
    return _typed(cv2.cvtColor(colours, cv2.COLOR_RGB2BGR))


def even(image: Pixels, across: float, down: float, most_pixels: int) -> tuple[Pixels, float]:
    """Return the image with as many pixels an inch across as down, and how many.

    The coarser direction is widened, within `most_pixels`; otherwise the finer one shrinks.
    """
    if (dpi := evenly(across, down)) is not None:
        return image, dpi
    fine, coarse = max(across, down), min(across, down)
    grown = image.shape[0] * image.shape[1] * fine / coarse
    dpi = fine if grown <= most_pixels else coarse
    height = max(1, round(image.shape[0] * dpi / down))
    width = max(1, round(image.shape[1] * dpi / across))
    method = cv2.INTER_CUBIC if dpi == fine else cv2.INTER_AREA
    return _typed(cv2.resize(image, (width, height), interpolation=method)), dpi


def evenly(across: float, down: float) -> float | None:
    """Return the one dpi of an image that is as fine across as down, or does not say; else None."""
    if min(across, down) <= 0:
        return max(0.0, across, down)
    if max(across, down) / min(across, down) < _UNEVEN:
        return (across + down) / 2
    return None


def true_dpi(claimed: float, shape: tuple[int, ...], least: int) -> float:
    """Return the claimed dpi where paper can have it; else what makes the longer side 297 mm.

    Plausible is `least`..1200 dpi on a sheet with a longer side of 74..600 mm.
    """
    longer = max(shape[:2])
    if least <= claimed <= MOST_DPI:
        shortest, longest = _LONGER_SIDE_MM
        if shortest <= longer / claimed * MM_PER_INCH <= longest:
            return claimed
    return longer / A4_LONGER_MM * MM_PER_INCH


def _to_eight_bits(image: NDArray[Any]) -> Pixels:
    """Return grey of 16 bits or more, or of fractions, as 8 bits."""
    grey = np.nan_to_num(image.astype(np.float32))
    highest = float(grey.max(initial=0.0))
    white = 1.0 if highest <= 1.0 else 255.0 if highest <= 255.0 else max(65535.0, highest)
    if image.dtype == np.uint16:
        white = 65535.0
    return _typed(np.clip(np.rint(grey * (255.0 / white)), 0, 255))


def _typed(image: NDArray[Any]) -> Pixels:
    typed: Pixels = image.astype(np.uint8, copy=False)
    return typed
