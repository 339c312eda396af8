"""Where the lines of writing stand: the detector of PP-OCRv6 (weights in the package rapidocr).

The network gives each point of the page the chance that it lies in a line's core; a core is
grown to the line's full height by its area over its outline (Liao et al. 2020, differentiable
binarization). On bad pages finding lines first is worth more than any choice of reader.
"""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.ink import Image, ink_of
from pipeline.read import onnx
from pipeline.rules import Rules, Segment

VERSION = "2"

PACKAGE, WEIGHTS = "rapidocr", "models/PP-OCRv6_det_small.onnx"
CORE = 0.3
"""A point at least this sure belongs to a line's core."""
LEAST_SURE = 0.5
"""A core whose points are less sure on average is no line."""
GROWTH = 1.6
EDGE = 0.03
"""White that is left around the ink for the network, as a share of the page's longer side."""
LEAST_SIDE = 6
"""Pixels; what is smaller holds no letter."""


def find_lines(image: Image, rules: Rules, longest: int) -> list[Segment]:
    """Return x0, y0, x1, y1 in pixels of every line of writing, in no promised order.

    `image` is the clean page; the network sees it as if its longer side had `longest` pixels,
    and of that only the part with ink. Lines are cut where a rule down the page crosses them.
    Raises EngineError.
    """
    part, left, top = _inked(image, round(EDGE * max(image.shape)))
    if not part.size:
        return []
    scale = longest / max(image.shape)
    places: list[Segment] = []
    for x0, y0, x1, y1 in _cores(_chances(part, scale)):
        place = (
            left + max(0, int(x0 / scale)),
            top + max(0, int(y0 / scale)),
            left + min(part.shape[1], int(np.ceil(x1 / scale))),
            top + min(part.shape[0], int(np.ceil(y1 / scale))),
        )
        places += _cut(place, rules)
    return [p for p in places if min(p[2] - p[0], p[3] - p[1]) >= LEAST_SIDE]


def version() -> str:
    """Return the version of the package that brings the detector; EngineError without it."""
    return onnx.package_version(PACKAGE)


def _inked(image: Image, edge: int) -> tuple[Image, int, int]:
    """Return the part of a page that bears ink, `edge` pixels more all round, and its corner.

    Margins are a quarter of most pages, and the detector's time goes with the pixels.
    """
    ink = ink_of(image)
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        return image[:0], 0, 0
    top, left = max(0, int(rows[0]) - edge), max(0, int(columns[0]) - edge)
    return image[top : int(rows[-1]) + edge, left : int(columns[-1]) + edge], left, top


def _chances(image: Image, scale: float) -> NDArray[np.float32]:
    """Return the chance of each point that it lies in a line's core, the image scaled first."""
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    seen = cv2.resize(image, None, fx=scale, fy=scale, interpolation=way)
    # The network halves its input five times: white makes the sides multiples of 32.
    below, right = (-side % 32 for side in seen.shape)
    small = np.pad(np.asarray(seen, np.float32), ((0, below), (0, right)), constant_values=255)
    pixels = np.repeat((small / 127.5 - 1)[None, None], 3, axis=1)
    return np.asarray(onnx.run(PACKAGE, WEIGHTS, pixels)[0, 0], np.float32)


def _cores(sure: NDArray[np.float32]) -> Iterator[tuple[float, float, float, float]]:
    """Yield x0, y0, x1, y1 of each line, grown from its core, in points of the network's map."""
    core = cv2.dilate((sure > CORE).astype(np.uint8), np.ones((2, 2), np.uint8))
    outlines, _ = cv2.findContours(core, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for outline in outlines:
        x, y, w, h = cv2.boundingRect(outline)
        if min(w, h) < 3:
            continue
        inside = np.zeros((h, w), np.uint8)
        cv2.drawContours(inside, [outline - np.array([x, y])], -1, 1, -1)
        if cv2.mean(sure[y : y + h, x : x + w], inside)[0] < LEAST_SURE:
            continue
        _, (long, short), _ = cv2.minAreaRect(outline)
        more = GROWTH * long * short / (2 * (long + short)) if long + short else 0.0
        yield x - more, y - more, x + w + more, y + h + more


def _cut(place: Segment, rules: Rules) -> Iterator[Segment]:
    """Yield a line's place on the page, in pieces where a rule down the page crosses it."""
    start, y0, x1, y1 = place
    high = y1 - y0
    for left, top, right, bottom in sorted(rules.down):
        crosses = min(bottom, y1) - max(top, y0) >= 0.8 * high
        if crosses and left - start >= 0.3 * high and x1 - right >= 0.3 * high:
            yield start, y0, left, y1
            start = right
    yield start, y0, x1, y1


def strip(image: Image, place: Segment) -> Image:
    """Return the piece of a page that a line stands on."""
    x0, y0, x1, y1 = place
    return np.ascontiguousarray(image[y0:y1, x0:x1])


def turned(places: Sequence[Segment], width: int, height: int) -> list[Segment]:
    """Return where the lines stand once the page is turned upside down."""
    return [(width - x1, height - y1, width - x0, height - y0) for x0, y0, x1, y1 in places]
