"""Bars that no single line across them shows whole: copies break them, blur closes their gaps.

All lines along the bars are averaged into one. The likeliest bars that look so when blurred are
drawn anew for a reader; where none do, the blur is taken back and what is left is drawn.
"""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.ink import Image
from pipeline.marks.blur import Floats, without_blur
from pipeline.marks.fitted import fitted

TILTS = np.arange(-2.5, 2.51, 0.25)
"""Degrees by which bars may lie off the direction of most edges."""
BLURS = (
    (0.0, 0.02),
    (0.09, 0.02),
    (0.14, 0.02),
    (0.18, 0.02),
    (0.22, 0.02),
    (0.30, 0.02),
    (0.22, 0.002),
)
"""Blurs of a scanner or copier that are taken back: their standard deviations in mm, and noise to
signal, as power."""
LEVELS = ((0.4, 3.0), (0.5, 3.0), (0.6, 3.0), (0.5, 1.2))
"""Between ink and paper, as found within so many mm: a copier makes bars thinner or thicker."""
FAINT = 0.25
"""Of the whole range of tones: what varies less is paper."""
LINE_MM, ALIKE = 0.5, 0.5
"""Lines this high, of the same bars, correlate by this much."""
LINES = 16
"""Drawn bars are this many pixels long: readers want several lines to say the same."""


def redrawn(view: Image, dpi: float) -> Iterator[tuple[tuple[int, int], Image]]:
    """Yield bars drawn anew, black and white, each with its group of strips and its place there.

    Two strips of a group have no pixel in common.

    `view` is grey, its bars upright and as high as it is but for a few degrees.
    """
    a_mm = dpi / 25.4
    straight = _own_lines(_straight(view.astype(np.float32)), round(LINE_MM * a_mm))
    groups = _strips(straight, round(LINE_MM * a_mm))
    lines = [((g, k), line) for g, strips in enumerate(groups) for k, line in enumerate(strips)]
    for place, line in lines:
        bars = fitted(line, a_mm)
        if bars is not None:
            yield place, np.repeat(bars, LINES, axis=0)
    for place, line in lines:
        for drawn in _split(line, a_mm):
            yield place, np.repeat(drawn, LINES, axis=0)


def _split(line: Floats, a_mm: float) -> Iterator[Image]:
    """Yield a line split into black and white after several blurs were taken back."""
    for blur, noise in BLURS:
        fine = _twice_as_fine(without_blur(line[None], blur * a_mm, noise))
        for level, reach in LEVELS:
            paper = _is_paper(fine, level, round(2 * reach * a_mm))
            yield np.where(paper, 255, 0).astype(np.uint8)


def _strips(view: Floats, lines: int) -> list[list[Floats]]:
    """Return the mean lines of strips: thirds, halves, and every other `lines` lines."""
    rows = np.arange(len(view))
    groups = [3 * rows // len(view), 2 * rows // len(view), rows // lines % 2]
    return [[view[own == k].mean(axis=0) for k in range(int(own.max()) + 1)] for own in groups]


def _straight(view: Floats) -> Floats:
    """Return the view with its bars upright: their mean line varies most then."""

    def contrast(tilted: Floats) -> float:
        line = cv2.GaussianBlur(tilted.mean(axis=0)[None], (0, 0), 1.5)
        return float(np.square(np.diff(line)).sum())

    return max((_tilted(view, float(degrees)) for degrees in TILTS), key=contrast)


def _own_lines(view: Floats, lines: int) -> Floats:
    """Return the lines of the view that look like most: above and below there may be writing."""
    bands = view[: len(view) // lines * lines].reshape(-1, lines, view.shape[1]).mean(axis=1)
    if len(bands) < 2:
        return view
    bands = bands - cv2.GaussianBlur(bands, (0, 0), 4 * lines, sigmaY=0.01)
    power = np.linalg.norm(bands, axis=1) + 1e-6
    alike = (bands @ bands.T) / np.outer(power, power)
    most = int(((alike * (alike > ALIKE)) @ power**2).argmax())
    others = np.flatnonzero(alike[most] <= ALIKE)
    first = max((int(k) + 1 for k in others if k < most), default=0)
    last = min((int(k) for k in others if k > most), default=len(bands))
    return view[first * lines : last * lines]


def _tilted(view: Floats, degrees: float) -> Floats:
    height, width = view.shape
    slope = float(np.tan(np.radians(degrees)))
    shear = np.array([[1, slope, -slope * height / 2], [0, 1, 0]])
    moved = cv2.warpAffine(view, shear, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, np.float32)


def _twice_as_fine(line: Floats) -> Floats:
    fine = cv2.resize(line, None, fx=2, fy=1, interpolation=cv2.INTER_CUBIC)
    return np.asarray(fine, np.float32)


def _is_paper(line: Floats, level: float, reach: int) -> NDArray[np.bool_]:
    """Return where a line, of shape (1, width), is paper: by the tones within `reach` pixels."""
    near = np.ones((1, reach), np.uint8)
    dark = cv2.GaussianBlur(cv2.erode(line, near), (0, 0), reach / 3)
    light = cv2.GaussianBlur(cv2.dilate(line, near), (0, 0), reach / 3)
    faint = light - dark < FAINT * np.ptp(line)
    return np.asarray((line > dark + level * (light - dark)) | faint, np.bool_)
