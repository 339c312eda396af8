"""Where bars stand: their edges agree on a direction, and those of letters do not."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.ink import Image
from pipeline.marks.patches import Patch, gradients

CELL_MM = 0.75
"""Whether edges agree on a direction is told for cells of this side, from three by three."""
AGREE = 0.5
"""Length of the mean of the edges' directions, doubled, where there are bars; 1 is all alike."""
STRONG = 0.1
"""Bars have at least this share of the patch's own strength of edges."""
SAME = np.radians(24)
"""Between directions, doubled, that may be those of the bars of one code."""
CLEAR = 0.25
"""Of a patch with bars at least this share is bars; headings have less."""
AROUND_MM = 25.0
"""How far bars may go on beyond the patch that was dense enough to be seen."""
FOLLOWED = 0.7
"""Of that: bars that go on as far may go on farther."""
MOST_FOLLOWED = 4
LEAST_MM = 8.0


@dataclass(frozen=True, slots=True)
class Bars:
    """Where bars stand on the cleaned page, in pixels.

    `angle` is in radians, of the line across all bars against the page's lines; `length` is
    along that line, `height` along the bars.
    """

    middle: tuple[float, float]
    angle: float
    length: float
    height: float


def find_bars(even: Image, dpi: float, patch: Patch) -> Bars | None:
    """Return the bars that a patch is a part of, if its edges agree on a direction.

    Of a faint code a small part may be dense enough: what is found there is followed on.
    """
    bars = _near(even, dpi, patch)
    for _ in range(MOST_FOLLOWED):
        if bars is None or bars.length < max(patch[2:]) + FOLLOWED * AROUND_MM * dpi / 25.4:
            break
        patch = _upright(bars, even)
        longer = _near(even, dpi, patch)
        bars = longer if longer and longer.length > bars.length else bars
    return bars


def _upright(bars: Bars, even: Image) -> Patch:
    """Return the upright rectangle around the bars, within the page."""
    cos, sin = abs(np.cos(bars.angle)), abs(np.sin(bars.angle))
    half = np.array([bars.length * cos + bars.height * sin, bars.length * sin + bars.height * cos])
    low = np.maximum(np.array(bars.middle) - half / 2, 0).astype(int)
    high = np.minimum(np.array(bars.middle) + half / 2, even.shape[::-1]).astype(int)
    return tuple(int(edge) for edge in (*low, *(high - low)))


def _near(even: Image, dpi: float, patch: Patch) -> Bars | None:
    x, y, w, h = patch
    cell = CELL_MM * dpi / 25.4
    turn, strength = _directions(even[y : y + h, x : x + w], cell)
    usual = float(np.median(strength))
    clear = _clear(turn, strength, usual)
    if clear.mean() < CLEAR:
        return None
    main = float(np.angle(turn[clear].sum()))
    pad = round(AROUND_MM * dpi / 25.4)
    left, top = max(0, x - pad), max(0, y - pad)
    turn, strength = _directions(even[top : y + h + pad, left : x + w + pad], cell)
    alike = _clear(turn, strength, usual) & (np.abs(np.angle(turn / np.exp(1j * main))) < SAME)
    _, labels = cv2.connectedComponents(alike.astype(np.uint8))
    rows = slice(int((y - top) / cell), int((y + h - top) / cell) + 1)
    columns = slice(int((x - left) / cell), int((x + w - left) / cell) + 1)
    own = np.bincount(labels[rows, columns][alike[rows, columns]])
    if not own.size:
        return None
    part = labels == int(own.argmax())
    return _around(part, float(np.angle(turn[part].sum())) / 2, cell, (left, top), dpi)


def _clear(
    turn: NDArray[np.complex128], strength: NDArray[np.float64], usual: float
) -> NDArray[np.bool_]:
    return np.asarray((np.abs(turn) > AGREE * strength) & (strength > STRONG * usual), np.bool_)


def _directions(crop: Image, cell: float) -> tuple[NDArray[np.complex128], NDArray[np.float64]]:
    """Return, by cells, the sum of the edges' directions, doubled, and of their strengths."""
    across, down = gradients(crop)
    size = (max(1, round(crop.shape[1] / cell)), max(1, round(crop.shape[0] / cell)))
    sums = [
        cv2.blur(cv2.resize(part, size, interpolation=cv2.INTER_AREA), (3, 3))
        for part in (across**2 - down**2, 2 * across * down, across**2 + down**2)
    ]
    return sums[0] + 1j * sums[1], np.asarray(sums[2], np.float64)


def _around(
    part: NDArray[np.bool_], angle: float, cell: float, origin: tuple[int, int], dpi: float
) -> Bars | None:
    """Return the bars that fill the cells of `part`, or None where they are too short."""
    rows, columns = np.nonzero(part)
    points = (np.stack([columns, rows]) + 0.5) * cell + np.array(origin)[:, None]
    cos, sin = np.cos(angle), np.sin(angle)
    turn = np.array([[cos, sin], [-sin, cos]])
    (low, lower), (high, higher) = np.percentile(turn @ points, (1, 99), axis=1)
    length, height = float(high - low + cell), float(higher - lower + cell)
    if min(length, 3 * height) < LEAST_MM * dpi / 25.4:
        return None
    middle = turn.T @ np.array([(low + high) / 2, (lower + higher) / 2])
    return Bars((float(middle[0]), float(middle[1])), angle, length, height)
