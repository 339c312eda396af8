from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw

from models.page import IDENTITY
from pipeline.clean import CleanPage
from pipeline.form import is_form
from pipeline.rules import find_rules
from tests.pipeline.paper import NOTE, pixels, sheet, write

DPI = 200


def letter() -> Image.Image:
    """A page of running text."""
    page = sheet(1654, 2339)
    for k in range(40):
        write(page, NOTE[k % 7], (150, 150 + 48 * k), 28)
    return page


def with_logo(page: Image.Image) -> Image.Image:
    draw = ImageDraw.Draw(page)
    draw.ellipse((80, 40, 190, 140), fill=0)
    return page


def with_barcode(page: Image.Image) -> Image.Image:
    draw = ImageDraw.Draw(page)
    for k in range(24):
        draw.rectangle((1200 + 12 * k, 40, 1204 + 12 * k, 110), fill=0)
    return page


def with_table(page: Image.Image) -> Image.Image:
    draw = ImageDraw.Draw(page)
    draw.rectangle((120, 1300, 1540, 2200), fill=255)
    for k in range(4):
        draw.line((150, 1350 + 200 * k, 1500, 1350 + 200 * k), fill=0, width=3)
        draw.line((150 + 450 * k, 1350, 150 + 450 * k, 1950), fill=0, width=3)
    return page


def with_framed_stamp(page: Image.Image) -> Image.Image:
    """The frame in which an office enters when a letter came."""
    draw = ImageDraw.Draw(page)
    draw.rectangle((1000, 30, 1500, 130), outline=0, width=3)
    return page


@pytest.mark.parametrize(
    ("change", "form"),
    [
        (lambda page: page, False),
        (with_framed_stamp, False),
        (with_logo, True),
        (with_barcode, True),
        (with_table, True),
    ],
)
def test_forms_are_told_from_letters(
    change: Callable[[Image.Image], Image.Image], form: bool
) -> None:
    image = pixels(change(letter()))
    page = CleanPage(image, DPI, IDENTITY, 0, find_rules(image, DPI))
    assert is_form(page) is form


def test_an_empty_page_is_no_form() -> None:
    image = pixels(sheet(1654, 2339))
    assert is_form(CleanPage(image, DPI, IDENTITY, 0, find_rules(image, DPI))) is False
