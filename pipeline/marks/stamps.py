"""Stamps: round or rectangular, in red or blue, or round and grey."""

import cv2
import numpy as np
from numpy.typing import NDArray

from models.geometry import Box
from models.page import Mark, MarkKind
from pipeline.clean import CleanPage
from pipeline.ink import Image, ink_of
from pipeline.marks.paper import cut_out

SEEN_DPI = 75
COLOURED = 40
"""Least difference, of 255, between a coloured pixel's strongest and weakest channel."""
CHANNELS = {"red": 2, "blue": 0}
"""Colours of stamps, and the channel of a BGR image in which each is brightest."""
LEAST_MM, MOST_MM = (18.0, 7.0), 75.0
"""Least longer and shorter side, and greatest, of a stamp."""
ROUND_MM = (17.0, 55.0)
"""Diameters of round stamps; the model seal of an office has 32 to 36 mm."""
INKED = (0.05, 0.75)
"""Share of a stamp's place that is ink: less is a stray stroke, more a picture."""


def find_stamps(page: CleanPage, scan: Image) -> tuple[Mark, ...]:
    """Return the stamps on a page; `text` says their colour and shape, as in `red round`.

    Grey stamps are found where they are round: a grey rectangle is a table.
    """
    coloured = _coloured(page, scan) if scan.ndim == 3 else []
    grey = [
        ring
        for ring in _round_ones(page)
        if not any(max(c.box.covers(ring.box), ring.box.covers(c.box)) > 0.3 for c in coloured)
    ]
    return tuple(sorted((*coloured, *grey), key=lambda mark: (mark.box.top, mark.box.left)))


def coloured(view: Image, colour: str) -> NDArray[np.bool_]:
    """Return where a BGR image bears ink of a colour, `red` or `blue`."""
    blue, green, red = (view[..., k].astype(np.int16) for k in range(3))
    if colour == "red":
        return np.asarray(red - np.maximum(blue, green) > COLOURED)
    return np.asarray((blue - np.minimum(red, green) > COLOURED) & (blue >= red + 20))


def _coloured(page: CleanPage, scan: Image) -> list[Mark]:
    scale = page.dpi / SEEN_DPI
    height, width = (round(side / scale) for side in page.image.shape)
    view = cut_out(page, scan, np.diag([scale, scale, 1.0]), (width, height))
    if int(np.ptp(view[::4, ::4], axis=2).max()) < COLOURED:
        return []
    marks = []
    for name in CHANNELS:
        mask = coloured(view, name)
        for x, y, w, h in _clusters(mask.astype(np.uint8)):
            spot = mask[y : y + h, x : x + w]
            if not INKED[0] <= float(spot.mean()) <= INKED[1]:
                continue
            shape = "round" if _is_round(spot) else "rectangular" if _is_framed(spot) else ""
            if shape:
                marks.append(_mark((x, y, w, h), (height, width), f"{name} {shape}"))
    return marks


def _clusters(mask: Image) -> list[tuple[int, ...]]:
    """Return x, y, width, height of what lies within 2 mm of each other and is a stamp's size."""
    a_mm = SEEN_DPI / 25.4
    near = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((round(4 * a_mm),) * 2, np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(near)
    found: list[tuple[int, ...]] = []
    for x, y, w, h, _ in stats[1:count].tolist():
        long, short = max(w, h) / a_mm, min(w, h) / a_mm
        if long >= LEAST_MM[0] and short >= LEAST_MM[1] and long <= MOST_MM:
            found.append((x, y, w, h))
    return found


def _is_round(spot: NDArray[np.bool_]) -> bool:
    """Say whether ink runs around near the ellipse that fills the place."""
    height, width = spot.shape
    if not 0.75 <= width / height <= 1.33:
        return False
    points = (np.argwhere(spot) + 0.5) / (height / 2, width / 2) - 1
    far = np.hypot(points[:, 0], points[:, 1])
    turn = np.arctan2(points[:, 0], points[:, 1])[(far > 0.85) & (far < 1.08)]
    reached = len(np.unique(((turn + np.pi) / (2 * np.pi) * 35.99).astype(int))) / 36
    return reached > 0.7 and float((far > 1.12).mean()) < 0.08


def _is_framed(spot: NDArray[np.bool_]) -> bool:
    """Say whether ink runs along most of all four sides, or rows of letters fill the place."""
    deep = max(2, round(0.18 * min(spot.shape)))
    sides = (spot[:deep], spot[-deep:], spot[:, :deep].T, spot[:, -deep:].T)
    return all(float(side.any(axis=0).mean()) > 0.6 for side in sides)


def _round_ones(page: CleanPage) -> list[Mark]:
    """Return round curves of a stamp's size on the grey page."""
    scale, a_mm = SEEN_DPI / page.dpi, SEEN_DPI / 25.4
    small = cv2.resize(page.image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = ink_of(np.asarray(small, np.uint8), 225)
    shapes, _ = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    found: list[Mark] = []
    for shape in sorted(shapes, key=len, reverse=True):
        x, y, w, h = cv2.boundingRect(shape)
        if not (ROUND_MM[0] <= min(w, h) / a_mm and max(w, h) / a_mm <= ROUND_MM[1]):
            continue
        line = (shape.reshape(-1, 2) - (x + (w - 1) / 2, y + (h - 1) / 2)) / (w / 2, h / 2)
        far = np.hypot(line[:, 0], line[:, 1])
        if 0.8 <= w / h <= 1.25 and float(((far > 0.9) & (far < 1.08)).mean()) > 0.8:
            mark = _mark((x, y, w, h), ink.shape, "grey round")
            if not any(other.box.covers(mark.box) > 0.5 for other in found):
                found.append(mark)
    return found


def _mark(rect: tuple[int, ...], shape: tuple[int, ...], text: str) -> Mark:
    (x, y, w, h), (height, width) = rect, shape
    box = Box.clipped(x / width, y / height, (x + w) / width, (y + h) / height)
    return Mark(box, MarkKind.STAMP, text=text)
