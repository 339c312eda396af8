"""What stands in a box that a person drew on a page: that is read, and nothing else of the page."""

import cv2
import numpy as np

from models.geometry import Box
from models.page import Page, Word
from models.settings import Settings
from pipeline.clean import evened
from pipeline.ink import Image, ink_of
from pipeline.layout import lines_of
from pipeline.pixels import Pixels
from pipeline.read.lines import find_lines
from pipeline.read.page import Found, read
from pipeline.rules import Segment

MARGIN_INCHES = 0.2
"""What is cut out around a box: letters at its edge are read whole, and paper tells the light."""
INSIDE = 0.5
"""A word is in the box that has this share of it."""


def read_drawn(image: Pixels, page: Page, box: Box, settings: Settings) -> str:
    """Return the words in a box, their lines one after the other; empty where none are.

    `image` is the page as it was scanned, and `box` lies on it; `page` is what was read of it:
    that tells how it lies. Words of a born-digital page are those of its file. Raises
    EngineError where a reader fails.
    """
    place = on_clean(page, box)
    if page.born_digital:
        return _text(page.words, place, page.height / page.width)
    part = _part(page, place)
    piece = evened(_piece(image, page, part), page.dpi, settings.clean)
    high, wide = piece.image.shape
    longest = settings.read.longest * max(high, wide) / max(page.height, page.width)
    drawn = Box.clipped(
        (place.left * page.width - part[0]) / wide,
        (place.top * page.height - part[1]) / high,
        (place.right * page.width - part[0]) / wide,
        (place.bottom * page.height - part[1]) / high,
    )
    x0, y0, x1, y1 = line = _whole(drawn, wide, high)
    if not ink_of(piece.image[y0:y1, x0:x1]).any():
        return ""
    lines = find_lines(piece.image, piece.rules, round(longest))
    english = settings.read.english if page.language == "en" else ""
    found = Found(tuple(lines or [line]), english or settings.read.languages)
    return _text(read(piece, found, settings), drawn, high / wide)


def on_clean(page: Page, box: Box) -> Box:
    """Return where a box of the page as scanned lies on the cleaned page."""
    back = np.linalg.inv(np.array(page.to_scan).reshape(3, 3))
    corners = [(x, y, 1) for x in (box.left, box.right) for y in (box.top, box.bottom)]
    flat = back @ np.array(corners).T
    across, down = flat[0] / flat[2], flat[1] / flat[2]
    edges = across.min(), down.min(), across.max(), down.max()
    return Box.clipped(*map(float, edges))


def _part(page: Page, place: Box) -> Segment:
    """Return the pixels of the cleaned page that are cut out for a box."""
    more = round(MARGIN_INCHES * page.dpi)
    return (
        int(place.left * page.width) - more,
        int(place.top * page.height) - more,
        int(place.right * page.width) + more,
        int(place.bottom * page.height) + more,
    )


def _piece(image: Pixels, page: Page, part: Segment) -> Image:
    """Return a part of the cleaned page, grey, as it was before its light was evened."""
    grey = image if image.ndim == 2 else np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY))
    high, wide = grey.shape
    x0, y0, x1, y1 = part
    corner = np.array([[1, 0, x0], [0, 1, y0], [0, 0, 1.0]])
    shrink = np.diag([1 / page.width, 1 / page.height, 1])
    way = np.diag([wide, high, 1]) @ np.array(page.to_scan).reshape(3, 3) @ shrink @ corner
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    size = (x1 - x0, y1 - y0)
    cut = cv2.warpPerspective(grey, way, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cut, np.uint8)


def _whole(box: Box, wide: int, high: int) -> Segment:
    """Return a box as one line of writing."""
    x0, y0 = int(box.left * wide), int(box.top * high)
    return x0, y0, max(x0 + 1, int(box.right * wide)), max(y0 + 1, int(box.bottom * high))


def _text(words: tuple[Word, ...], box: Box, ratio: float) -> str:
    inside = [word for word in words if box.covers(word.box) >= INSIDE]
    return " ".join(line.text for line in lines_of(inside, ratio))
