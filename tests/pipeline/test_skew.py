"""Which way the writing runs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as rounds
from hypothesis import strategies as st
from PIL import ImageDraw

from pipeline.skew import writing_angle
from tests.pipeline.paper import lain, note, pixels, sheet, write

UPRIGHT = note()


@rounds(max_examples=15, deadline=None)
@given(st.floats(-14, 14))
def test_skew_is_found_within_a_fifth_of_a_degree(degrees: float) -> None:
    angle, quarter = writing_angle(pixels(lain(UPRIGHT, degrees)), 100, 15)
    assert not quarter
    assert angle == pytest.approx(degrees, abs=0.2)


@pytest.mark.parametrize("turn", [90, 270])
@pytest.mark.parametrize("degrees", [-6, 0, 3.5])
def test_a_page_on_its_side_is_seen(turn: int, degrees: float) -> None:
    angle, quarter = writing_angle(pixels(lain(UPRIGHT, turn + degrees)), 100, 15)
    assert quarter
    assert angle == pytest.approx(degrees, abs=0.2)


def test_upside_down_is_left_to_the_reader() -> None:
    angle, quarter = writing_angle(pixels(lain(UPRIGHT, 180)), 100, 15)
    assert not quarter and angle == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize("dpi", [100, 200, 300])
def test_resolution_does_not_matter(dpi: int) -> None:
    angle, _ = writing_angle(pixels(lain(note(dpi), 4)), dpi, 15)
    assert angle == pytest.approx(4, abs=0.2)


@pytest.mark.parametrize("limit", [0, 2])
def test_no_more_than_the_limit_is_looked_for(limit: float) -> None:
    angle, _ = writing_angle(pixels(lain(UPRIGHT, 5)), 100, limit)
    assert abs(angle) <= limit + 1e-6


@pytest.mark.parametrize("tone", [0, 128, 255])
def test_an_empty_page_lies_straight(tone: int) -> None:
    assert writing_angle(np.full((1169, 827), tone, np.uint8), 100, 15) == (0.0, False)


def test_one_short_word_does_not_turn_a_page() -> None:
    page = sheet()
    write(page, "ký", (400, 600))
    assert writing_angle(pixels(page), 100, 15) == (0.0, False)


VITALS = ("Mạch: 80 l/p", "HA: 120/80", "Nhiệt độ: 37", "Nhịp thở: 18")
LABELS = ("Họ tên:", "Tuổi:", "Địa chỉ:", "Chẩn đoán:", "Ngày:")


@pytest.mark.parametrize("lines", [VITALS, LABELS])
@pytest.mark.parametrize("times", [1, 4])
def test_a_narrow_column_of_short_lines_stands_upright(lines: tuple[str, ...], times: int) -> None:
    angle, quarter = writing_angle(pixels(note(200, lines, times=times)), 200, 15)
    assert not quarter and angle == pytest.approx(0, abs=0.2)


def test_frames_do_not_count_as_writing() -> None:
    """The writing leans in a straight frame; it is the writing that is read."""
    page = lain(UPRIGHT, 3)
    ImageDraw.Draw(page).rectangle((20, 20, page.width - 20, page.height - 20), outline=0, width=3)
    angle, _ = writing_angle(pixels(page), 100, 15)
    assert angle == pytest.approx(3, abs=0.2)
