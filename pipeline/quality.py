"""What a page is worth reading."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.clean import CleanPage
from pipeline.ink import DARK, ink_of, patches

VERSION = "1"

WORKING_DPI = 120
FAINT = 215
"""Darker than this, of 255, may be a pencil's mark."""
LEAST_LETTERS = 20
"""Fewer say nothing of how a page can be read."""


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


@dataclass(frozen=True, slots=True)
class Look:
    """How well a page can be seen.

    `ink` is the tone of its ink, 0 black to 1 paper; `letter` the height of its letters in
    pixels of the scan; `blur` the pixels of the cleaned page over which an edge spreads;
    `noise` the grain of the paper, 0..1 of the way from paper to ink; `broken` the patches of
    ink that are too small for a letter, for each letter; `stroke` the width of strokes as a
    share of the letter's height. A page without writing has `letter` 0.
    """

    ink: float
    letter: float
    blur: float
    noise: float
    broken: float
    stroke: float


def look(page: CleanPage) -> Look:
    """Measure a clean page."""
    even = page.image
    ink = ink_of(even)
    boxes = patches(ink)
    sides = boxes[:, 2:].max(axis=1, initial=0)
    letters = boxes[(sides >= 0.04 * page.dpi) & (sides <= 0.25 * page.dpi)]
    if len(letters) < LEAST_LETTERS:
        return Look(page.ink, 0.0, 0.0, 0.0, 0.0, 0.0)
    height = float(np.median(letters[:, 3]))
    crumbs = (sides >= 2) & (sides < 0.04 * page.dpi)
    steps = cv2.morphologyEx(even, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))[::2, ::2]
    steep = steps[(ink[::2, ::2] > 0) & (steps > 60)]
    area = float((ink[::2, ::2] > 0).sum()) * 4
    return Look(
        page.ink,
        height * (page.scan_dpi or page.dpi) / page.dpi,
        250 / max(1.0, float(np.percentile(steep, 75))) if steep.size else 9.0,
        _grain(even) / 250,
        float(crumbs.sum()) / len(letters),
        _stroke(ink, area) / height,
    )


def _grain(even: NDArray[np.uint8]) -> float:
    """Return the standard deviation of the paper's tone, from one pixel to the next but one."""
    few = even[::3, :-2:3].astype(np.int16)
    beside = even[::3, 2::3][:, : few.shape[1]].astype(np.int16)
    paper = (few > DARK) & (beside > DARK)
    away = np.abs(few - beside)[paper]
    return float(away.mean()) * 0.886 if away.size else 0.0


def _stroke(ink: NDArray[np.uint8], area: float) -> float:
    """Return the mean width of strokes in pixels: twice the ink's area by its outline."""
    rim = cv2.countNonZero(ink) - cv2.countNonZero(cv2.erode(ink, np.ones((3, 3), np.uint8)))
    return 2 * area / max(1, rim)
