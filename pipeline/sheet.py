"""The sheet in a photograph: four straight edges between bright paper and a darker surround."""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Matrix = NDArray[np.float64]
Points = NDArray[np.float32]

WORKING_PIXELS = 800
"""The longer side of the picture in which the edges are looked for."""
SHADED = 0.2, 0.35
"""How far paper in shade is from the surround at least, 1 being paper in full light: in a deep
shadow, and where a grained or shining table reaches so far itself."""
PAPER_SHAPE = 2**0.5
"""Long side by short side of A-sizes of paper."""


def find_sheet(grey: Image) -> tuple[Image, Matrix]:
    """Cut a bright sheet out of a darker surround and make it rectangular.

    Returns the sheet and the homography from pixels of `grey` to pixels of the sheet; the
    image itself and the identity where no sheet with four corners stands out. A corner may lie
    a little outside of the picture: it is where the edges would meet.
    """
    corners = _corners(grey)
    if corners is None:
        return grey, np.eye(3)
    top, right, bottom, left = (
        float(np.linalg.norm(corners[(k + 1) % 4] - corners[k])) for k in range(4)
    )
    width, height = _true_shape(max(top, bottom), max(left, right))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, target)
    sheet = cv2.warpPerspective(
        grey, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(sheet, np.uint8), np.asarray(matrix, np.float64)


def _true_shape(width: float, height: float) -> tuple[int, int]:
    """Return width and height in pixels, made those of A-size paper where they nearly are.

    Seen aslant, a sheet looks shorter than it is; its letters would come out squat.
    """
    long, short = max(width, height), min(width, height)
    if 0.85 < long / short / PAPER_SHAPE < 1.15:
        long, short = max(long, short * PAPER_SHAPE), max(short, long / PAPER_SHAPE)
    return (round(long), round(short)) if width > height else (round(short), round(long))


def _corners(grey: Image) -> Points | None:
    """Return the sheet's corners (4, 2): top-left, top-right, bottom-right, bottom-left."""
    scale = WORKING_PIXELS / max(grey.shape)
    small = np.asarray(
        cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8
    )
    calm = np.asarray(cv2.medianBlur(small, 9), np.uint8)
    found = (_bright_quad(small, bright) for bright in _bright(calm))
    corners = next((quad for quad in found if quad is not None), None)
    return None if corners is None else np.asarray((corners + 0.5) / scale - 0.5, np.float32)


def _bright(calm: Image) -> Iterator[Image]:
    """Yield masks of what may be paper, 255 where it is, the more generous one first.

    Half a sheet may lie in shade: what is brighter than the surround, seen along the picture's
    edge, is paper too. Otsu's level is for a surround that is not the same all round.
    """
    rim = np.concatenate([calm[:8].ravel(), calm[-8:].ravel(), calm[:, :8].ravel()])
    surround, paper = float(np.median(rim)), float(np.percentile(calm, 95))
    if paper - surround > 60:
        for share in SHADED:
            level = surround + share * (paper - surround)
            yield np.asarray(cv2.threshold(calm, level, 255, cv2.THRESH_BINARY)[1], np.uint8)
    yield np.asarray(cv2.threshold(calm, 0, 255, cv2.THRESH_OTSU)[1], np.uint8)


def _bright_quad(small: Image, bright: Image) -> Points | None:
    """Return the corners, in pixels of `small`, of the largest bright thing if it is a sheet."""
    # Writing is closed; a cup or another sheet that touches this one is cut off.
    bright = np.asarray(cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((21, 21), np.uint8)))
    bright = np.asarray(cv2.morphologyEx(bright, cv2.MORPH_OPEN, np.ones((31, 31), np.uint8)))
    shapes, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not shapes:
        return None
    shape = max(shapes, key=cv2.contourArea)
    hull = np.asarray(cv2.convexHull(shape), np.int32)
    quad = _quad(hull)
    share = cv2.contourArea(hull) / small.size
    if quad is None or not 0.25 < share < 0.95 or not _surrounded(small, hull):
        return None
    corners = _refined(quad, shape.reshape(-1, 2).astype(np.float32), small.shape)
    if corners is None or not 0.93 < cv2.contourArea(hull) / cv2.contourArea(corners) < 1.05:
        return None
    return corners


def _quad(hull: NDArray[np.int32]) -> Points | None:
    """Return a hull's four corners in order, None where it has not four."""
    around = cv2.arcLength(hull, True)
    for share in (0.02, 0.03, 0.04):
        quad = cv2.approxPolyDP(hull, share * around, True).reshape(-1, 2)
        if len(quad) == 4:
            break
    if len(quad) != 4:
        return None
    total, tilt = quad.sum(axis=1), quad[:, 0] - quad[:, 1]
    order = [total.argmin(), tilt.argmax(), total.argmax(), tilt.argmin()]
    return np.asarray(quad[order], np.float32) if len(set(order)) == 4 else None


def _refined(quad: Points, outline: Points, shape: tuple[int, ...]) -> Points | None:
    """Return where lines along the outline's four sides meet, None where a side has no line.

    Points along the picture's own edge are no side of the sheet, and those near a corner may
    be rounded.
    """
    inside = (outline > 2).all(axis=1) & (outline < np.array(shape[1::-1]) - 3).all(axis=1)
    outline = outline[inside]
    lines = []
    for k in range(4):
        start, side = quad[k], quad[(k + 1) % 4] - quad[k]
        length = float(np.linalg.norm(side))
        along = (outline - start) @ side / length**2
        away = np.abs((outline - start) @ np.array([-side[1], side[0]])) / length
        own = outline[(along > 0.06) & (along < 0.94) & (away < 0.02 * max(shape))]
        if len(own) < 0.25 * length:
            return None
        lines.append(cv2.fitLine(own, cv2.DIST_HUBER, 0, 0.01, 0.01).ravel())
    return np.array([_crossing(lines[k - 1], lines[k]) for k in range(4)], np.float32)


def _crossing(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return where two lines (direction x, y, point x, y) cross."""
    a = np.array([[one[0], -other[0]], [one[1], -other[1]]], np.float64)
    along = np.linalg.solve(a, np.asarray(other[2:] - one[2:], np.float64))
    return np.asarray(one[2:] + along[0] * one[:2], np.float64)


def _surrounded(small: Image, hull: NDArray[np.int32]) -> bool:
    """Say whether what lies outside the hull is clearly darker than what lies inside."""
    inside = np.zeros(small.shape, np.uint8)
    cv2.fillConvexPoly(inside, hull, 1)
    within, without_ = small[inside == 1], small[inside == 0]
    return without_.size > 0 and float(np.median(within)) - float(np.percentile(without_, 75)) > 30
