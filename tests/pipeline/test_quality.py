"""Empty backs are told from pages that bear the least thing worth keeping."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as rounds
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter

from pipeline.clean import clean
from pipeline.pixels import Pixels
from pipeline.quality import Look, look_of
from tests.pipeline.paper import font, lain, note, pixels, settings, sheet, write

WIDTH, HEIGHT, DPI = 1654, 2339, 200


def look(image: Image.Image | Pixels) -> Look:
    """What a page scanned at 200 dpi looks like once it is clean."""
    scan = image if isinstance(image, np.ndarray) else pixels(image)
    page = clean(scan, DPI, settings().clean)
    return look_of(page.light, page.dpi)


def blank(image: Image.Image | Pixels) -> bool:
    return look(image) is Look.BLANK


def empty() -> Image.Image:
    return sheet(WIDTH, HEIGHT)


def grained(image: Image.Image, seed: int, sigma: float = 6) -> Pixels:
    """The sheet with the grain of a scanner on grey paper."""
    grain = np.random.default_rng(seed).normal(-15, sigma, (image.height, image.width))
    return np.clip(pixels(image) + grain, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("tone", [120, 200, 255])
def test_an_empty_sheet_is_blank(tone: int) -> None:
    assert blank(np.full((HEIGHT, WIDTH), tone, np.uint8))


@pytest.mark.parametrize("seed", [1, 2])
def test_speckles_and_grain_are_blank(seed: int) -> None:
    scan = grained(empty(), seed)
    places = np.random.default_rng(seed).integers(0, [HEIGHT, WIDTH], (400, 2))
    scan[places[:, 0], places[:, 1]] = 0
    assert blank(scan)


def test_a_fold_is_blank() -> None:
    page = empty()
    ImageDraw.Draw(page).line((0, 1170, WIDTH, 1176), fill=150, width=4)
    assert blank(page.filter(ImageFilter.GaussianBlur(2)))


def test_shadows_and_holes_along_the_edge_are_blank() -> None:
    page = empty()
    draw = ImageDraw.Draw(page)
    draw.rectangle((0, 0, 25, HEIGHT), fill=60)
    for y in (830, 1460):
        draw.ellipse((20, y, 60, y + 40), fill=40)
    assert blank(page)


def test_a_shadow_over_the_page_is_blank() -> None:
    light = np.linspace(255, 140, WIDTH)[None, :] * np.ones((HEIGHT, 1))
    assert blank(light.astype(np.uint8))


@pytest.mark.parametrize("lean", [-60, 0, 60])
@pytest.mark.parametrize("down", [False, True])
def test_a_fold_askew_over_the_page_is_blank(lean: int, down: bool) -> None:
    """One side of it is sharp, and its shadow fades over 2 mm."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    away = y - 1000 - lean * x / WIDTH if not down else x - 700 - lean * y / HEIGHT
    shade = 1 - 0.2 * np.exp(-np.abs(away) / 14) * (away > 0)
    assert blank(grained(Image.fromarray((255 * shade).astype(np.uint8)), 5))


def test_holes_at_the_edge_of_a_page_that_lay_askew_are_blank() -> None:
    page = empty()
    for y in (830, 1460):
        ImageDraw.Draw(page).ellipse((60, y, 106, y + 46), fill=40)
    assert blank(lain(page, 2))


def test_a_hair_is_blank() -> None:
    page = empty()
    ImageDraw.Draw(page).line([(800, 900), (820, 912), (838, 905)], fill=150, width=1)
    assert blank(grained(page, 6))


def shown_through(depth: float) -> Image.Image:
    """A page whose other side shows through: mirrored, and softened by the paper."""
    back = cv2.GaussianBlur(pixels(note(DPI))[:, ::-1], (0, 0), 2.2)
    return Image.fromarray((255 - (255 - back) * depth).astype(np.uint8)[:HEIGHT, :WIDTH])


@pytest.mark.parametrize("depth", [0.1, 0.2, 0.3])
def test_the_other_side_showing_through_is_only_pale(depth: float) -> None:
    """At 0.3 it is as dark as a pencil's line, and dark enough to be cleaned as weak ink."""
    assert look(grained(shown_through(depth), 7, 3)) in (Look.BLANK, Look.PALE)


def test_dust_on_a_heading_that_shows_through_is_only_pale() -> None:
    back = empty()
    for k in range(3):
        ImageDraw.Draw(back).rectangle((300, 400 + 300 * k, 1300, 440 + 300 * k), fill=0)
    soft = cv2.GaussianBlur(pixels(back), (0, 0), 2.2)
    page = Image.fromarray((255 - (255 - soft) * 0.2).astype(np.uint8))
    for k in range(3):
        ImageDraw.Draw(page).ellipse((700, 418 + 300 * k, 704, 422 + 300 * k), fill=60)
    assert look(page) is Look.PALE


@pytest.mark.parametrize("ink", [60, 120, 170])
def test_a_pencilled_word_over_what_shows_through_is_kept(ink: int) -> None:
    page = shown_through(0.2)
    write(page, "mổ", (800, 1260), 40, ink=ink)
    assert look(grained(page, 8)) is Look.WRITTEN


def test_a_faint_stamp_over_what_shows_through_is_kept() -> None:
    page = pixels(shown_through(0.2)).astype(np.float32)
    ring = np.zeros(page.shape, np.uint8)
    for radius in (125, 118, 70):
        cv2.circle(ring, (900, 1500), radius, 255, 3, cv2.LINE_AA)
    faint = page * (1 - cv2.GaussianBlur(ring, (0, 0), 1.0) / 255 * 0.25)
    assert look(grained(Image.fromarray(faint.astype(np.uint8)), 10, 3)) is Look.WRITTEN


@pytest.mark.parametrize("ink", [80, 90, 100, 110, 120])
def test_a_digit_whose_dark_parts_are_as_small_as_specks_is_kept(ink: int) -> None:
    page = empty()
    face = font(26, "DejaVuSerif")
    ImageDraw.Draw(page).text((820, 2215), "- 3 -", fill=ink, font=face)
    assert look(page) is Look.WRITTEN


@pytest.mark.parametrize("paper", [180, 255])
def test_a_page_number_in_grey_is_kept(paper: int) -> None:
    page = Image.new("L", (WIDTH, HEIGHT), paper)
    write(page, "2", (820, 2215), 28, ink=paper // 2)
    assert look(grained(page, 9)) is Look.WRITTEN


@pytest.mark.parametrize("ink", [0, 120, 170])
@pytest.mark.parametrize("text", ["ký", "Hà", "37°5"])
def test_one_small_pencilled_word_is_kept(text: str, ink: int) -> None:
    page = empty()
    write(page, text, (800, 1300), 40, ink=ink)
    assert look(grained(page, 3)) is Look.WRITTEN


@pytest.mark.parametrize("ink", [150, 190])
def test_a_faint_round_stamp_is_kept(ink: int) -> None:
    page = empty()
    ImageDraw.Draw(page).ellipse((900, 1500, 1180, 1780), outline=ink, width=6)
    assert look(grained(page, 4)) is Look.WRITTEN


def test_a_written_line_along_the_whole_page_is_no_fold() -> None:
    page = empty()
    write(page, "Người bệnh xin về theo nguyện vọng của gia đình", (200, 900), 33, ink=90)
    assert look(page) is Look.WRITTEN


@rounds(max_examples=12, deadline=None)
@given(st.integers(150, 1400), st.integers(150, 2100), st.integers(24, 80), st.integers(0, 150))
def test_a_word_is_seen_wherever_it_stands(x: int, y: int, size: int, ink: int) -> None:
    page = empty()
    write(page, "mổ", (x, y), size, ink=ink)
    assert look_of(pixels(page), DPI) is Look.WRITTEN
