"""Whether there is anything on a page.

Writing has sharp edges. The other side of the sheet showing through has none, for paper
scatters light: that, not how pale a patch is, tells it from a faint stamp or a pencil's line.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline import dirt
from pipeline.ink import Image, ink_of, patches

VERSION = "4"

WORKING_DPI = 120
FAINT = 221
"""Darker than this, of 255, may be a pencil's mark."""
SHADE = 230
"""Darker than this may be a fold's shadow."""
DEEP = 130
"""Darker than this is ink, a hole, dust or the dark beside the paper, and never the other side."""
PALE = 95.0
"""What shows through is not deeper, of 255, below the paper's tone."""
PAPER = 250.0
CROSS = np.ones((3, 3), np.uint8)
EDGE = 0.04
"""Share of the page's shorter side along its edge that is not looked at."""
LETTER_MM = 1.25, 10.0
"""Smaller patches are specks."""
LETTERS = 12
"""So many patches of deep ink of the size of letters are writing, whatever else there is."""
SOFT = 0.13, 0.03
"""How steep the edges of 1 mm2 of what shows through may look, as a share of its depth, and how
much less ten times as much: the grain of a small patch looks like an edge."""
LARGE_MM2 = 20.0
CHANCE = 5.0
"""Deviations of the grain by which the steepest tenth of one point may be off."""
HAIR_MM = 2.5, 0.08
"""A hair or a scratch is longer, and has less ink to the mm (mm2 of black for each mm)."""
HAIRS = 2
ENOUGH_MM2 = 0.15
"""So much black, or twice as much half grey, is a mark: the palest page number has 0.16."""
PALE_MM2 = 1.0
"""So much pale black, and more, has to be read before the page is called blank."""


class Look(StrEnum):
    """What a page looks like: `PALE` has nothing but soft and pale patches."""

    BLANK = "blank"
    PALE = "pale"
    WRITTEN = "written"


def look_of(even: Image, dpi: float) -> Look:
    """Say whether a page of even light, specks and all, bears a mark.

    Shadows along the edge, punch holes, folds, specks and up to two hairs are no marks. A pale
    page shows its other side, or is written faintly and out of focus: reading it tells. Losing
    one pencilled word or a faint stamp would be worse than filing an empty page.
    """
    scale = min(1.0, WORKING_DPI / dpi)
    calm = np.asarray(cv2.resize(even, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
    mm = dpi * scale / 25.4
    edge = round(min(calm.shape) * EDGE)
    inside = slice(edge, calm.shape[0] - edge), slice(edge, calm.shape[1] - edge)
    deep = ink_of(np.asarray(calm, np.uint8), DEEP)
    sides = patches(deep[inside].copy())[:, 2:].max(axis=1, initial=0)
    if ((sides >= LETTER_MM[0] * mm) & (sides < LETTER_MM[1] * mm)).sum() >= LETTERS:
        return Look.WRITTEN
    ink = _ink(np.asarray(calm, np.uint8), deep, mm)
    marks = list(_marks(np.asarray(calm[inside], np.uint8), ink[inside], deep[inside], mm))
    if _black([mark for mark in marks if mark.sharp]) >= ENOUGH_MM2:
        return Look.WRITTEN
    pale = sum(mark.black for mark in marks if not mark.sharp)
    return Look.PALE if pale >= PALE_MM2 else Look.BLANK


@dataclass(frozen=True, slots=True)
class _Mark:
    """A patch of ink: its length in mm, its mm2 of black, whether it has sharp edges."""

    long: float
    black: float
    sharp: bool


def _ink(calm: Image, deep: Image, mm: float) -> Image:
    """Return a mask of what may be ink, without what darkens paper otherwise."""
    shade = ink_of(calm, SHADE)
    solid = dirt.solid(deep, mm)
    shade[solid > 0] = 0
    folds = dirt.folds(shade, mm)
    ink = np.asarray(cv2.morphologyEx(ink_of(calm, FAINT), cv2.MORPH_CLOSE, CROSS), np.uint8)
    ink[(solid > 0) | ((folds > 0) & (deep == 0))] = 0
    return ink


def _marks(calm: Image, ink: Image, deep: Image, mm: float) -> Iterator[_Mark]:
    """Yield each patch of ink that is larger than a speck."""
    light = calm.astype(np.float32)
    fine = np.abs(light - cv2.GaussianBlur(light, (0, 0), 0.8))
    bare = cv2.dilate(ink, np.ones((9, 9), np.uint8)) == 0
    grain = float(np.sqrt(np.square(fine[bare]).mean())) if bare.any() else 0.0
    outlines, _ = cv2.findContours(ink, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    for outline in outlines:
        x, y, w, h = cv2.boundingRect(outline)
        long = max(cv2.minAreaRect(outline)[1]) / mm
        if long < LETTER_MM[0]:
            continue
        own = np.zeros((h, w), np.uint8)
        cv2.drawContours(own, [outline], -1, 255, cv2.FILLED, offset=(-x, -y))
        box = slice(y, y + h), slice(x, x + w)
        own = _without_specks(own & ink[box], deep[box], mm)
        depth, steps = PAPER - light[box][own > 0], fine[box][own > 0]
        black = float(depth.sum()) / PAPER / mm**2
        if black > 0.02:
            yield _Mark(long, black, _is_sharp(depth, steps, grain, black))


def _without_specks(own: Image, deep: Image, mm: float) -> Image:
    """Return a patch without the one or two specks on it, where they are its lesser part.

    More of them, or larger ones, are the darker parts of writing.
    """
    boxes = patches(own & deep)
    if len(boxes) > 2 or boxes[:, 2:].max(initial=0) >= LETTER_MM[0] * mm:
        return own
    left = own.copy()
    for x, y, w, h in boxes.tolist():
        left[max(0, y - 2) : y + h + 2, max(0, x - 2) : x + w + 2] = 0
    return left if 2 * cv2.countNonZero(left) > cv2.countNonZero(own) else own


def _is_sharp(
    depth: NDArray[np.float32], steps: NDArray[np.float32], grain: float, black: float
) -> bool:
    """Say whether a patch has steeper edges than what shows through, its grain taken off."""
    most = float(np.percentile(depth, 95))
    # Of few points the steepest are steep by chance.
    chance = (1.64 + CHANCE / np.sqrt(len(steps))) * grain
    steep = float(np.percentile(steps, 90)) ** 2 - chance**2
    bound = SOFT[0] - SOFT[1] * np.log10(min(black, LARGE_MM2))
    return most > PALE or steep > (bound * most) ** 2


def _black(marks: list[_Mark]) -> float:
    """Return the mm2 of black of marks, but for the largest hairs."""
    hairs = [m for m in marks if m.long > HAIR_MM[0] and m.black < HAIR_MM[1] * m.long]
    spared = sorted((hair.black for hair in hairs), reverse=True)[:HAIRS]
    return sum(mark.black for mark in marks) - sum(spared)
