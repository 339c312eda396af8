"""Whether a page is a form or running text: readers take them apart differently."""

import numpy as np
from numpy.typing import NDArray

from pipeline.clean import CleanPage
from pipeline.grid import find_grids
from pipeline.ink import ink_of, patches

LEAST_CELLS = 6
"""A frame with fewer cells is no table."""
LETTERHEAD = 1 / 3
"""Logos and barcodes stand in this upper part of a page; stamps mostly below it."""
PICTURE = (8.0, 35.0)
"""Millimetres both ways: larger than a letter, smaller than the frame of a received stamp."""
DENSE = 0.2
"""Share of ink in a logo; a frame with a few words in it has less."""
LEAST_BARS = 10
"""Fewer strokes are no barcode."""


def is_form(page: CleanPage) -> bool:
    """Say whether a page bears a ruled table, or a logo or a barcode in its head.

    Block analysis takes such marks for pictures and the writing around them with them.
    """
    if any(len(grid.spans) >= LEAST_CELLS for grid in find_grids(page.rules, page.dpi)):
        return True
    head = page.image[: round(page.image.shape[0] * LETTERHEAD)]
    ink = ink_of(head)
    boxes = patches(ink)
    sides = np.asarray(boxes[:, 2:] * 25.4 / page.dpi, np.float64)
    least, most = PICTURE
    large = (sides.min(axis=1) >= least) & (sides.max(axis=1) <= most)
    dense = any(ink[y : y + h, x : x + w].mean() >= 255 * DENSE for x, y, w, h in boxes[large])
    return dense or _has_barcode(sides)


def _has_barcode(sides: NDArray[np.float64]) -> bool:
    bars = (sides[:, 1] >= 5) & (sides[:, 0] <= 2.5)
    return int(bars.sum()) >= LEAST_BARS
