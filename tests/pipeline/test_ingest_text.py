"""Text that a PDF was born with: taken where it can be trusted, with its place."""

import unicodedata
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from models.settings import Ingest, Limits
from pipeline.ingest import PageImage, inspect, rasterise

PDF = "application/pdf"
LINES = ("Họ và tên: NGUYỄN THỊ HOÀ", "Chẩn đoán: Viêm phổi & sốt", "Ngày 04/09/2025")


@pytest.fixture
def page_of(limits: Limits, ingest: Ingest) -> Any:
    def read(path: Path, number: int = 1) -> PageImage:
        assert inspect(path, limits).pages >= number
        return rasterise(path, PDF, number, ingest, limits)

    return read


def test_born_digital_text_is_taken_with_its_place(born_pdf: Any, page_of: Any) -> None:
    page = page_of(born_pdf(LINES))
    assert " ".join(word.text for word in page.words) == " ".join(LINES)
    assert page.dpi == 300
    first = page.words[0].box
    assert first.left == pytest.approx(72 / 595, abs=0.01)
    assert 0.10 < first.top < first.bottom < 0.13
    height, width = page.image.shape[:2]
    for word in page.words:
        box = word.box
        ink = page.image[
            int(box.top * height) : int(box.bottom * height),
            int(box.left * width) : int(box.right * width),
        ]
        assert ink.min() < 80


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_born_digital_boxes_turn_with_the_page(rotate: int, born_pdf: Any, page_of: Any) -> None:
    path = born_pdf(("ĐƠN THUỐC",))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].rotate(rotate, relative=False)
        pdf.pages[0].CropBox = pikepdf.Array([36, 421, 595, 842])
        pdf.save(path)
    page = page_of(path)
    height, width = page.image.shape[:2]
    outside = page.image.copy()
    for word in page.words:
        box = word.box
        # 4 points more: stacked accents of a capital stand out of the font's own height.
        rows = slice(int(box.top * height) - 18, int(box.bottom * height) + 18)
        outside[rows, int(box.left * width) - 18 : int(box.right * width) + 18] = 255
    assert [word.text for word in page.words] == ["ĐƠN", "THUỐC"]
    assert page.image.min() < 80 < outside.min()


def test_text_is_composed(born_pdf: Any, page_of: Any) -> None:
    page = page_of(born_pdf((unicodedata.normalize("NFD", "tiền sử"),)))
    assert " ".join(word.text for word in page.words) == "tiền sử"


def test_a_scanners_own_text_layer_is_not_trusted(
    born_pdf: Any, page_of: Any, sheet: Image.Image
) -> None:
    page = page_of(born_pdf(LINES, mode=3, picture=(sheet, (0, 0, 595, 842))))
    assert page.words == ()


@pytest.mark.parametrize(("height", "trusted"), [(600, False), (150, True)])
def test_a_mixed_page_is_scanned_if_it_is_mostly_images(
    height: int, trusted: bool, born_pdf: Any, page_of: Any, sheet: Image.Image, tmp_path: Path
) -> None:
    picture = tmp_path / "picture.png"
    sheet.save(picture)
    path = born_pdf(LINES)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf, Image.open(picture) as image:
        stored = pdf.make_stream(image.tobytes(), Type=pikepdf.Name.XObject)
        stored.Subtype, stored.ColorSpace = pikepdf.Name.Image, pikepdf.Name.DeviceGray
        stored.Width, stored.Height, stored.BitsPerComponent = *image.size, 8
        name = pdf.pages[0].add_resource(stored, pikepdf.Name.XObject)
        pdf.pages[0].contents_add(f"q 595 0 0 {height} 0 0 cm {name} Do Q".encode())
        pdf.save(path)
    page = page_of(path)
    assert bool(page.words) is trusted
    assert page.dpi == pytest.approx(300 if trusted else 1169 * 72 / 600, rel=0.01)


@pytest.mark.parametrize("fault", ["no map", "old font", "private letters"])
def test_text_that_is_not_what_is_seen_is_not_trusted(
    fault: str, born_pdf: Any, page_of: Any
) -> None:
    lines = ("\ue001\ue002\ue003",) if fault == "private letters" else LINES
    path = born_pdf(lines)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for font in pdf.pages[0].Resources.Font.values():
            if fault == "no map" and "/ToUnicode" in font:
                font.Encoding = pikepdf.Name("/Identity-H")
                font.Subtype = pikepdf.Name.Type0
                del font["/ToUnicode"]
            elif fault == "old font":
                font.BaseFont = pikepdf.Name("/ABCDEF+.VnTimeH")
        pdf.save(path)
    page = page_of(path)
    assert page.words == ()
