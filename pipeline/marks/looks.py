"""Second looks at a patch: the scan's own pixels, levelled, enlarged, evened and sharpened."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.clean import CleanPage
from pipeline.ink import Image
from pipeline.marks.bars import Bars
from pipeline.marks.blur import without_blur
from pipeline.marks.paper import cut_out
from pipeline.marks.patches import Patch, leans

FINE_DPI = 400
AROUND_MM = 14.0
"""Shown around a patch: the ends of a code may be thin."""
NOISE = 0.02
"""Noise to signal, as power, of a scan of a blurred copy."""
QUIET_MM = 4.0
"""Paper that is shown at both ends of bars: readers ask for some."""
INK_AND_PAPER = (5, 90)
"""Percentiles of the tones in the middle half of a view that are a code's ink and paper."""

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Look:
    """How a view is prepared.

    A blur of the standard deviation `blur` in mm is taken back. `across` and `down` are those of
    a soft lens that fills what toner left out; then edges are raised by `sharp` times what a
    lens of 0.25 mm takes from them. `level` is where between ink, 0, and paper, 1, the view is
    split into black and white; None leaves that to the reader, which splits by each pixel's
    neighbours.
    """

    across: float
    down: float
    sharp: float = 0.0
    level: float | None = None
    blur: float = 0.0


LOOKS = (
    Look(0.12, 0.12),
    Look(0.08, 0.08, sharp=2.0, level=0.6),
    Look(0.08, 0.08, level=0.5),
    Look(0.12, 0.12, level=0.6),
    Look(0.08, 0.08, sharp=2.0),
    Look(0.12, 0.12, sharp=3.0, level=0.5),
    Look(0.17, 0.17),
    Look(0.17, 0.17, level=0.6),
    Look(0.05, 0.20, sharp=2.0, level=0.6),
    Look(0.20, 0.05, sharp=2.0, level=0.6),
    Look(0.05, 0.30, sharp=3.0),
    Look(0.30, 0.05, sharp=3.0),
    Look(0.08, 0.08, level=0.4),
    Look(0.06, 0.06, level=0.4, blur=0.22),
)
"""Thin toner wants a high level, thick ink a low one; PDF417 has bars as high as three lines."""


def looks(page: CleanPage, scan: Image, patch: Patch) -> Iterator[tuple[Image, Look, Matrix]]:
    """Yield views of a patch, grey, the likeliest to be read first.

    With each its look, and the way from its pixels to the page's.
    """
    x, y, w, h = patch
    pad, scale = 1.4 * AROUND_MM * page.dpi / 25.4, FINE_DPI / page.dpi
    views = []
    for angle in leans(page.image[y : y + h, x : x + w]):
        cos, sin = abs(np.cos(angle)), abs(np.sin(angle))
        size = (int(scale * (w * cos + h * sin + pad)), int(scale * (w * sin + h * cos + pad)))
        to_page = levelled((x + w / 2, y + h / 2), angle, scale, size)
        views.append((grey(cut_out(page, scan, to_page, size)), to_page))
    for look in LOOKS:
        for view, to_page in views:
            yield _seen(view, look), look, to_page


def upright(page: CleanPage, scan: Image, bars: Bars) -> Image:
    """Return a view of bars, grey, of `FINE_DPI`, with some paper at both ends."""
    scale = FINE_DPI / page.dpi
    length = bars.length + 2 * QUIET_MM * page.dpi / 25.4
    size = (int(scale * length), int(scale * bars.height))
    return grey(cut_out(page, scan, levelled(bars.middle, bars.angle, scale, size), size))


def grey(view: Image) -> Image:
    """Return a view without its colours."""
    return view if view.ndim == 2 else np.asarray(cv2.cvtColor(view, cv2.COLOR_BGR2GRAY), np.uint8)


def levelled(
    middle: tuple[float, float], angle: float, scale: float, size: tuple[int, int]
) -> Matrix:
    """Return the way from a view of this size, turned by `angle`, to the page's pixels."""
    cos, sin = np.cos(angle) / scale, np.sin(angle) / scale
    turn = np.array([[cos, -sin], [sin, cos]])
    shift = np.array(middle) - turn @ np.array(size) / 2
    return np.array([[*turn[0], shift[0]], [*turn[1], shift[1]], [0, 0, 1.0]])


def _seen(view: Image, look: Look) -> Image:
    a_mm = FINE_DPI / 25.4
    sharp = without_blur(view.astype(np.float32), look.blur * a_mm, NOISE)
    soft = cv2.GaussianBlur(sharp, (0, 0), look.across * a_mm, sigmaY=look.down * a_mm)
    if look.sharp:
        softer = cv2.GaussianBlur(soft, (0, 0), 0.25 * a_mm)
        soft = cv2.addWeighted(soft, 1 + look.sharp, softer, -look.sharp, 0)
    if look.level is None:
        return np.clip(soft, 0, 255).astype(np.uint8)
    ink, paper = np.percentile(soft[len(soft) // 4 : -(len(soft) // 4)], INK_AND_PAPER)
    return np.where(soft > ink + look.level * (paper - ink), 255, 0).astype(np.uint8)
