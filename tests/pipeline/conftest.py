"""Sheets of paper and files of them, made for the tests of this room."""

import io
import tomllib
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Literal

import pikepdf
import pytest
from PIL import Image, ImageDraw
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from models.settings import Ingest, Limits

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
A4 = (595, 842)

DrawnPdf = Callable[..., Path]


@pytest.fixture(scope="session")
def limits() -> Limits:
    return Limits(**tomllib.loads(files("configs").joinpath("default.toml").read_text())["limits"])


@pytest.fixture(scope="session")
def ingest() -> Ingest:
    return Ingest(**tomllib.loads(files("configs").joinpath("default.toml").read_text())["ingest"])


@pytest.fixture(scope="session")
def sheet() -> Image.Image:
    """A grey A4 sheet at 100 dpi with a black bar along its top and a grey one down its left."""
    image = Image.new("L", (827, 1169), 255)
    draw = ImageDraw.Draw(image)
    draw.rectangle((100, 50, 726, 110), fill=0)
    draw.rectangle((40, 200, 80, 1100), fill=100)
    return image


@pytest.fixture
def scanned_pdf(tmp_path: Path, sheet: Image.Image) -> DrawnPdf:
    """Make a PDF whose pages are each one full-page image, as a scanner writes it."""

    def make(
        pages: int = 1,
        *,
        image: Image.Image = sheet,
        rotate: int = 0,
        code: str = "q {w} 0 0 {h} 0 0 cm /Im0 Do Q",
        size: tuple[float, float] = A4,
        jpeg: bool = True,
        name: str = "scan.pdf",
    ) -> Path:
        with pikepdf.new() as pdf:
            for _ in range(pages):
                page = pdf.add_blank_page(page_size=size)
                stored = _stored(pdf, image, jpeg)
                page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=stored))
                page.obj.Contents = pdf.make_stream(
                    code.format(w=size[0], h=size[1]).encode(),
                )
                page.obj.Rotate = rotate
            pdf.save(tmp_path / name)
        return tmp_path / name

    return make


@pytest.fixture
def born_pdf(tmp_path: Path) -> DrawnPdf:
    """Make a born-digital PDF, a page for each of `pages`, each a sequence of lines."""

    def make(
        *pages: Sequence[str],
        mode: Literal[0, 3] = 0,
        picture: tuple[Image.Image, tuple[float, float, float, float]] | None = None,
        name: str = "born.pdf",
    ) -> Path:
        pdfmetrics.registerFont(TTFont("Text", FONT))
        canvas = Canvas(str(tmp_path / name), pagesize=A4)
        for lines in pages:
            if picture is not None:
                canvas.drawInlineImage(picture[0], *picture[1])
            text = canvas.beginText(72, 742)
            text.setFont("Text", 14)
            text.setTextRenderMode(mode)
            for line in lines:
                text.textLine(line)
            canvas.drawText(text)
            canvas.showPage()
        canvas.save()
        return tmp_path / name

    return make


def _stored(pdf: pikepdf.Pdf, image: Image.Image, jpeg: bool) -> pikepdf.Stream:
    space = {"L": "/DeviceGray", "RGB": "/DeviceRGB", "CMYK": "/DeviceCMYK"}[image.mode]
    stream = pdf.make_stream(image.tobytes())
    if jpeg:
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=95)
        stream = pdf.make_stream(buffer.getvalue(), Filter=pikepdf.Name.DCTDecode)
    stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    stream.Width, stream.Height, stream.BitsPerComponent = *image.size, 8
    stream.ColorSpace = pikepdf.Name(space)
    return stream
