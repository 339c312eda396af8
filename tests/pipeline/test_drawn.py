"""A box drawn by hand is read at once, however the page lies."""

from dataclasses import replace

import numpy as np
import pytest

from flows.settings import load
from models.geometry import Box
from models.page import Page
from pipeline.drawn import on_clean, read_drawn
from tests.extractors.forms import page as written
from tests.flows.command import page as drawn

SETTINGS = load({})[0]
WIDE, HIGH = 620, 420
NAME = Box(0.05, 0.19, 0.6, 0.27)
"""Around the second line of the form."""


def lying(turn: int) -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.uint8]], Page]:
    """The form as scanned, turned so many degrees clockwise, and how it is known to lie."""
    quarter = np.array([[0.0, -1, 1], [1, 0, 0], [0, 0, 1]])
    way = np.linalg.matrix_power(quarter, turn // 90).ravel()
    page = Page(1, WIDE, HIGH, 150, (), rotation=turn, to_scan=tuple(map(float, way)))  # type: ignore[arg-type]
    image = np.rot90(np.asarray(drawn(1)), -(turn // 90))
    return np.ascontiguousarray(image), page


@pytest.mark.parametrize("turn", [0, 90, 180])
def test_the_words_in_a_box_are_read(turn: int) -> None:
    image, page = lying(turn)
    assert read_drawn(image, page, page.on_scan(NAME), SETTINGS) == "Họ tên: NGUYỄN THỊ LAN"


def test_words_beside_the_box_are_not_read() -> None:
    image, page = lying(0)
    right = replace(NAME, left=0.185)
    assert read_drawn(image, page, right, SETTINGS) == "NGUYỄN THỊ LAN"
    assert read_drawn(image, page, Box(0.7, 0.05, 0.95, 0.2), SETTINGS) == ""


def test_a_box_on_the_scan_is_found_on_the_clean_page() -> None:
    for turn in (0, 90, 180, 270):
        _, page = lying(turn)
        back = on_clean(page, page.on_scan(NAME))
        assert back.covers(NAME) == pytest.approx(1) and NAME.covers(back) == pytest.approx(1)


def test_words_of_a_file_are_taken_as_they_are() -> None:
    page = replace(written("Họ và tên: LÊ VĂN TÁM    Tuổi: 40"), born_digital=True)
    word = page.words[-1]
    image = np.full((100, 100), 255, np.uint8)
    assert read_drawn(image, page, word.box, SETTINGS) == "40"
