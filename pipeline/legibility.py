"""How well a page can be read, and what is the matter where it cannot.

What the eye of the program sees (ink, blur, grain, size of letters) foretells little of the
errors on pages that a scanner has made; how sure the readers were, and how often they differed,
foretells most. The weights of both were fitted on 200 pages of the trial set `conditions` of
training, seed 301 (greatest likelihood of the letters read wrong).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.page import Poor, Word
from pipeline.clean import CleanPage
from pipeline.ink import DARK, ink_of, patches
from pipeline.read.agree import legible

VERSION = "2"

LEAST_LETTERS = 20
"""Fewer say nothing of how a page can be read."""
FEWEST, UNSURE, DIFFERING = -5.1, 7.39, 4.0
"""The logarithm of the share of letters read wrong: on a perfect page, what it grows by from
readers that are sure to ones that are not, and where they differ on each word."""
LEGIBLE = 0.9
"""With a page that is at least so legible nothing is the matter that a new scan would mend."""


@dataclass(frozen=True, slots=True)
class Look:
    """How well a page can be seen.

    `ink` is the tone of its ink, 0 black to 1 paper; `letter` the height of its letters in
    pixels of the scan; `blur` the pixels of the cleaned page over which an edge spreads;
    `noise` the grain of the paper, 0..1 of the way from paper to ink; `broken` the patches of
    ink that are too small for a letter, for each letter; `stroke` the width of strokes as a
    share of the letter's height; `cut` how many letters touch the page's edge. A page without
    writing has `letter` 0.
    """

    ink: float
    letter: float
    blur: float
    noise: float
    broken: float
    stroke: float
    cut: int


def look(page: CleanPage) -> Look:
    """Measure a clean page."""
    even = page.image
    ink = ink_of(even)
    boxes = patches(ink)
    sides = boxes[:, 2:].max(axis=1, initial=0)
    letters = boxes[(sides >= 0.04 * page.dpi) & (sides <= 0.25 * page.dpi)]
    if len(letters) < LEAST_LETTERS:
        return Look(page.ink, 0.0, 0.0, 0.0, 0.0, 0.0, 0)
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
        _touching(letters, even.shape),
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


def _touching(letters: NDArray[np.int32], shape: tuple[int, ...]) -> int:
    """Return how many boxes (x, y, width, height) reach the edge of the page."""
    ends = letters[:, :2] + letters[:, 2:]
    out = (letters[:, :2] <= 1).any(axis=1) | (ends >= np.array(shape[::-1]) - 1).any(axis=1)
    return int(out.sum())


def legibility(words: Sequence[Word]) -> float:
    """Return the share of letters that is expected to be read right, 0..1.

    `words` are what was read; a page on which nothing was read has 0.
    """
    if not words:
        return 0.0
    differing = sum(word.other is not None for word in words) / len(words)
    wrong = math.exp(FEWEST + UNSURE * (1 - legible(words)) + DIFFERING * differing)
    return max(0.0, 1 - wrong)


def poor(page: CleanPage, degrees: float) -> tuple[Poor, ...]:
    """Return what makes a page hard to read, the worst first; `degrees`: most skew looked for."""
    found = limits_passed(page, look(page))
    skewed = abs(page.skew) > degrees - 0.5
    return (*found, *[Poor.SKEWED] * skewed) or (Poor.HARD,)


def limits_passed(page: CleanPage, seen: Look) -> list[Poor]:
    """Return which limits of what can be read at all a page is beyond."""
    if not seen.letter:
        return [Poor.DARK] if page.paper < 0.25 else []
    limits = {
        Poor.DARK: page.paper < 0.25,
        Poor.CUT: seen.cut >= 5,
        Poor.COARSE: seen.letter < 11,
        Poor.BLURRED: seen.blur > 2.2,
        Poor.PALE: seen.ink > 0.55,
    }
    return [matter for matter, passed in limits.items() if passed]
