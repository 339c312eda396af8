"""Ruled lines are found, letters are not, and leaders go."""

import numpy as np
import pytest
from PIL import ImageDraw

from pipeline.rules import Rules, find_rules, without_leaders
from tests.pipeline.paper import NOTE, lain, note, pixels, sheet, write

DPI = 200


def ruled(width: int = 2, ink: int = 0, degrees: float = 0.0) -> Rules:
    page = sheet(1000, 800)
    draw = ImageDraw.Draw(page)
    draw.line((100, 300, 900, 300), fill=ink, width=width)
    draw.line((500, 100, 500, 700), fill=ink, width=width)
    return find_rules(pixels(page.rotate(degrees, fillcolor=255)), DPI)


@pytest.mark.parametrize("width", [1, 2, 5])
def test_a_line_each_way(width: int) -> None:
    rules = ruled(width)
    assert len(rules.across) == len(rules.down) == 1
    (x0, y0, x1, y1), (down,) = rules.across[0], rules.down
    assert (x0, x1) == pytest.approx((100, 901), abs=4)
    assert y0 <= 300 <= y1 and y1 - y0 <= width + 4
    assert down[0] <= 500 <= down[2]
    assert (down[1], down[3]) == pytest.approx((100, 701), abs=4)


@pytest.mark.parametrize("degrees", [-0.3, 0.2])
def test_a_line_a_trace_askew_is_still_one(degrees: float) -> None:
    rules = ruled(2, degrees=degrees)
    assert len(rules.across) == len(rules.down) == 1


def test_a_line_too_faint_is_none() -> None:
    assert ruled(ink=230) == Rules()


def test_short_strokes_are_no_rules() -> None:
    page = sheet(1000, 800)
    ImageDraw.Draw(page).line((100, 300, 170, 300), fill=0, width=2)
    assert find_rules(pixels(page), DPI) == Rules()


@pytest.mark.parametrize("size", [28, 60, 120])
def test_letters_are_no_rules(size: int) -> None:
    page = sheet(1654, 1000)
    for k, text in enumerate(["HÌNH LHEĐ", "Tổng lệ 1|l", "EFTIHLM"]):
        write(page, text, (60, 60 + 2 * k * size), size)
    assert find_rules(pixels(page), DPI) == Rules()


def test_pages_of_writing_have_no_rules() -> None:
    assert find_rules(pixels(note(DPI)), DPI) == Rules()
    assert find_rules(pixels(lain(note(DPI), 0.4)), DPI) == Rules()


def test_rules_turn_with_the_page() -> None:
    rules = Rules(((10, 20, 90, 22),), ((50, 0, 52, 60),))
    assert rules.turned(100, 60) == Rules(((10, 38, 90, 40),), ((48, 0, 50, 60),))
    assert rules.turned(100, 60).turned(100, 60) == rules


@pytest.mark.parametrize("dpi", [200, 300])
def test_leaders_go_and_the_words_on_either_side_stay(dpi: int) -> None:
    size = round(dpi * 12 / 72)
    page, bare = sheet(1500, 120), sheet(1500, 120)
    for image in (page, bare):
        write(image, "Họ tên:", (40, 30), size)
        write(image, "Tuổi", (1300, 30), size)
    write(page, "." * 60, (240, 30), size)
    kept = without_leaders(pixels(page), dpi)
    assert np.array_equal(kept < 128, pixels(bare) < 128)


def test_letters_written_on_leaders_survive() -> None:
    page, bare = sheet(1200, 120), sheet(1200, 120)
    write(page, "." * 110, (40, 30), 33)
    for image in (page, bare):
        write(image, "NGUYỄN THỊ HẠNH gầy yếu", (300, 26), 33)
    before = pixels(page)
    kept = without_leaders(before, DPI)
    letters = pixels(bare) < 128
    assert (kept[letters] < 128).mean() > 0.99
    assert (kept[:, :290] < 128).sum() == 0
    assert np.array_equal(before, pixels(page))


@pytest.mark.parametrize("text", ["Sốt 38.5 độ... mạch 90", "iiiii", "1.2.3.4.5.6", "; : . , !"])
def test_points_in_writing_stay(text: str) -> None:
    page = sheet(900, 120)
    write(page, text, (40, 30), 33)
    assert np.array_equal(without_leaders(pixels(page), DPI), pixels(page))


@pytest.mark.parametrize("dpi", [200, 300])
@pytest.mark.parametrize("points", [6, 8, 12])
def test_small_writing_stays_whole(dpi: int, points: int) -> None:
    page = sheet(1300, 500)
    for k, text in enumerate([*NOTE, "0888660 880 o e a 6 9"]):
        write(page, text, (20, 10 + 50 * k), round(dpi * points / 72))
    assert np.array_equal(without_leaders(pixels(page), dpi), pixels(page))


def test_an_empty_page_stays_empty() -> None:
    empty = np.full((400, 300), 255, np.uint8)
    assert find_rules(empty, DPI) == Rules()
    assert np.array_equal(without_leaders(empty, DPI), empty)
