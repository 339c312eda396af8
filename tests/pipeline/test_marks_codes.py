"""Codes are read at any angle, and pages without codes have none."""

import cv2
import numpy as np
import pytest
import zxingcpp

from models.page import Mark, MarkKind
from pipeline.clean import clean
from pipeline.marks import find_marks
from pipeline.marks.bars import find_bars
from pipeline.marks.codes import MOST_LETTERS, plain
from pipeline.pixels import Pixels
from tests.pipeline.paper import note, pixels, settings

DPI = 200
CODES = [
    ("Code128", "BN.2400123456"),
    ("Code39", "BA123456"),
    ("EAN13", "8934567890120"),
    ("ITF", "1234567890"),
    ("QRCode", "001085012345|Nguyễn Thị Bình|01011985|Nữ"),
    ("DataMatrix", "HS4010123456"),
    ("PDF417", "HS4010123456"),
]


def printed(format: str, text: str, angle: float = 0.0, module: int = 3) -> Pixels:
    """A note with a code turned clockwise in the free space under it."""
    page = pixels(note(DPI, times=1))
    kind = zxingcpp.barcode_format_from_str(format)
    code = np.array(zxingcpp.create_barcode(text, kind).to_image(scale=module))
    height, width = code.shape
    side = int(np.hypot(height, width)) + 40
    wide = np.full((side, side), 255, np.uint8)
    top, left = (side - height) // 2, (side - width) // 2
    wide[top : top + height, left : left + width] = code
    turn = cv2.getRotationMatrix2D((side / 2, side / 2), -angle, 1)
    turned = cv2.warpAffine(wide, turn, (side, side), borderValue=(255,))
    page[1100 : 1100 + side, 400 : 400 + side] = turned
    return page


def read(page: Pixels) -> list[Mark]:
    marks = find_marks(clean(page, DPI, settings().clean), page)
    return [mark for mark in marks if mark.kind is MarkKind.BARCODE]


@pytest.mark.parametrize(("format", "text"), CODES)
def test_every_kind_of_code_is_read(format: str, text: str) -> None:
    assert [mark.text for mark in read(printed(format, text))] == [text]


@pytest.mark.parametrize("angle", [7, 45, 90, 133, 180, 251])
@pytest.mark.parametrize(("format", "text"), [CODES[0], CODES[4]])
def test_a_code_is_read_at_any_angle(format: str, text: str, angle: int) -> None:
    assert [mark.text for mark in read(printed(format, text, angle))] == [text]


@pytest.mark.parametrize(("format", "text"), CODES)
def test_a_copy_of_a_copy_is_read(format: str, text: str) -> None:
    """Toner that failed in spots breaks bars and modules."""
    page = printed(format, text, 7, module=4)
    spots = np.random.default_rng(1).random((page.shape[0] // 3, page.shape[1] // 3))
    missing = cv2.resize(spots, page.shape[::-1], interpolation=cv2.INTER_CUBIC) > 0.78
    page[missing] = 178 + page[missing] * 0.3
    assert [mark.text for mark in read(page)] == [text]


@pytest.mark.parametrize(("format", "text"), CODES[:4])
def test_bars_out_of_focus_are_read(format: str, text: str) -> None:
    page = cv2.GaussianBlur(printed(format, text, 5), (0, 0), 2.0)
    assert [mark.text for mark in read(np.asarray(page, np.uint8))] == [text]


@pytest.mark.parametrize(("format", "text"), CODES[:4])
def test_bars_out_of_focus_at_one_end_are_read(format: str, text: str) -> None:
    """A copy whose ink ran, of a page that did not lie flat: no one blur is that of all bars."""
    thick = cv2.erode(printed(format, text, 5, module=2), np.ones((2, 2), np.uint8))
    page = cv2.GaussianBlur(thick, (0, 0), 0.7).astype(np.float32)
    soft = cv2.GaussianBlur(page, (0, 0), 2.4)
    share = np.clip((np.arange(page.shape[1]) - 500) / 200, 0, 1)
    grain = np.random.default_rng(5).normal(0, 4, page.shape)
    mixed = page * (1 - share) + soft * share + grain
    assert [m.text for m in read(np.clip(mixed, 0, 255).astype(np.uint8))] == [text]


def test_slanting_bars_out_of_focus_are_read() -> None:
    """The patch around them is half paper, and has few edges for its size."""
    page = cv2.GaussianBlur(printed("Code39", "BA12345678", 45, module=2), (0, 0), 1.5)
    assert [mark.text for mark in read(np.asarray(page, np.uint8))] == ["BA12345678"]


@pytest.mark.parametrize("end", [0, 1])
def test_bars_are_followed_from_a_small_part_to_their_ends(end: int) -> None:
    page = np.full((400, 900), 255, np.uint8)
    edges = 100 + 8 * np.arange(88)
    for left in edges[::2]:
        page[150:260, left : left + 8] = 0
    bars = find_bars(page, DPI, (120 + 600 * end, 170, 60, 60))
    assert bars is not None
    assert bars.length == pytest.approx(700, rel=0.05)


def test_a_square_out_of_focus_is_read() -> None:
    """Its modules are three pixels, the blur nearly two: it has to be taken back."""
    text = "https://kq.example.vn/517666216144"
    page = cv2.GaussianBlur(printed("QRCode", text, 10), (0, 0), 1.9)
    grain = np.random.default_rng(3).normal(0, 4, page.shape)
    assert [m.text for m in read(np.clip(page + grain, 0, 255).astype(np.uint8))] == [text]


@pytest.mark.parametrize(("format", "text"), [CODES[1], CODES[3], CODES[6]])
def test_a_code_that_runs_into_bold_writing_is_read(format: str, text: str) -> None:
    """Their directions are told apart, and the lines of bars from those of letters."""
    page = printed(format, text, 28)
    for line in (1120, 1640):
        cv2.putText(page, "TRUNG TAM Y TE", (250, line), 0, 2.2, (0,), 14)
    assert [mark.text for mark in read(page)] == [text]


@pytest.mark.parametrize("seed", range(6))
def test_a_ruined_code_is_not_made_into_another(seed: int) -> None:
    """PDF417 mends itself into a text that nobody printed, now and then: two looks must agree."""
    rng = np.random.default_rng(seed)
    page = printed("PDF417", "HS4010123456", 7, module=2)
    page[rng.random(page.shape) < 0.25] = 255
    assert {mark.text for mark in read(page)} <= {"HS4010123456"}


def test_a_code_is_told_where_it_stands() -> None:
    page = printed("QRCode", "A12345678")
    (mark,) = read(page)
    dark = np.argwhere(page[1090:] < 128)
    (top, left), (bottom, right) = dark.min(axis=0), dark.max(axis=0)
    middle = ((left + right) / 2 / page.shape[1], (1090 + (top + bottom) / 2) / page.shape[0])
    assert (mark.box.centre, mark.box.middle) == pytest.approx(middle, abs=0.01)


def test_the_corners_of_a_code_are_no_checkboxes() -> None:
    page = printed("QRCode", "A12345678", module=5)
    marks = find_marks(clean(page, DPI, settings().clean), page)
    assert [mark.kind for mark in marks] == [MarkKind.BARCODE]


def test_a_page_of_writing_has_no_codes() -> None:
    assert read(pixels(note(DPI))) == []


def test_a_hostile_text_is_made_plain() -> None:
    assert plain("A\x1b[31m\x00\u202eB\u200b\n") == "A[31mB"
    assert len(plain("x" * 9000)) == MOST_LETTERS
