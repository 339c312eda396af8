"""Stamps are lifted off the writing under them."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.clean import CleanPage, clean
from pipeline.marks import find_marks
from pipeline.marks.lift import lifted
from tests.pipeline.paper import settings, sheet, write

DPI = 200
INKS = {"red": (205, 40, 60), "blue": (40, 70, 185)}


def page(colour: str | None, *, text: bool = True) -> Image.Image:
    """Lines of writing in black, and over them a round stamp of 34 mm."""
    image = sheet(1654, 1200).convert("RGB")
    black = sheet(1654, 1200)
    for k in range(12 if text else 0):
        write(black, "Chẩn đoán khi ra viện: viêm phổi mắc phải cộng đồng", (150, 80 + 80 * k), 36)
    image.paste(black.convert("RGB"))
    if colour:
        seal = Image.new("L", image.size, 0)
        draw = ImageDraw.Draw(seal)
        for radius in (134, 124, 80):
            box = (500 - radius, 500 - radius, 500 + radius, 500 + radius)
            draw.ellipse(box, outline=255, width=5)
        ink = Image.new("RGB", image.size, INKS[colour])
        darker = Image.fromarray(np.minimum(np.asarray(image), np.asarray(ink)))
        image.paste(darker, mask=seal)
    return image


def cleaned(image: Image.Image, *, grey: bool = False) -> tuple[CleanPage, CleanPage]:
    """The page as it is read without the step, and with it."""
    scan = np.asarray(image.convert("L") if grey else image, np.uint8)
    scan = scan if grey else np.ascontiguousarray(scan[..., ::-1])
    before = clean(scan, DPI, settings().clean)
    return before, lifted(before, find_marks(before, scan), scan)


@pytest.mark.parametrize("colour", ["red", "blue"])
def test_a_stamp_is_gone_and_the_writing_is_not(colour: str) -> None:
    plain, _ = cleaned(page(None))
    before, after = cleaned(page(colour))
    spot = slice(360, 640), slice(360, 640)
    stamped = (before.image[spot] < 190).sum() - (plain.image[spot] < 190).sum()
    assert stamped > 3000
    assert (after.image[spot] < 190).sum() - (plain.image[spot] < 190).sum() < 0.05 * stamped
    lost = (plain.image[spot] < 100) & (after.image[spot] > 190)
    assert lost.sum() < 0.02 * (plain.image[spot] < 100).sum()


@pytest.mark.parametrize("colour", ["red", "blue"])
def test_all_else_stays_as_it_is(colour: str) -> None:
    before, after = cleaned(page(colour))
    away = np.ones(before.image.shape, bool)
    away[355:645, 355:645] = False
    assert (before.image[away] == after.image[away]).all()


def test_on_a_grey_scan_nothing_is_lifted() -> None:
    before, after = cleaned(page("red"), grey=True)
    assert after is before


def test_a_coloured_letterhead_is_no_stamp() -> None:
    image = sheet(1654, 1200).convert("RGB")
    black = sheet(1654, 1200)
    for k, text in enumerate(("SỞ Y TẾ HÀ NỘI", "BỆNH VIỆN ĐA KHOA MINH ĐỨC", "Khoa Nội")):
        write(black, text, (150, 80 + 60 * k), 36)
    mask = Image.fromarray(255 - np.asarray(black))
    image.paste(Image.new("RGB", image.size, INKS["red"]), mask=mask)
    before, after = cleaned(image)
    assert after is before
