"""Empty backs are told from pages that bear the least thing worth keeping."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as rounds
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter

from pipeline.clean import clean
from pipeline.pixels import Pixels
from pipeline.quality import is_blank
from tests.pipeline.paper import pixels, settings, sheet, write

WIDTH, HEIGHT, DPI = 1654, 2339, 200


def blank(image: Image.Image | Pixels) -> bool:
    """Whether a page scanned at 200 dpi counts as blank once it is clean."""
    scan = image if isinstance(image, np.ndarray) else pixels(image)
    page = clean(scan, DPI, settings().clean)
    return is_blank(page.image, page.dpi)


def empty() -> Image.Image:
    return sheet(WIDTH, HEIGHT)


def grained(image: Image.Image, seed: int) -> Pixels:
    """The sheet with the grain of a scanner on grey paper."""
    grain = np.random.default_rng(seed).normal(-15, 6, (image.height, image.width))
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


@pytest.mark.parametrize("ink", [0, 120, 170])
@pytest.mark.parametrize("text", ["ký", "Hà", "37°5"])
def test_one_small_pencilled_word_is_kept(text: str, ink: int) -> None:
    page = empty()
    write(page, text, (800, 1300), 40, ink=ink)
    assert not blank(grained(page, 3))


@pytest.mark.parametrize("ink", [150, 190])
def test_a_faint_round_stamp_is_kept(ink: int) -> None:
    page = empty()
    ImageDraw.Draw(page).ellipse((900, 1500, 1180, 1780), outline=ink, width=6)
    assert not blank(grained(page, 4))


def test_a_written_line_along_the_whole_page_is_no_fold() -> None:
    page = empty()
    write(page, "Người bệnh xin về theo nguyện vọng của gia đình", (200, 900), 33, ink=90)
    assert not blank(page)


@rounds(max_examples=12, deadline=None)
@given(st.integers(150, 1400), st.integers(150, 2100), st.integers(24, 80), st.integers(0, 150))
def test_a_word_is_seen_wherever_it_stands(x: int, y: int, size: int, ink: int) -> None:
    page = empty()
    write(page, "mổ", (x, y), size, ink=ink)
    assert not is_blank(pixels(page), DPI)
