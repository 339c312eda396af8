"""PDF pages: taken out, drawn, or read from their own text."""

import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
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


def grey(image: np.ndarray) -> np.ndarray:
    return image if image.ndim == 2 else image.mean(axis=2)


def test_a_scanned_page_is_taken_out_as_it_was_scanned(
    scanned_pdf: Any, page_of: Any, sheet: Image.Image
) -> None:
    page = page_of(scanned_pdf(jpeg=False))
    assert np.array_equal(page.image, np.asarray(sheet))
    assert page.dpi == pytest.approx(100, rel=0.01)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270, -90, 450])
def test_taken_out_and_drawn_look_the_same(rotate: int, scanned_pdf: Any, page_of: Any) -> None:
    taken = page_of(scanned_pdf(rotate=rotate, name="a.pdf"))
    # A path that paints nothing makes the page more than one image, so that it is drawn.
    code = "q 0 0 m S {w} 0 0 {h} 0 0 cm /Im0 Do Q"
    drawn = page_of(scanned_pdf(rotate=rotate, code=code, name="b.pdf"))
    assert taken.image.shape[:2] == (827, 1169) if rotate % 180 else (1169, 827)
    assert np.abs(np.subtract(drawn.image.shape[:2], taken.image.shape[:2])).max() <= 2
    assert drawn.dpi == pytest.approx(taken.dpi, rel=0.01)
    height, width = (min(a, b) for a, b in zip(drawn.image.shape, taken.image.shape, strict=False))
    apart = np.abs(grey(drawn.image)[:height, :width] - grey(taken.image)[:height, :width])
    assert apart.mean() < 4


@pytest.mark.parametrize("name", ["/Decode", "mask", "cmyk", "flipped", "cropped"])
def test_what_is_odd_is_drawn_as_a_viewer_shows_it(
    name: str, scanned_pdf: Any, page_of: Any, sheet: Image.Image, tmp_path: Path
) -> None:
    code = "q {w} 0 0 -{h} 0 {h} cm /Im0 Do Q" if name == "flipped" else None
    image = sheet.convert("CMYK") if name == "cmyk" else sheet
    path = scanned_pdf(image=image, jpeg=False, **({"code": code} if code else {}))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        stored = pdf.pages[0].Resources.XObject.Im0
        if name == "/Decode":
            stored.Decode = pikepdf.Array([1, 0])
        elif name == "mask":
            stored.Mask = pikepdf.Array([0, 50])  # what is black is clear
        elif name == "cropped":
            pdf.pages[0].CropBox = pikepdf.Array([0, 421, 595, 842])
        pdf.save(path)
    page = page_of(path)
    height = page.image.shape[0]
    top, bottom = grey(page.image)[int(1169 * 0.07), 413], grey(page.image)[height - 81, 413]
    expected = {"/Decode": (255, 0), "mask": (255, 255), "cmyk": (0, 255), "flipped": (255, 0)}
    assert (top, bottom) == pytest.approx(expected.get(name, (0, 255)), abs=45)
    assert height == pytest.approx(585 if name == "cropped" else 1169, abs=2)


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(kinds=st.lists(st.booleans(), min_size=1, max_size=5))
def test_pages_counted_are_pages_rasterised(
    kinds: list[bool], scanned_pdf: Any, born_pdf: Any, limits: Limits, ingest: Ingest
) -> None:
    path = scanned_pdf().with_name("mixed.pdf")
    with (
        pikepdf.new() as pdf,
        pikepdf.open(scanned_pdf()) as scanned,
        pikepdf.open(born_pdf(("đơn thuốc",))) as born,
    ):
        for is_born in kinds:
            pdf.pages.append((born if is_born else scanned).pages[0])
        pdf.save(path)
    assert inspect(path, limits).pages == len(kinds)
    small = ingest.model_copy(update={"dpi": 72})
    pages = [rasterise(path, PDF, n, small, limits) for n in range(1, len(kinds) + 1)]
    assert [bool(page.words) for page in pages] == kinds


def test_a_page_never_grows_over_the_limit(born_pdf: Any, limits: Limits, ingest: Ingest) -> None:
    tight = limits.model_copy(update={"page_pixels": 1_000_000})
    page = rasterise(born_pdf(LINES), PDF, 1, ingest, tight)
    assert 900_000 < page.image.shape[0] * page.image.shape[1] <= 1_010_000


_CHILD = """
import resource, sys
from pathlib import Path
from models.settings import Ingest, Limits
from pipeline.ingest import inspect, rasterise
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
limits = Limits.model_validate_json(sys.argv[2])
path = Path(sys.argv[1])
scan = inspect(path, limits)
for number in range(1, scan.pages + 1):
    rasterise(path, scan.media_type, number, Ingest(dpi=300, least_dpi=90), limits)
print(scan.pages, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_a_hundred_pages_are_never_whole_in_memory(tmp_path: Path, limits: Limits) -> None:
    path = tmp_path / "long.pdf"
    noise = np.random.default_rng(0)
    with pikepdf.new() as pdf:
        for _ in range(100):
            page = pdf.add_blank_page(page_size=(595, 842))
            image = pdf.make_stream(noise.bytes(1_000_000), Subtype=pikepdf.Name.Image)
            image.Width, image.Height, image.BitsPerComponent = 1000, 1000, 8
            image.ColorSpace, image.Type = pikepdf.Name.DeviceGray, pikepdf.Name.XObject
            page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
            page.obj.Contents = pdf.make_stream(b"q 595 0 0 842 0 0 cm /Im0 Do Q")
        pdf.save(path)
    command = [sys.executable, "-c", _CHILD, str(path), limits.model_dump_json()]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    pages, grown = map(int, done.stdout.split())
    unit = 1024 if sys.platform != "darwin" else 1
    assert path.stat().st_size > 100_000_000
    assert pages == 100
    assert grown * unit < 50_000_000
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss > 0
