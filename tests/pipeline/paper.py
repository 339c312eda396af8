"""Sheets of paper drawn for the tests: writing, places on them, and how they lay on the scanner."""

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from models.geometry import Box
from models.page import Line, Page, Word
from models.settings import Settings
from pipeline.clean import CleanPage
from pipeline.pixels import Pixels

FONTS = "/usr/share/fonts/truetype/dejavu"
NOTE = (
    "Bệnh viện Đa khoa tỉnh, Khoa Nội tổng hợp",
    "Họ và tên người bệnh: Trần Thị Thu Hà, nữ",
    "Vào viện vì sốt cao liên tục và ho có đờm",
    "Chẩn đoán: Viêm phổi thuỳ dưới bên phải",
    "Điều trị: kháng sinh, hạ sốt, bù nước",
    "Tình trạng ra viện: đỡ nhiều, ăn ngủ được",
    "Hẹn khám lại sau bảy ngày tại phòng khám",
    "Bác sĩ điều trị đã giải thích cho gia đình",
)


@cache
def settings() -> Settings:
    """The defaults, but pages are read at 200 to 300 dpi."""
    usual = Settings(**tomllib.loads(files("configs").joinpath("default.toml").read_text()))
    clean = usual.clean.model_copy(update={"least_dpi": 200, "most_dpi": 300})
    return usual.model_copy(update={"clean": clean})


@cache
def font(size: int, face: str = "DejaVuSans") -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(f"{FONTS}/{face}.ttf", size)


def sheet(width: int = 827, height: int = 1169) -> Image.Image:
    """An empty white sheet: A4 at 100 dpi unless told."""
    return Image.new("L", (width, height), 255)


def write(
    image: Image.Image, text: str, at: tuple[int, int], size: int = 18, *, ink: int = 0
) -> Box:
    """Write a line from its top left corner and return where its ink went."""
    draw = ImageDraw.Draw(image)
    draw.text(at, text, fill=ink, font=font(size))
    left, top, right, bottom = draw.textbbox(at, text, font=font(size))
    return Box.clipped(
        left / image.width, top / image.height, right / image.width, bottom / image.height
    )


def note(dpi: int = 100, lines: Sequence[str] = NOTE, *, times: int = 3) -> Image.Image:
    """An A4 page with these lines in 12 points, over and over."""
    image = sheet(round(8.27 * dpi), round(11.69 * dpi))
    for k, text in enumerate(list(lines) * times):
        write(image, text, (dpi, round(dpi * (1 + 0.33 * k))), round(dpi * 12 / 72))
    return image


def pixels(image: Image.Image) -> Pixels:
    return np.array(image, np.uint8)


def lain(image: Image.Image, degrees: float) -> Image.Image:
    """The sheet as the scanner sees it when it was laid on `degrees` clockwise."""
    return image.rotate(-degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def blot(image: Pixels) -> Box:
    """Where the largest patch of ink is."""
    ink = np.asarray(cv2.threshold(image, 128, 255, cv2.THRESH_BINARY_INV)[1], np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    x, y, w, h, _ = max(stats[1:], key=lambda row: int(row[cv2.CC_STAT_AREA]))
    height, width = image.shape
    return Box(x / width, y / height, (x + w) / width, (y + h) / height)


def on_scan(page: CleanPage, box: Box) -> Box:
    """Where a box of the clean page lies on the scan."""
    height, width = page.image.shape
    return Page(1, width, height, page.dpi, (), to_scan=page.to_scan).on_scan(box)


def word(text: str, left: float, top: float, wide: float = 0.0, high: float = 0.012) -> Word:
    """A word as a reader gives it; 0.01 of the page's width a letter unless told."""
    return Word(text, Box.clipped(left, top, left + (wide or 0.01 * len(text)), top + high), 0.9)


def line(text: str, left: float, top: float) -> Line:
    """A line of single-spaced words."""
    words, x = [], left
    for part in text.split():
        words.append(word(part, x, top))
        x += 0.01 * (len(part) + 1)
    return Line(tuple(words))
