"""What is refused before it is decoded: too many pages, too many pixels, too long."""

import io
import zlib
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from models.errors import RejectReason, ScanRefused
from models.settings import Ingest, Limits
from pipeline import poppler
from pipeline.ingest import inspect, rasterise

PDF = "application/pdf"
NAME = "NGUYEN VAN A.pdf"


@pytest.fixture
def refusal_of(limits: Limits, tmp_path: Path) -> Any:
    def refuse(content: bytes, **changed: int) -> ScanRefused:
        path = tmp_path / NAME
        path.write_bytes(content)
        with pytest.raises(ScanRefused) as caught:
            inspect(path, limits.model_copy(update=changed))
        assert "NGUYEN" not in str(caught.value)
        assert str(caught.value).endswith(".")
        return caught.value

    return refuse


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def test_ten_thousand_pages(tmp_path: Path, refusal_of: Any) -> None:
    with pikepdf.new() as pdf:
        blank = {"/Type": pikepdf.Name.Page, "/MediaBox": [0, 0, 9, 9]}
        pages = [pdf.make_indirect(pikepdf.Dictionary(blank)) for _ in range(10_000)]
        pdf.Root.Pages.Kids = pikepdf.Array(pages)
        pdf.Root.Pages.Count = 10_000
        for page in pages:
            page.Parent = pdf.Root.Pages
        pdf.save(tmp_path / "long.pdf")
    refusal = refusal_of((tmp_path / "long.pdf").read_bytes())
    assert (refusal.reason, refusal.pages) == (RejectReason.TOO_MANY_PAGES, 10_000)


def test_a_file_that_lies_about_its_pages(scanned_pdf: Any, refusal_of: Any) -> None:
    told = scanned_pdf(pages=2).read_bytes()
    refusal = refusal_of(told.replace(b"/Count 2", b"/Count 9000000000"))
    assert refusal.reason == RejectReason.TOO_MANY_PAGES
    assert 1 <= refusal.pages < 20


def test_a_tiff_of_too_many_pages(refusal_of: Any) -> None:
    sheets = [Image.new("L", (9, 9))] * 12
    refusal = refusal_of(saved(sheets[0], "TIFF", save_all=True, append_images=sheets[1:]), pages=9)
    assert (refusal.reason, refusal.pages) == (RejectReason.TOO_MANY_PAGES, 12)


def test_too_many_bytes(sheet: Image.Image, refusal_of: Any) -> None:
    assert refusal_of(saved(sheet, "PNG"), file_bytes=100).reason == RejectReason.TOO_LARGE


def huge_png(side: int) -> bytes:
    """Return a PNG that claims side x side pixels and holds few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        sums = zlib.crc32(kind + data).to_bytes(4, "big")
        return len(data).to_bytes(4, "big") + kind + data + sums

    head = side.to_bytes(4, "big") * 2 + b"\x08\x00\x00\x00\x00"
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\x00" * 1000)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, data) for kind, data in parts)


def huge_image(path: Path, side: int, size: int) -> bytes:
    with pikepdf.open(path) as pdf:
        stored = pdf.pages[0].Resources.XObject.Im0
        stored.Width, stored.Height = side, side
        pdf.pages[0].MediaBox = pikepdf.Array([0, 0, size, size])
        buffer = io.BytesIO()
        pdf.save(buffer)
    return buffer.getvalue()


def test_sixty_thousand_pixels_square(scanned_pdf: Any, refusal_of: Any) -> None:
    assert refusal_of(huge_png(60_000)).reason == RejectReason.TOO_LARGE
    assert refusal_of(huge_png(15_000)).reason == RejectReason.TOO_LARGE
    assert refusal_of(huge_image(scanned_pdf(), 60_000, 595)).reason == RejectReason.TOO_LARGE
    assert refusal_of(huge_image(scanned_pdf(), 100, 60_000)).reason == RejectReason.TOO_LARGE


def test_one_huge_page_is_refused_and_the_others_are_not(
    scanned_pdf: Any, limits: Limits, ingest: Ingest
) -> None:
    path = scanned_pdf(pages=2)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].MediaBox = pikepdf.Array([0, 0, 60_000, 60_000])
        pdf.save(path)
    assert inspect(path, limits).pages == 2
    assert rasterise(path, PDF, 2, ingest, limits).image.shape == (1169, 827)
    with pytest.raises(ScanRefused) as caught:
        rasterise(path, PDF, 1, ingest, limits)
    assert caught.value.reason == RejectReason.TOO_LARGE


def test_a_few_bytes_that_unpack_to_gigabytes(
    scanned_pdf: Any, limits: Limits, ingest: Ingest
) -> None:
    path = scanned_pdf(jpeg=False)
    packed = zlib.compressobj(1)
    bomb = b"".join(packed.compress(b"\xff" * (1 << 24)) for _ in range(64)) + packed.flush()
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].Resources.XObject.Im0.write(bomb, filter=pikepdf.Name.FlateDecode)
        pdf.save(path)
    assert inspect(path, limits).pages == 1
    with pytest.raises(ScanRefused) as caught:
        rasterise(path, PDF, 1, ingest, limits)
    assert caught.value.reason == RejectReason.DAMAGED


def test_drawing_ends_in_time(scanned_pdf: Any) -> None:
    code = "q {w} 0 0 {h} 0 0 cm " + "0 0 m 1 1 l S /Im0 Do " * 3000 + "Q"
    with pytest.raises(ScanRefused) as caught:
        poppler.draw(scanned_pdf(code=code), 1, 600, 1)
    assert caught.value.reason == RejectReason.TOO_COSTLY
