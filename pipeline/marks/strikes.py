"""Lines drawn through words to cross them out. Underlines and the rules of tables are none."""

from collections.abc import Sequence

import cv2
import numpy as np

from models.geometry import Box
from models.page import Line, Mark, MarkKind, Word
from pipeline.ink import Image, ink_of, patches

SEEN_DPI = 150
LEAST_MM = 8.0
"""Shorter level strokes are bars of letters, or the tops of some that touch."""
THICK_MM = 1.0
NEAR_MM = 1.1
"""How far above and below a strike the bodies of its letters reach, at least."""
BOTH = 0.3
"""Least share of its length with ink above it, and with ink below it."""
BAND = (0.3, 0.72)
"""Where in the height of a word, from the top, a line strikes it out."""
WHOLE = 0.85
"""Least share of the width of a word that a strike crosses."""


def find_strikes(even: Image, dpi: float) -> tuple[Mark, ...]:
    """Return level lines with letters above and below them, from top to bottom."""
    scale = min(1.0, SEEN_DPI / dpi)
    small = cv2.resize(even, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink, a_mm = ink_of(np.asarray(small, np.uint8), 200), dpi * scale / 25.4
    height, width = ink.shape
    level = np.ones((1, round(LEAST_MM * a_mm)), np.uint8)
    runs = np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, level), np.uint8)
    marks = []
    for x, y, w, h in sorted(patches(runs).tolist(), key=lambda rect: (rect[1], rect[0])):
        if h <= THICK_MM * a_mm + 2 and _is_through(ink, (x, y, w, h), round(NEAR_MM * a_mm)):
            box = Box.clipped(x / width, y / height, (x + w) / width, (y + h) / height)
            marks.append(Mark(box, MarkKind.STRIKE, confidence=0.7))
    return tuple(marks)


def through_words(marks: Sequence[Mark], lines: Sequence[Line]) -> tuple[Mark, ...]:
    """Return the marks, of the strikes only those that lie across the middle of words."""
    return tuple(
        mark for mark in marks if mark.kind is not MarkKind.STRIKE or _crosses(mark, lines)
    )


def _is_through(ink: Image, rect: Sequence[int], near: int) -> bool:
    """Say whether letters stand out of a line on both sides, along much of it."""
    x, y, w, h = rect
    sides = (ink[max(0, y - near) : y, x : x + w], ink[y + h : y + h + near, x : x + w])
    return all(
        len(side) >= near and float((side > 0).any(axis=0).mean()) >= BOTH for side in sides
    ) and all(_touches(side) for side in (sides[0][::-1], sides[1]))


def _touches(side: Image) -> bool:
    """Say whether ink goes on at a line's edge, `side` being its rows from there outwards."""
    return float((side[:2] > 0).any(axis=0).mean()) >= 0.5 * BOTH


def _crosses(mark: Mark, lines: Sequence[Line]) -> bool:
    """Say whether a line crosses a word from end to end; one that only begins in words is none."""
    return any(_strikes(mark, word) for line in lines for word in line.words)


def _strikes(mark: Mark, word: Word) -> bool:
    top, bottom = (word.box.top + share * word.box.height for share in BAND)
    wide = min(word.box.right, mark.box.right) - max(word.box.left, mark.box.left)
    long = len(word.text) > 1 and wide >= WHOLE * word.box.width > 0
    return long and top < mark.box.middle < bottom
