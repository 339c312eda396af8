"""Bad input: refused with its reason, before anything large is decoded."""

import io
import os
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from models.errors import RejectReason, ScanRefused
from models.settings import Ingest, Limits
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


@pytest.mark.parametrize(
    "content",
    [b"Kh\xc3\xb4ng ph\xe1\xba\xa3i PDF", b"BM is how this text begins", b"\x00" * 5000, b"P"],
)
def test_what_we_do_not_read(content: bytes, refusal_of: Any) -> None:
    assert refusal_of(content).reason == RejectReason.UNKNOWN_FORMAT


def test_empty(refusal_of: Any) -> None:
    assert refusal_of(b"").reason == RejectReason.EMPTY


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
@pytest.mark.parametrize("part", [0.02, 0.3, 0.9, 0.999])
def test_cut_short_is_never_half_decoded(
    kind: str, part: float, sheet: Image.Image, tmp_path: Path, limits: Limits, ingest: Ingest
) -> None:
    noisy = Image.blend(sheet, Image.effect_noise(sheet.size, 90), 0.3)
    content = saved(noisy, kind)
    path = tmp_path / NAME
    path.write_bytes(content[: int(len(content) * part)])
    with pytest.raises(ScanRefused) as caught:
        rasterise(path, inspect(path, limits).media_type, 1, ingest, limits)
    assert caught.value.reason == RejectReason.DAMAGED


@pytest.mark.parametrize("part", [0.3, 0.9, 0.999])
def test_a_cut_jpeg_is_refused_at_the_door(
    part: float, sheet: Image.Image, refusal_of: Any
) -> None:
    content = saved(sheet, "JPEG")
    assert refusal_of(content[: int(len(content) * part)]).reason == RejectReason.DAMAGED


@pytest.mark.parametrize("linearised", [False, True])
@pytest.mark.parametrize("part", range(5, 100, 5))
def test_a_cut_pdf_is_refused_or_whole(
    part: int, linearised: bool, scanned_pdf: Any, limits: Limits, ingest: Ingest
) -> None:
    path = scanned_pdf(pages=3)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.save(path, linearize=linearised)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * part // 100])
    try:
        scan = inspect(path, limits)
    except ScanRefused as refusal:
        assert refusal.reason == RejectReason.DAMAGED
        return
    assert scan.pages == 3
    for number in (1, 2, 3):
        assert rasterise(path, PDF, number, ingest, limits).image.shape[0] == 1169


def test_an_index_gone_is_no_harm_where_every_page_is_whole(
    scanned_pdf: Any, limits: Limits
) -> None:
    path = scanned_pdf(pages=3)
    content = path.read_bytes()
    path.write_bytes(content[: content.rindex(b"startxref")])
    assert inspect(path, limits).pages == 3


@pytest.mark.parametrize("user", ["", "secret"])
def test_a_password(user: str, scanned_pdf: Any, limits: Limits, ingest: Ingest) -> None:
    path = scanned_pdf(pages=2)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(owner="owner", user=user))
    if not user:
        assert inspect(path, limits).pages == 2
        assert rasterise(path, PDF, 2, ingest, limits).image.shape == (1169, 827)
        return
    with pytest.raises(ScanRefused) as caught:
        inspect(path, limits)
    assert caught.value.reason == RejectReason.ENCRYPTED


def test_a_damaged_page_is_refused_alone(scanned_pdf: Any, limits: Limits, ingest: Ingest) -> None:
    path = scanned_pdf(pages=2)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        stored = pdf.pages[0].Resources.XObject.Im0
        stored.write(stored.read_raw_bytes()[:900], filter=pikepdf.Name.DCTDecode)
        pdf.save(path)
    assert inspect(path, limits).pages == 2
    assert rasterise(path, PDF, 2, ingest, limits).number == 2
    with pytest.raises(ScanRefused) as caught:
        rasterise(path, PDF, 1, ingest, limits)
    assert caught.value.reason == RejectReason.DAMAGED


def test_gone_or_not_a_file(tmp_path: Path, limits: Limits, ingest: Ingest) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, reason in (
        (tmp_path / "nothing.pdf", RejectReason.DISAPPEARED),
        (tmp_path, RejectReason.UNREADABLE),
        (tmp_path / "pipe", RejectReason.UNREADABLE),
    ):
        with pytest.raises(ScanRefused) as caught:
            inspect(path, limits)
        assert caught.value.reason == reason
        with pytest.raises(ScanRefused) as caught:
            rasterise(path, PDF, 1, ingest, limits)
        assert caught.value.reason == reason


def test_no_permission(tmp_path: Path, limits: Limits) -> None:
    path = tmp_path / NAME
    path.write_bytes(b"%PDF-1.7")
    path.chmod(0)
    root = os.geteuid() == 0  # root may read everything: be nobody for a moment
    try:
        if root:
            os.seteuid(65534)
        with pytest.raises(ScanRefused) as caught:
            inspect(path, limits)
    finally:
        if root:
            os.seteuid(0)
    assert caught.value.reason == RejectReason.UNREADABLE


def test_a_name_that_is_not_utf8(sheet: Image.Image, tmp_path: Path, limits: Limits) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe.pdf"))
    path.write_bytes(saved(sheet, "PNG"))
    assert inspect(path, limits).media_type == "image/png"
