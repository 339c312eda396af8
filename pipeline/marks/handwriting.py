"""Ink that is not print: regions of handwriting, and which of them are signatures."""

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from models.geometry import Box
from models.page import Line, Mark, MarkKind
from models.text import fold
from pipeline.ink import Image, ink_of, patches

SEEN_DPI = 100
RULE_MM = 5.0
"""Straight runs from this length on are rules and underlines."""
LEAST_MM = (7.0, 4.5)
"""Width and height from which joined-up ink is no printed letter."""
MOST_MM = (90.0, 35.0)
THIN = 0.3
"""Most of its place that a stroke of a pen fills; print, pictures and filled areas fill more."""
BELOW = 0.12
"""How far under a signer's line, in page heights, a signature stands."""
SIGNERS = tuple(
    "bac si, nguoi benh, nguoi nha, giam doc, truong khoa, thu truong, dieu duong, ky thuat vien, "
    "phau thuat vien, nguoi lam, ky ten, ky ghi, physician, signature".split(", ")
)


def find_handwriting(even: Image, dpi: float) -> tuple[Mark, ...]:
    """Return regions of joined-up, slender ink larger than printed letters.

    `confidence` is low, 0.6: the shape of a stroke is all that is looked at.
    """
    scale, a_mm = SEEN_DPI / dpi, SEEN_DPI / 25.4
    small = cv2.resize(even, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = ink_of(np.asarray(small, np.uint8), 210)
    height, width = ink.shape
    bare = _without_rules(ink, round(RULE_MM * a_mm))
    marks = []
    for x, y, w, h in patches(bare).tolist():
        sized = LEAST_MM[0] * a_mm <= w <= MOST_MM[0] * a_mm
        if sized and LEAST_MM[1] * a_mm <= h <= MOST_MM[1] * a_mm and _is_pen(bare, (x, y, w, h)):
            box = Box.clipped(x / width, y / height, (x + w) / width, (y + h) / height)
            marks.append(Mark(box, MarkKind.HANDWRITING, confidence=0.6))
    return tuple(sorted(marks, key=lambda mark: (mark.box.top, mark.box.left)))


def signed(marks: Sequence[Mark], lines: Sequence[Line]) -> tuple[Mark, ...]:
    """Return the marks, handwriting under a signer's line told as a signature."""
    signers = [line.box for line in lines if any(sign in fold(line.text) for sign in SIGNERS)]
    return tuple(
        replace(mark, kind=MarkKind.SIGNATURE)
        if mark.kind is MarkKind.HANDWRITING and any(_is_under(mark.box, box) for box in signers)
        else mark
        for mark in marks
    )


def _is_under(box: Box, signer: Box) -> bool:
    near = -0.5 * box.height < box.top - signer.bottom < BELOW
    return near and signer.left - 0.08 < box.centre < signer.right + 0.08


def _without_rules(ink: Image, length: int) -> Image:
    level = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    upright = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((length, 1), np.uint8))
    rules = cv2.dilate(cv2.bitwise_or(level, upright), np.ones((3, 3), np.uint8))
    return np.asarray(cv2.bitwise_and(ink, cv2.bitwise_not(rules)), np.uint8)


def _is_pen(ink: Image, rect: Sequence[int]) -> bool:
    x, y, w, h = rect
    spot = ink[y : y + h, x : x + w]
    share = float((spot > 0).mean())
    # A slender stroke vanishes when a pixel is taken off all around; a filled area does not.
    core = float((cv2.erode(spot, np.ones((4, 4), np.uint8)) > 0).mean())
    return 0.02 < share < THIN and core < 0.15 * share
