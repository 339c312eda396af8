"""Rings, stamps and handwriting are found, and belong to the words beside them."""

import cv2
import numpy as np
import pytest
from PIL import ImageDraw

from models.geometry import Box
from models.page import Mark, MarkKind
from pipeline.clean import clean
from pipeline.marks import find_marks, with_words
from pipeline.marks.handwriting import find_handwriting
from pipeline.marks.rings import find_rings
from pipeline.pixels import Pixels
from tests.pipeline.paper import line, note, pixels, settings, sheet, write

DPI = 200


def options(ring: bool, *, gap: int = 0, size: int = 33) -> Pixels:
    page = sheet(1000, 400)
    write(page, "1. Nam", (100, 150), size)
    box = write(page, "2.", (400, 150), size)
    write(page, "Nữ", (450, 150), size)
    if ring:
        place = (
            box.left * 1000 - 14,
            box.top * 400 - 16,
            box.right * 1000 + 14,
            box.bottom * 400 + 16,
        )
        ImageDraw.Draw(page).arc(place, gap, 360, fill=30, width=4)
    return pixels(page)


@pytest.mark.parametrize("gap", [0, 20])
def test_a_ring_around_a_number_is_found(gap: int) -> None:
    (mark,) = find_rings(options(True, gap=gap), DPI)
    assert mark.kind is MarkKind.CIRCLE and mark.ticked
    assert 0.38 < mark.box.left < 0.41 and 0.42 < mark.box.right < 0.46


@pytest.mark.parametrize("size", [22, 28, 33, 44])
def test_letters_are_no_rings(size: int) -> None:
    page = sheet(1654, 300)
    for k, text in enumerate(["O Q Ô Ộ 0 8 @ ©", "Đ D B a e o g & %"]):
        write(page, text, (60, 20 + 110 * k), size)
    assert find_rings(pixels(page), DPI) == ()
    assert find_rings(options(False), DPI) == ()


def stamped(colour: tuple[int, int, int]) -> tuple[Mark, ...]:
    """A page with a round stamp, its colour in BGR, under the writing."""
    page = cv2.cvtColor(pixels(note(DPI, times=1)), cv2.COLOR_GRAY2BGR)
    for radius in (136, 124, 80):
        cv2.circle(page, (1100, 1500), radius, colour, 3)
    cv2.putText(page, "BENH VIEN", (1030, 1510), cv2.FONT_HERSHEY_SIMPLEX, 0.8, colour, 2)
    image = np.asarray(page, np.uint8)
    return find_marks(clean(image, DPI, settings().clean), image)


@pytest.mark.parametrize(
    ("colour", "text"),
    [((40, 30, 210), "red round"), ((190, 70, 30), "blue round"), ((120, 120, 120), "grey round")],
)
def test_a_stamp_is_told_by_colour_and_shape(colour: tuple[int, int, int], text: str) -> None:
    stamps = [mark for mark in stamped(colour) if mark.kind is MarkKind.STAMP]
    assert [mark.text for mark in stamps] == [text]
    assert stamps[0].box.centre == pytest.approx(1100 / 1654, abs=0.01)


def test_a_scrawl_under_the_doctors_line_is_a_signature_and_print_is_none() -> None:
    page = note(DPI, times=1)
    points = [(1000 + 14 * k, 1300 + (k * 37) % 50) for k in range(14)]
    ImageDraw.Draw(page).line(points, fill=60, width=4, joint="curve")
    (scrawl,) = find_handwriting(pixels(page), DPI)
    above = line("Bác sĩ điều trị", scrawl.box.left, scrawl.box.top - 0.04)
    far = line("Bác sĩ điều trị", scrawl.box.left, scrawl.box.top - 0.4)
    assert [mark.kind for mark in with_words([scrawl], [above])] == [MarkKind.SIGNATURE]
    assert [mark.kind for mark in with_words([scrawl], [far])] == [MarkKind.HANDWRITING]
    assert find_handwriting(pixels(note(DPI)), DPI) == ()


def box(left: float, kind: MarkKind = MarkKind.CHECKBOX, wide: float = 0.02) -> Mark:
    return Mark(Box(left, 0.1, left + wide, 0.115), kind)


def test_labels_stand_where_the_row_prints_them() -> None:
    right = line("Nam Nữ", 0.13, 0.1).words
    far = [right[0], line("Nữ", 0.33, 0.1).words[0]]
    rows = [line("1. Nam", 0.1, 0.1), line("2. Nữ", 0.3, 0.1)]
    after = with_words([box(0.105), box(0.305)], [type(rows[0])(tuple(far))])
    before = with_words([box(0.165), box(0.355)], rows)
    assert [mark.label for mark in after] == ["Nam", "Nữ"]
    assert [mark.label for mark in before] == ["1. Nam", "2. Nữ"]


def test_a_ring_around_a_number_takes_the_words_after_it() -> None:
    rows = [line("1. Nam", 0.1, 0.1), line("2. Nữ", 0.3, 0.1)]
    (mark,) = with_words([box(0.295, MarkKind.CIRCLE, 0.03)], rows)
    assert mark.label == "2. Nữ"
