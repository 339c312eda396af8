"""Image files: every container, every way of storing a pixel, and their resolution."""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from models.settings import Ingest, Limits
from pipeline.ingest import PageImage, inspect, rasterise
from pipeline.pixels import true_dpi

KINDS = {
    "TIFF": "image/tiff",
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "BMP": "image/bmp",
    "WEBP": "image/webp",
}


@pytest.fixture
def page_of(limits: Limits, ingest: Ingest, tmp_path: Path) -> Any:
    def save(image: Image.Image, kind: str = "PNG", **options: Any) -> PageImage:
        path = tmp_path / "scan.bin"
        image.save(path, kind, **options)
        return rasterise(path, inspect(path, limits).media_type, 1, ingest, limits)

    return save


def upright(image: np.ndarray) -> bool:
    """Tell whether the black bar of the sheet lies along the top."""
    grey = image if image.ndim == 2 else image.mean(axis=2)
    height, width = grey.shape
    return bool(height > width and grey[int(height * 0.07), width // 2] < 60)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["scan.pdf", "scan", "scan.jpg"])
def test_content_decides(
    kind: str, name: str, sheet: Image.Image, tmp_path: Path, limits: Limits, ingest: Ingest
) -> None:
    path = tmp_path / name
    sheet.save(path, kind)
    scan = inspect(path, limits)
    assert (scan.media_type, scan.pages) == (KINDS[kind], 1)
    assert scan.size == path.stat().st_size
    assert scan.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    page = rasterise(path, scan.media_type, 1, ingest, limits)
    assert upright(page.image)
    assert page.words == ()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "I", "F"])
def test_every_mode_is_grey_or_bgr_of_the_same_look(
    mode: str, sheet: Image.Image, page_of: Any
) -> None:
    if mode in ("I;16", "I"):
        image = Image.fromarray(np.asarray(sheet).astype(np.uint16) * 257)
        image = image if mode == "I;16" else image.convert("I")
    else:
        image = sheet.convert("RGB" if mode in ("P", "CMYK") else "L").convert(mode)
    page = page_of(image, "TIFF")
    assert page.image.dtype == np.uint8
    assert page.image.shape in ((1169, 827), (1169, 827, 3))
    assert upright(page.image)
    assert page.image[600, 400].min() > 250
    if mode != "1":
        assert np.abs(page.image[600, 60].astype(int) - 100).max() <= 3


def test_clear_is_white_paper(sheet: Image.Image, page_of: Any) -> None:
    clear = sheet.convert("RGBA")
    clear.putalpha(Image.eval(sheet, lambda grey: 0 if grey == 255 else 255))
    assert upright(page_of(clear).image)
    assert page_of(clear).image[600, 400].min() == 255
    palette = sheet.convert("P")
    assert page_of(palette, transparency=int(np.asarray(palette)[600, 400])).image.max() == 255


def test_blue_stays_blue(page_of: Any) -> None:
    assert page_of(Image.new("RGB", (300, 400), (0, 0, 255))).image[0, 0].tolist() == [255, 0, 0]


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_a_camera_says_which_way_is_up(
    orientation: int, kind: str, sheet: Image.Image, page_of: Any
) -> None:
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    held = sheet.transpose(undo[orientation]) if orientation > 1 else sheet
    exif = Image.Exif()
    exif[0x0112] = orientation
    assert upright(page_of(held, kind, exif=exif).image)


@pytest.mark.parametrize(
    ("size", "claimed", "expected"),
    [
        ((1654, 2339), 200, 200),
        ((3000, 4000), 72, 4000 / 297 * 25.4),  # what a phone writes
        ((3000, 4000), 96, 4000 / 297 * 25.4),  # a sheet of more than a metre
        ((1654, 2339), 2400, 2339 / 297 * 25.4),
        ((640, 1016), 300, 300),  # an insurance card
        ((2480, 3508), None, 300),
    ],
)
def test_resolution_is_believed_where_paper_can_have_it(
    size: tuple[int, int], claimed: int | None, expected: float, page_of: Any
) -> None:
    options = {} if claimed is None else {"dpi": (claimed, claimed)}
    assert page_of(Image.new("L", size, 255), **options).dpi == pytest.approx(expected, rel=0.005)


def test_a_fax_is_made_square(page_of: Any) -> None:
    page = page_of(Image.new("1", (1728, 1143), 1), "TIFF", dpi=(204, 98))
    assert page.image.shape == (pytest.approx(1143 * 204 / 98, abs=2), 1728)
    assert page.dpi == pytest.approx(204)


@given(claimed=st.floats(0, 5000), height=st.integers(1, 70_000), width=st.integers(1, 70_000))
def test_resolution_is_always_one_that_paper_can_have(
    claimed: float, height: int, width: int
) -> None:
    dpi = true_dpi(claimed, (height, width), 90)
    assert dpi > 0
    assert max(height, width) / dpi * 25.4 <= 601


@pytest.mark.parametrize("pages", [1, 2, 7])
def test_tiff_pages_counted_are_pages_rasterised(
    pages: int, tmp_path: Path, limits: Limits, ingest: Ingest
) -> None:
    path = tmp_path / "many.tif"
    sheets = [Image.new("L", (200 + number, 300), 10 * number) for number in range(1, pages + 1)]
    sheets[0].save(path, save_all=True, append_images=sheets[1:], dpi=(100, 100))
    assert inspect(path, limits).pages == pages
    for number in range(1, pages + 1):
        page = rasterise(path, "image/tiff", number, ingest, limits)
        assert page.image.shape == (300, 200 + number)
        assert page.image[0, 0] == 10 * number
        assert page.number == number
