"""The searchable PDF of every kind of file that scanners and offices deliver."""

import io
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pikepdf.pdfa
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from exports.pdf import About, Leaf, pdf
from exports.picture import Picture, encoded, kept
from flows.settings import load
from models.page import Page
from pipeline.ingest import inspect, jpeg, rasterise
from tests.flows.command import Command, page, write_scans

SETTINGS, _ = load({})
ABOUT = About("d1", "ab" * 32, "sohoa 1", datetime(2026, 11, 2, tzinfo=UTC), "vi")


def picture(path: Path) -> tuple[Picture, bool]:
    """The picture of a file's first page, and whether it is its own JPEG."""
    scan = inspect(path, SETTINGS.limits)
    where = path, scan.media_type, 1, SETTINGS.ingest, SETTINGS.limits
    own = jpeg(*where)
    if own and (found := kept(*own)):
        return found, True
    image = rasterise(*where)
    return encoded(image.image, image.dpi), False


def write(path: Path, kind: str) -> Path:
    form = page(1)
    if kind in ("1", "LA", "RGBA", "P", "L", "RGB"):
        form.convert(kind).save(path, "PNG", dpi=(150, 150))
    elif kind == "I;16":
        deep = np.asarray(form).astype(np.uint16) * 257
        Image.fromarray(deep).save(path, "PNG")
    elif kind == "fax":
        form.convert("1").save(path, "TIFF", compression="group4", dpi=(150, 150))
    elif kind in ("CMYK", "grey", "turned", "mirrored", "profile"):
        exif = Image.Exif()
        exif[0x0112] = {"turned": 8, "mirrored": 2}.get(kind, 1)
        profile = b"x" * 128 if kind == "profile" else None
        shown = form.convert("CMYK" if kind == "CMYK" else "L" if kind == "grey" else "RGB")
        shown.save(path, "JPEG", dpi=(150, 150), exif=exif, icc_profile=profile)
    elif kind == "pdf of a jpeg":
        form.save(path, "PDF", resolution=150, quality=80)
        with pikepdf.open(path, allow_overwriting_input=True) as file:
            file.pages[0].Rotate = 90
            file.save(path)
    else:
        canvas = Canvas(str(path), pagesize=(300, 200))
        canvas.drawString(40, 100, "Discharge summary")
        canvas.save()
    return path


KINDS = {
    **dict.fromkeys(["1", "LA", "RGBA", "P", "L", "RGB", "I;16", "fax", "CMYK"], False),
    **dict.fromkeys(["mirrored", "born digital"], False),
    **dict.fromkeys(["grey", "turned", "profile", "pdf of a jpeg"], True),
}


@pytest.mark.parametrize(("kind", "own"), KINDS.items())
def test_every_kind_of_file_becomes_an_archival_page(tmp_path: Path, kind: str, own: bool) -> None:
    path = write(tmp_path / "scan", kind)
    found, is_own = picture(path)
    assert is_own == own
    made = tmp_path / "made.pdf"
    made.write_bytes(pdf([Leaf(found, Page(1, 10, 10, 72, ()))], ABOUT))
    with pikepdf.open(made) as file:
        assert pikepdf.pdfa.check(file, "2b").verdict == "pass"
    scan = inspect(path, SETTINGS.limits)
    image = rasterise(path, scan.media_type, 1, SETTINGS.ingest, SETTINGS.limits)
    command = ["pdftoppm", "-r", str(image.dpi), "-singlefile", "-gray", str(made)]
    shown = subprocess.run(command, capture_output=True, check=True).stdout
    made_grey = np.asarray(Image.open(io.BytesIO(shown)))
    grey = image.image if image.image.ndim == 2 else image.image.mean(axis=2)
    high, wide = grey.shape
    assert abs(made_grey.shape[0] - high) <= 1
    # Poppler may paint half a pixel beside: what is compared is softened first.
    soft = [cv2.GaussianBlur(one.astype(np.float32), (0, 0), 2) for one in (made_grey, grey)]
    apart = soft[0][: high - 1, : wide - 1] - soft[1][: high - 1, : wide - 1]
    assert np.abs(apart).mean() < 3


@pytest.mark.slow
def test_a_signed_file_stays_as_received_and_its_copy_claims_no_signature(
    sohoa: Command, tmp_path: Path
) -> None:
    path = tmp_path / "signed.pdf"
    page(2).save(path, "PDF", resolution=150)
    with pikepdf.open(path, allow_overwriting_input=True) as file:
        name = pikepdf.Dictionary(Type=pikepdf.Name.Sig, Filter=pikepdf.Name("/Adobe.PPKLite"))
        field = pikepdf.Dictionary(FT=pikepdf.Name.Sig, T="Bs", V=file.make_indirect(name))
        file.Root.AcroForm = pikepdf.Dictionary(Fields=[file.make_indirect(field)], SigFlags=3)
        file.save(path)
    received = path.read_bytes()
    assert sohoa("run", path).returncode == 0
    store = sohoa.home / "store"
    (original,) = (key for key in sohoa.objects() if key.startswith("originals/"))
    assert (store / original).read_bytes() == received
    (copy,) = (key for key in sohoa.objects() if key.endswith("document.pdf"))
    with pikepdf.open(store / copy) as file:
        assert "/AcroForm" not in file.Root
    assert b"PPKLite" not in (store / copy).read_bytes()


@pytest.mark.slow
def test_pdfs_may_wait_for_the_export_and_come_out_the_same(
    lent: Callable[..., Command], tmp_path: Path
) -> None:
    scans = write_scans(tmp_path / "scans", 1)
    later = lent(tmp_path / "later" / "var", SOHOA_FILE_PDF="export")
    assert later("run", scans).returncode == 0
    assert not [key for key in later.objects() if key.endswith(".pdf")]
    assert later("export", tmp_path / "out").returncode == 0
    (key,) = (key for key in later.objects() if key.endswith(".pdf"))
    kept_pdf = later.home / "store" / key
    first = kept_pdf.read_bytes()
    kept_pdf.unlink()  # as if a run had been killed before it was put
    assert later("export", tmp_path / "out").returncode == 0
    assert kept_pdf.read_bytes() == first
    with pikepdf.open(kept_pdf) as file:
        assert str(file.Root.Lang) == "vi"
