"""Checkboxes on copies of copies are found, and what is nearly a box is none."""

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from pipeline.ink import Image as Pixels
from pipeline.marks.boxes import find_boxes
from tests.pipeline.paper import pixels, sheet, write

DPI = 200
SIDE = 34


def form(ink: int = 0, width: int = 2) -> Image.Image:
    """Four options, each with its box before it, the second and the last ticked."""
    page = sheet(1000, 600)
    draw = ImageDraw.Draw(page)
    for k in range(4):
        x, y = 100, 60 + 120 * k
        draw.rectangle((x, y, x + SIDE, y + SIDE), outline=ink, width=width)
        write(page, "Không", (x + 60, y - 2), 33, ink=ink)
        if k % 2:
            draw.line([(x + 7, y + 16), (x + 15, y + 26), (x + 28, y + 6)], fill=ink, width=4)
    return page


def states(image: Pixels) -> list[bool]:
    return [mark.ticked for mark in find_boxes(image, DPI)]


def test_edges_with_gaps() -> None:
    page = form()
    draw = ImageDraw.Draw(page)
    for gap in [(112, 60, 117, 63), (131, 195, 136, 199), (116, 331, 121, 336)]:
        draw.rectangle(gap, fill=255)
    assert states(pixels(page)) == [False, True, False, True]


def test_faint_edges_out_of_focus() -> None:
    soft = cv2.GaussianBlur(pixels(form(60)), (0, 0), 2.0)
    rng = np.random.default_rng(1)
    grainy = np.clip(soft - 5 + rng.normal(0, 5, soft.shape), 0, 255).astype(np.uint8)
    assert states(grainy) == [False, True, False, True]


@pytest.mark.parametrize("degrees", [-0.8, 0.8])
def test_skew_that_is_left_over(degrees: float) -> None:
    turn = cv2.getRotationMatrix2D((500, 300), degrees, 1)
    image = cv2.warpAffine(pixels(form()), turn, (1000, 600), borderValue=255)
    assert states(np.asarray(image, np.uint8)) == [False, True, False, True]


def test_a_label_that_runs_into_the_box() -> None:
    page = form()
    for k in range(4):
        y = 60 + 120 * k + SIDE // 2
        ImageDraw.Draw(page).line((80, y, 100, y), fill=0, width=2)
    assert states(pixels(page)) == [False, True, False, True]


def test_a_tick_that_runs_far_out_of_a_box() -> None:
    page = form()
    ImageDraw.Draw(page).line([(104, 72), (116, 90), (150, 40)], fill=0, width=4)
    assert states(pixels(page)) == [True, True, False, True]


def test_boxes_of_the_back_that_show_through_are_none() -> None:
    front = pixels(form()).astype(np.float32)
    behind = cv2.GaussianBlur(pixels(form())[:, ::-1], (0, 0), 2.2).astype(np.float32)
    seen = np.clip(front - 0.15 * (255 - behind), 0, 255).astype(np.uint8)
    assert states(seen) == [False, True, False, True]


def test_cells_of_a_broken_comb_are_none() -> None:
    page = form()
    draw = ImageDraw.Draw(page)
    for k in range(8):
        draw.rectangle((500 + 36 * k, 100, 536 + 36 * k, 136), outline=0, width=2)
        write(page, str(k), (510 + 36 * k, 102), 28)
    for x in (520, 610, 700):
        draw.rectangle((x, 98, x + 5, 103), fill=255)
    assert states(pixels(page)) == [False, True, False, True]


def test_a_corner_of_a_black_picture_is_none() -> None:
    page = sheet(1000, 600)
    ImageDraw.Draw(page).rectangle((300, 100, 355, 155), fill=0)
    assert states(pixels(page)) == []
