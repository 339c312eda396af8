"""Lines through words are found; underlines and rules of tables are none."""

import pytest
from PIL import Image, ImageDraw

from models.geometry import Box
from models.page import Line, Mark, Word
from pipeline.marks.strikes import find_strikes, through_words
from tests.pipeline.paper import pixels, sheet, write

DPI = 200


def drawn(share: float | None, *, text: str = "Viêm phổi thuỳ dưới") -> tuple[Image.Image, Box]:
    """A line of writing and a pen's line at a share of its height, from the top."""
    page = sheet(1000, 400)
    box = write(page, text, (100, 150), 33)
    if share is not None:
        high = round(400 * (box.top + share * box.height))
        ImageDraw.Draw(page).line((1000 * box.left, high, 1000 * box.right, high + 2), 30, 3)
    return page, box


def found(page: Image.Image, box: Box) -> tuple[Mark, ...]:
    words = Line((Word("Viêm phổi", box, 0.9),))
    return through_words(find_strikes(pixels(page), DPI), (words,))


@pytest.mark.parametrize("share", [0.45, 0.5, 0.58])
def test_a_line_through_words_is_found(share: float) -> None:
    page, box = drawn(share)
    (mark,) = found(page, box)
    assert mark.box.left == pytest.approx(box.left, abs=0.02)
    assert mark.box.right == pytest.approx(box.right, abs=0.02)


@pytest.mark.parametrize("share", [None, 0.95, 1.1, 1.3, -0.2])
def test_print_underlines_and_rules_are_none(share: float | None) -> None:
    assert found(*drawn(share)) == ()


@pytest.mark.parametrize("text", ["BỆNH VIỆN ĐA KHOA", "HHHEEEFFF", "— — —", "đ t f ----"])
def test_bars_of_letters_are_none(text: str) -> None:
    assert found(*drawn(None, text=text)) == ()


def test_a_table_is_none() -> None:
    page = sheet(1000, 400)
    draw = ImageDraw.Draw(page)
    boxes = [write(page, "Natri clorid", (100, 60 + 50 * k), 28) for k in range(5)]
    for k in range(6):
        draw.line((60, 52 + 50 * k, 900, 52 + 50 * k), 30, 3)
    draw.line((60, 52, 60, 302), 30, 3)
    lines = [Line((Word("Natri clorid", box, 0.9),)) for box in boxes]
    assert through_words(find_strikes(pixels(page), DPI), lines) == ()
