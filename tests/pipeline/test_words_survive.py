"""What is done to a page does not change its words, and their boxes lie on them."""

import cv2
import numpy as np
import pytest
from rapidfuzz.distance import Levenshtein

from models.geometry import Box
from models.page import Page
from pipeline.digitise import read_page
from pipeline.ingest import PageImage
from pipeline.pixels import Pixels
from tests.pipeline.paper import NOTE, lain, note, pixels, settings

TOLERANCE = 0.03
"""Share of the letters that may come out otherwise: the reader itself is not steadier."""
SHEET = note(200, times=1)


def read(image: Pixels, dpi: float) -> Page:
    return read_page(PageImage(1, image, dpi, ()), settings())


def brighter(image: Pixels) -> Pixels:
    return np.asarray(60 + image * 0.7, np.uint8)


SCANS = {
    "askew by 3 degrees": (pixels(lain(SHEET, 3)), 200),
    "askew by -7 degrees": (pixels(lain(SHEET, -7)), 200),
    "at 150 dpi": (pixels(note(150, times=1)), 150),
    "at 300 dpi": (pixels(note(300, times=1)), 300),
    "brighter": (brighter(pixels(SHEET)), 200),
    "on its side": (pixels(lain(SHEET, 90)), 200),
}


@pytest.mark.parametrize("name", SCANS)
def test_words_stay_and_boxes_lie_on_them(name: str) -> None:
    image, dpi = SCANS[name]
    page = read(image, dpi)
    written = "\n".join(NOTE)
    assert Levenshtein.distance(page.text, written) <= TOLERANCE * len(written)
    assert all(covers_ink(image, page.on_scan(word.box)) for word in page.words)
    if not page.rotation:
        longest = sorted(page.words, key=lambda word: len(word.text))[-6:]
        found = [again(image, dpi, page.on_scan(word.box)) for word in longest]
        wrong = [word.text for word, text in zip(longest, found, strict=True) if word.text != text]
        assert len(wrong) <= 1


def covers_ink(image: Pixels, box: Box) -> bool:
    """Whether there is ink within the box: an empty one lies beside its word."""
    return bool((crop(image, box, 0) < 150).mean() > 0.05)


def crop(image: Pixels, box: Box, rim: int) -> Pixels:
    height, width = image.shape
    top, left = max(0, int(box.top * height) - rim), max(0, int(box.left * width) - rim)
    bottom, right = int(box.bottom * height) + rim, int(box.right * width) + rim
    return image[top:bottom, left:right]


def again(image: Pixels, dpi: float, box: Box) -> str:
    """What is read where a box lies on the scan."""
    spot = crop(image, box, round(0.02 * dpi))
    room = cv2.copyMakeBorder(spot, 80, 80, 80, 80, cv2.BORDER_CONSTANT, value=int(image.max()))
    return read(np.asarray(room, np.uint8), dpi).text
