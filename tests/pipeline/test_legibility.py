"""How well a page can be read, and what is the matter with it."""

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import pytest

from models.page import Poor, Word
from pipeline.clean import CleanPage, clean
from pipeline.legibility import legibility, look, poor
from pipeline.pixels import Pixels
from tests.pipeline.paper import note, pixels, settings, word

GOOD = pixels(note(200))


def seen(image: Pixels, dpi: float = 200) -> CleanPage:
    return clean(image, dpi, settings().clean)


def dark(image: Pixels) -> Pixels:
    return np.asarray(image * 0.15, np.uint8)


def pale(image: Pixels) -> Pixels:
    return np.asarray(170 + image / 3, np.uint8)


def blurred(image: Pixels) -> Pixels:
    return np.asarray(cv2.GaussianBlur(image, (0, 0), 3.5), np.uint8)


def cut(image: Pixels) -> Pixels:
    return np.ascontiguousarray(image[:, 250:])


@pytest.mark.parametrize(
    ("spoilt", "matter"),
    [(dark, Poor.DARK), (pale, Poor.PALE), (blurred, Poor.BLURRED), (cut, Poor.CUT)],
)
def test_what_is_the_matter_is_said(spoilt: Callable[[Pixels], Pixels], matter: Poor) -> None:
    page = seen(spoilt(GOOD))
    assert poor(page, 15)[0] == matter


def test_too_few_pixels_are_said() -> None:
    assert poor(seen(pixels(note(72)), 72), 15)[0] == Poor.COARSE


def test_nothing_is_the_matter_with_a_good_page() -> None:
    assert poor(seen(GOOD), 15) == (Poor.HARD,)


def test_the_height_of_letters_is_in_pixels_of_the_scan() -> None:
    coarse, fine = look(seen(pixels(note(150)), 150)), look(seen(pixels(note(300)), 300))
    assert fine.letter == pytest.approx(2 * coarse.letter, rel=0.1)


def read(sure: float, *, other: str | None = None) -> list[Word]:
    """Ten words that a reader is so sure of."""
    one = word("Chẩn đoán", 0.1, 0.1)
    return [replace(one, confidence=sure, other=other)] * 10


def test_a_page_is_as_legible_as_its_readers_were_sure() -> None:
    assert legibility(read(0.97)) > 0.99
    assert legibility(read(0.97)) > legibility(read(0.9)) > legibility(read(0.8)) > 0.9
    assert legibility(read(0.2)) == 0
    assert legibility([]) == 0


def test_a_page_that_readers_differ_on_is_less_legible() -> None:
    agreed, half = read(0.9), read(0.9)[:5] + read(0.9, other="Chân đoàn")[:5]
    assert legibility(agreed) > legibility(half) > legibility(read(0.9, other="Chân đoàn")) > 0.2
