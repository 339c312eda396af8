"""Ruled lines and dotted leaders: found for the layout, taken off for the reader."""

from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.ink import Image, ink_of, patches

Segment = tuple[int, int, int, int]
"""x0, y0, x1, y1 in pixels, x1 and y1 not in it."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Straight ruled lines in pixels of the cleaned page."""

    across: tuple[Segment, ...] = ()
    down: tuple[Segment, ...] = ()

    def turned(self, width: int, height: int) -> Self:
        """Return the same lines on the page turned upside down."""

        def turn(segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
            return tuple(
                (width - x1, height - y1, width - x0, height - y0) for x0, y0, x1, y1 in segments
            )

        return type(self)(turn(self.across), turn(self.down))


def find_rules(even: Image, dpi: float) -> Rules:
    """Return lines at least 0.4 inch long on a page of even light."""
    ink = ink_of(even)
    length, thick = round(dpi * 0.4), max(3, round(dpi * 0.03))
    across = _long(ink, length, thick, level=True)
    down = _long(ink, length, thick, level=False)
    return Rules(across, down)


def without_leaders(even: Image, dpi: float) -> Image:
    """Return the page with dotted leaders painted over.

    Ruled lines stay: taking them off broke more letters than it freed (docs/benchmarks.md).
    """
    page = even.copy()
    for x, y, w, h in _dots(ink_of(even), dpi):
        page[max(0, y - 1) : y + h + 1, max(0, x - 1) : x + w + 1] = 255
    return page


def _long(ink: Image, length: int, thick: int, *, level: bool) -> tuple[Segment, ...]:
    """Return straight runs of ink of at least `length` pixels, at most `thick` thick.

    The ink is thickened by a pixel on either side, so that a rule that lies a trace askew
    still counts as one; gaps of two pixels are bridged.
    """
    along = (1, length) if level else (length, 1)
    loose = cv2.dilate(ink, np.ones((3, 3), np.uint8))
    runs = cv2.morphologyEx(loose, cv2.MORPH_OPEN, np.ones(along, np.uint8))
    found = []
    for x, y, w, h in patches(np.asarray(runs, np.uint8)):
        long_side, short_side = (w, h) if level else (h, w)
        if short_side <= thick + 2 + long_side * 0.012:
            found.append((int(x), int(y), int(x + w), int(y + h)))
    return tuple(found)


def _dots(ink: Image, dpi: float) -> list[tuple[int, int, int, int]]:
    """Return x, y, width, height of dots that stand in a row of at least six."""
    most = max(3, round(dpi * 0.022))
    every = patches(ink)
    small = every[every[:, 2:].max(axis=1, initial=0) <= most]
    if len(small) < 6:
        return []
    small = small[np.lexsort((small[:, 0], small[:, 1]))]
    kept = np.zeros(len(small), bool)
    middle = small[:, 1] + small[:, 3] / 2
    for row in _rows(middle, most * 0.6):
        row = row[np.argsort(small[row, 0])]
        gaps = np.diff(small[row, 0])
        even_gaps = gaps <= dpi * 0.06
        start = 0
        for k in range(len(row)):
            if k == len(row) - 1 or not even_gaps[k]:
                if k - start + 1 >= 6:
                    kept[row[start : k + 1]] = True
                start = k + 1
    return [(int(x), int(y), int(w), int(h)) for x, y, w, h in small[kept]]


def _rows(middle: NDArray[np.float64], reach: float) -> list[NDArray[np.intp]]:
    """Group indices whose heights lie within `reach` of the next one below."""
    order = np.argsort(middle)
    breaks = np.nonzero(np.diff(middle[order]) > reach)[0] + 1
    return list(np.split(order, breaks))
