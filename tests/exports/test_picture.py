"""What becomes of page images: how many bytes they take, and that nothing on them is lost."""

import io
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pikepdf.pdfa
import pytest
from PIL import Image, ImageDraw, ImageFont, ImageOps

from exports.layers import Pixels
from exports.pdf import About, Leaf, pdf
from exports.picture import COLOUR_BYTES, GREY_BYTES, Picture, encoded, kept
from models.page import Page
from tests.flows.command import FONT

ABOUT = About("d1", "ab" * 32, "sohoa 1", datetime(2026, 11, 2, tzinfo=UTC), "vi")
TEXT = "Họ tên: NGUYỄN THỊ HOÀ  Chẩn đoán: viêm phổi (J18.9), tăng huyết áp\n"
PENCIL, STAMP, PEN = (60, 2700), (1500, 2700), (800, 2700)


def sheet(*, dpi: int = 300, noise: float = 3) -> Pixels:
    """An A4 page full of print, with faint pencil, a red stamp and blue pen below, as BGR."""
    image = Image.new("RGB", (2480, 3508), (244, 243, 240))
    draw = ImageDraw.Draw(image)
    face = ImageFont.truetype(FONT, 44)
    draw.text((150, 150), TEXT * 45, font=face, fill=(25, 25, 25), spacing=10)
    draw.text(PENCIL, "bút chì", font=face, fill=(222, 221, 218))
    draw.text(PEN, "bút bi", font=face, fill=(60, 80, 190))
    draw.ellipse((*STAMP, STAMP[0] + 400, STAMP[1] + 400), outline=(215, 60, 70), width=9)
    if dpi != 300:
        image = image.resize((2480 * dpi // 300, 3508 * dpi // 300), Image.Resampling.BICUBIC)
    pixels = np.asarray(image)[..., ::-1].astype(np.float32)
    grain = np.random.default_rng(1).normal(0, noise, pixels.shape[:2])[..., np.newaxis]
    return np.clip(pixels + grain, 0, 255).astype(np.uint8)


def shown(picture: Picture, folder: Path, dpi: float) -> Pixels:
    """The page as poppler paints it, BGR."""
    path = folder / "shown.pdf"
    path.write_bytes(pdf([Leaf(picture, Page(1, 10, 10, 72, ()))], ABOUT))
    command = ["pdftoppm", "-r", str(dpi), "-png", "-singlefile", str(path), str(folder / "shown")]
    subprocess.run(command, check=True)
    return np.asarray(cv2.imread(str(folder / "shown.png")), np.uint8)


def tones(image: Pixels, grey: bool) -> Pixels:
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8) if grey else image


def part(image: Pixels, corner: tuple[int, int], dpi: int) -> Pixels:
    """The patch of 430 x 430 pixels at 300 dpi that begins at a corner."""
    left, top, side = (value * dpi // 300 for value in (*corner, 430))
    return image[top : top + side, left : left + side]


@pytest.mark.parametrize("dpi", [200, 300])
@pytest.mark.parametrize("grey", [True, False])
def test_a_page_of_print_is_small_and_nothing_on_it_is_lost(
    tmp_path: Path, dpi: int, grey: bool
) -> None:
    source = tones(sheet(dpi=dpi), grey)
    picture = encoded(source, dpi)
    assert picture.size <= (GREY_BYTES if grey else COLOUR_BYTES)
    made = tones(shown(picture, tmp_path, dpi), grey)[: source.shape[0], : source.shape[1]]
    assert made.shape == source.shape
    for corner in (PENCIL, STAMP, PEN, (150, 150)):
        before, after = (part(one, corner, dpi).astype(np.float32) for one in (source, made))
        smooth = [cv2.GaussianBlur(one, (0, 0), 3) for one in (before, after)]
        drawn = np.abs(smooth[0] - np.median(smooth[0], axis=(0, 1)))
        there = np.corrcoef(smooth[0][drawn > 3], smooth[1][drawn > 3])[0, 1]
        assert there > 0.85
        assert np.abs(smooth[0].mean() - smooth[1].mean()) < 3


def test_black_and_white_loses_nothing() -> None:
    source = np.where(tones(sheet(noise=0), True) > 128, 255, 0).astype(np.uint8)
    picture = encoded(source, 300)
    assert picture.size <= GREY_BYTES
    file = pdf([Leaf(picture, Page(1, 10, 10, 72, ()))], ABOUT)
    with pikepdf.open(io.BytesIO(file)) as made:
        (image,) = made.pages[0].get_images().values()
        assert isinstance(image, pikepdf.Stream)
        assert (np.asarray(pikepdf.PdfImage(image).as_pil_image().convert("L")) == source).all()
    coloured = encoded(cv2.merge([source] * 3).astype(np.uint8), 300)
    assert coloured == picture


def jpeg(mode: str = "L", **options: object) -> bytes:
    out = io.BytesIO()
    page = Image.new("RGB", (620, 877), "white")
    ImageDraw.Draw(page).rectangle((20, 20, 200, 90), fill=(180, 20, 20))
    page.convert(mode).save(out, "JPEG", dpi=(75, 75), **options)
    return out.getvalue()


def test_a_small_jpeg_keeps_its_bytes_but_no_remarks(tmp_path: Path) -> None:
    plain = jpeg("RGB")
    exif = Image.Exif()
    exif[0x010E] = "NGUYỄN THỊ HOÀ"
    exif[0x0112] = 6
    said = jpeg("RGB", exif=exif, comment=b"ward 3", icc_profile=b"x" * 200)
    picture = kept(said, 75, 90)
    assert picture
    assert picture.layers[0].data == plain
    upright = shown(picture, tmp_path, 75)
    with Image.open(io.BytesIO(said)) as image:
        wanted = np.asarray(ImageOps.exif_transpose(image).convert("RGB"))[..., ::-1]
    assert upright.shape == wanted.shape
    assert np.abs(upright.astype(int) - wanted).mean() < 1


def test_a_jpeg_that_is_large_or_odd_is_encoded_anew() -> None:
    grain = np.random.default_rng(1).integers(0, 255, (700, 700), np.uint8)
    out = io.BytesIO()
    Image.fromarray(grain).save(out, "JPEG", quality=95)
    assert kept(out.getvalue(), 75, 0) is None
    assert kept(jpeg("CMYK"), 75, 0) is None
    assert kept(jpeg()[:30], 75, 0) is None
    assert kept(b"", 75, 0) is None


@pytest.mark.parametrize("shape", [(1, 900), (900, 1), (7, 5), (30, 2000, 3)])
def test_a_strip_is_a_page_too(shape: tuple[int, ...]) -> None:
    image = np.random.default_rng(1).integers(0, 255, shape, np.uint8)
    data = pdf([Leaf(encoded(image, 300), Page(1, 10, 10, 72, ()))], ABOUT)
    with pikepdf.open(io.BytesIO(data)) as file:
        assert pikepdf.pdfa.check(file, "2b").verdict == "pass"
