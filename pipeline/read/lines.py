"""Where the lines of writing stand: the detector of PP-OCRv6 (weights in the package rapidocr).

The network gives each point of the page the chance that it lies in a line's core; a core is
grown to the line's full height by its area over its outline (Liao et al. 2020, differentiable
binarization). On bad pages finding lines first is worth more than any choice of reader.
"""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.ink import Image
from pipeline.read import onnx
from pipeline.rules import Rules, Segment

VERSION = "1"

PACKAGE, WEIGHTS = "rapidocr", "models/PP-OCRv6_det_small.onnx"
CORE = 0.3
"""A point at least this sure belongs to a line's core."""
LEAST_SURE = 0.5
"""A core whose points are less sure on average is no line."""
GROWTH = 1.6
LEAST_SIDE = 6
"""Pixels; what is smaller holds no letter."""


def find_lines(image: Image, rules: Rules, longest: int) -> list[Segment]:
    """Return x0, y0, x1, y1 in pixels of every line of writing, in no promised order.

    `image` is the clean page; the network sees it with its longer side of `longest` pixels.
    Lines are cut where a rule down the page crosses them. Raises EngineError.
    """
    sure = _chances(image, longest)
    places = [place for core in _cores(sure) for place in _cut(core, image, sure, rules)]
    return [p for p in places if min(p[2] - p[0], p[3] - p[1]) >= LEAST_SIDE]


def version() -> str:
    """Return the version of the package that brings the detector; EngineError without it."""
    return onnx.package_version(PACKAGE)


def _chances(image: Image, longest: int) -> NDArray[np.float32]:
    height, width = image.shape
    scale = longest / max(height, width)
    # The network halves its input five times.
    high, wide = (max(32, round(side * scale / 32) * 32) for side in (height, width))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    small = np.asarray(cv2.resize(image, (wide, high), interpolation=way), np.float32)
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


def _cut(
    core: tuple[float, float, float, float],
    image: Image,
    sure: NDArray[np.float32],
    rules: Rules,
) -> Iterator[Segment]:
    """Yield a line's place on the page, in pieces where a rule down the page crosses it."""
    across, down = image.shape[1] / sure.shape[1], image.shape[0] / sure.shape[0]
    x0, x1 = max(0, int(core[0] * across)), min(image.shape[1], int(np.ceil(core[2] * across)))
    y0, y1 = max(0, int(core[1] * down)), min(image.shape[0], int(np.ceil(core[3] * down)))
    high = y1 - y0
    start = x0
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
