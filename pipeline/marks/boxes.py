"""Checkboxes: where they stand and whether something is ticked in them."""

import cv2
import numpy as np
from numpy.typing import NDArray

from models.geometry import Box
from models.page import Mark
from pipeline.ink import ink_of

VERSION = "1"


def find_marks(even: NDArray[np.uint8], dpi: float) -> tuple[Mark, ...]:
    """Return the checkboxes of a page of even light: empty squares of 2.5 to 7 mm, drawn alone.

    A box is ticked where more than 8 % of its inside is ink.
    """
    height, width = even.shape
    ink = ink_of(even)
    shapes, tree = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    if tree is None:
        return ()
    marks = []
    for shape, (_, _, child, parent) in zip(shapes, tree[0], strict=True):
        x, y, w, h = cv2.boundingRect(shape)
        if parent != -1 or child == -1 or not _is_square(w, h, dpi):
            continue
        if not _is_frame(ink[y : y + h, x : x + w]):
            continue
        rim = max(2, round(0.18 * min(w, h)))
        inside = ink[y + rim : y + h - rim, x + rim : x + w - rim]
        box = Box.clipped(x / width, y / height, (x + w) / width, (y + h) / height)
        marks.append(Mark(box, float(inside.mean()) / 255 > 0.08))
    return tuple(sorted(marks, key=lambda mark: (mark.box.top, mark.box.left)))


def _is_square(wide: int, high: int, dpi: float) -> bool:
    least, most = dpi * 2.5 / 25.4, dpi * 7 / 25.4
    return least <= wide <= most and least <= high <= most and 0.75 <= wide / high <= 1.33


def _is_frame(spot: NDArray[np.uint8]) -> bool:
    """Say whether ink runs along all four edges: letters with a hole do not."""
    depth = max(3, round(0.15 * min(spot.shape)))
    edges = (spot[:depth], spot[-depth:], spot[:, :depth].T, spot[:, -depth:].T)
    return all(float((edge.max(axis=0) > 0).mean()) > 0.85 for edge in edges)
