"""Numbers written into rows of boxes."""

import pytest
from PIL import Image, ImageDraw

from pipeline.combs import find_combs, without_combs
from pipeline.read import aster
from pipeline.rules import find_rules
from tests.pipeline.paper import pixels, sheet, write

DPI = 200
SIDE = 40


def comb(text: str, left: int = 300, top: int = 200, *, gaps: tuple[int, ...] = ()) -> Image.Image:
    """A page with a letter of `text` in each box; after the boxes of `gaps` there is room."""
    image = sheet(1654, 600)
    draw, x = ImageDraw.Draw(image), left
    for k, letter in enumerate(text):
        draw.rectangle((x, top, x + SIDE, top + SIDE), outline=0, width=2)
        write(image, letter, (x + 12, top + 3), 28)
        x += SIDE + (15 if k in gaps else 0)
    return image


@pytest.mark.parametrize("text", ["07061993", "DN4797994669643", "K358"])
def test_what_stands_in_the_boxes_is_read(text: str) -> None:
    (found,) = find_combs(pixels(comb(text)), DPI)
    assert len(found.cells) == len(text)
    x0, y0, x1, y1 = found.place
    assert (x0, y0) == pytest.approx((300, 200), abs=10)
    assert (x1, y1) == pytest.approx((300 + SIDE * len(text), 200 + SIDE), abs=10)
    (words,) = aster.read([found.strip], DPI)
    assert "".join(word.text for word in words) == text


def test_groups_of_one_number_are_one_comb() -> None:
    (found,) = find_combs(pixels(comb("DN4797994669643", gaps=(1, 2, 4))), DPI)
    assert len(found.cells) == 15


def test_empty_boxes_hold_nothing() -> None:
    (found,) = find_combs(pixels(comb("1 2 ")), DPI)
    assert len(found.cells) == 2


def test_boxes_apart_are_no_comb() -> None:
    image = comb("XX", gaps=(0,))
    assert find_combs(pixels(image), DPI) == ()


@pytest.mark.parametrize("size", [38, 42, 60])
def test_round_letters_are_no_comb(size: int) -> None:
    image = sheet(1000, 600)
    write(image, "000 OOO 888 10:00", (100, 200), size)
    assert find_combs(pixels(image), DPI) == ()


def test_the_cells_of_a_table_are_no_comb() -> None:
    image = sheet(1000, 600)
    draw = ImageDraw.Draw(image)
    for y in range(100, 301, SIDE):
        draw.line((100, y, 100 + 8 * SIDE, y), fill=0, width=2)
    for x in range(100, 101 + 8 * SIDE, SIDE):
        draw.line((x, 100, x, 300), fill=0, width=2)
    assert find_combs(pixels(image), DPI) == ()


def test_the_page_is_left_without_its_combs() -> None:
    even = pixels(comb("07061993"))
    combs = find_combs(even, DPI)
    rules = find_rules(even, DPI)
    page, left = without_combs(even, rules, combs)
    assert rules.across and not left.across
    assert page.min() == 255
    assert even.min() == 0


def test_a_comb_turns_with_its_page() -> None:
    even = pixels(comb("12345678"))
    (found,) = find_combs(even[::-1, ::-1].copy(), DPI)
    (upright,) = find_combs(even, DPI)
    again = found.turned(even.shape[1], even.shape[0])
    assert again.place == pytest.approx(upright.place, abs=2)
    assert len(again.cells) == 8
    (words,) = aster.read([again.strip], DPI)
    assert "".join(word.text for word in words) == "12345678"
