"""Checkboxes are found, and letters are none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as rounds
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from pipeline.marks.boxes import find_boxes as find_marks
from tests.pipeline.paper import font, note, pixels, sheet, write

DPI = 200
SIDE = 32  # 4 mm


def boxed(x: int, y: int, side: int = SIDE, *, on: Image.Image | None = None) -> Image.Image:
    page = on or sheet(1000, 600)
    ImageDraw.Draw(page).rectangle((x, y, x + side, y + side), outline=0, width=2)
    return page


def ticks(page: Image.Image, dpi: float = DPI) -> list[bool]:
    return [mark.ticked for mark in find_marks(pixels(page), dpi)]


def test_an_empty_box_and_a_ticked_one() -> None:
    page = boxed(100, 100)
    boxed(500, 100, on=page)
    write(page, "Có", (145, 100), 33)
    write(page, "Không", (545, 100), 33)
    ImageDraw.Draw(page).line([(506, 114), (514, 126), (528, 104)], fill=0, width=4)
    empty, ticked = find_marks(pixels(page), DPI)
    assert (empty.ticked, ticked.ticked) == (False, True)
    assert (empty.box.left, empty.box.top) == pytest.approx((0.1, 1 / 6), abs=0.003)
    assert (ticked.box.right, ticked.box.bottom) == pytest.approx((0.532, 132 / 600), abs=0.003)


@pytest.mark.parametrize("sign", ["x", "X", "v", "✓", "✗", "/", "1"])
def test_every_way_of_ticking(sign: str) -> None:
    page = boxed(100, 100)
    ImageDraw.Draw(page).text((117, 117), sign, fill=0, font=font(28), anchor="mm")
    assert ticks(page) == [True]


def test_a_tick_that_runs_out_of_the_box_is_never_told_as_an_empty_box() -> None:
    page = boxed(100, 100)
    ImageDraw.Draw(page).line([(104, 112), (116, 128), (142, 88)], fill=0, width=4)
    assert False not in ticks(page)


def test_a_filled_box_is_ticked() -> None:
    page = boxed(100, 100)
    ImageDraw.Draw(page).rectangle((106, 106, 126, 126), fill=0)
    assert ticks(page) == [True]


def test_boxes_are_told_in_reading_order() -> None:
    page = sheet(1000, 600)
    for x, y in [(600, 300), (100, 300), (600, 100), (100, 100)]:
        boxed(x, y, on=page)
    places = [(mark.box.top, mark.box.left) for mark in find_marks(pixels(page), DPI)]
    assert places == sorted(places) and len(places) == 4


@pytest.mark.parametrize("face", ["DejaVuSans", "DejaVuSans-Bold", "DejaVuSerif", "DejaVuSansMono"])
@pytest.mark.parametrize("size", [28, 33, 44, 60])
def test_letters_and_digits_are_no_boxes(face: str, size: int) -> None:
    page = sheet(1654, 400)
    draw = ImageDraw.Draw(page)
    for k, text in enumerate(["ODBQĐRPA", "0 4 6 8 9 & @ %", "ôổdbpqgeas", "Ô Ộ Ơ D0B"]):
        draw.text((60, 20 + 90 * k), text, fill=0, font=font(size, face))
    assert find_marks(pixels(page), DPI) == ()


def test_a_page_of_writing_has_no_boxes() -> None:
    assert find_marks(pixels(note(DPI)), DPI) == ()


@pytest.mark.parametrize("side", [10, 80])
def test_squares_too_small_or_too_large_are_no_boxes(side: int) -> None:
    assert ticks(boxed(100, 100, side)) == []


def test_cells_of_a_table_are_no_boxes() -> None:
    page = sheet(1000, 600)
    for row in range(4):
        for column in range(6):
            boxed(100 + SIDE * column, 100 + SIDE * row, on=page)
    assert find_marks(pixels(page), DPI) == ()


def test_a_round_stamp_and_an_oblong_are_no_boxes() -> None:
    page = sheet(1000, 600)
    ImageDraw.Draw(page).ellipse((100, 100, 140, 140), outline=0, width=3)
    ImageDraw.Draw(page).rectangle((300, 100, 360, 130), outline=0, width=2)
    assert find_marks(pixels(page), DPI) == ()


def test_an_empty_page_has_none() -> None:
    assert find_marks(np.full((300, 200), 255, np.uint8), DPI) == ()


@rounds(deadline=None)
@given(st.integers(20, 900), st.integers(20, 500), st.integers(22, 52), st.booleans())
def test_a_box_is_found_where_it_was_drawn(x: int, y: int, side: int, ticked: bool) -> None:
    page = boxed(x, y, side)
    if ticked:
        cross = ImageDraw.Draw(page)
        cross.line((x + 4, y + 4, x + side - 4, y + side - 4), fill=0, width=3)
        cross.line((x + 4, y + side - 4, x + side - 4, y + 4), fill=0, width=3)
    (mark,) = find_marks(pixels(page), DPI)
    assert mark.ticked is ticked
    found = (mark.box.left * 1000, mark.box.top * 600, mark.box.width * 1000)
    assert found == pytest.approx((x, y, side + 1), abs=1.01)
