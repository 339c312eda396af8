"""What another program is given is the scan itself: no pixel of it is changed."""

from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image

from flows.settings import load
from tests.bench.bound import bound

SETTINGS = load({})[0]
SAMPLES = Path(__file__).parents[2] / "samples"


def test_a_jpeg_keeps_its_bytes(tmp_path: Path) -> None:
    scan = SAMPLES / "don-thuoc-1.jpg"
    with pikepdf.open(bound(scan, tmp_path, SETTINGS)) as file:
        (page,) = file.pages
        assert page.Resources.XObject.Image.read_raw_bytes() == scan.read_bytes()
        with Image.open(scan) as image:
            points = image.width / image.info["dpi"][0] * 72
        assert float(page.mediabox[2]) == pytest.approx(points, abs=0.01)


@pytest.mark.parametrize("name", ["don-thuoc-2.png", "phieu-khoa-phong.tif"])
def test_other_images_keep_their_pixels(name: str, tmp_path: Path) -> None:
    made = bound(SAMPLES / name, tmp_path, SETTINGS)
    with pikepdf.open(made) as file, Image.open(SAMPLES / name) as scan:
        for number, page in enumerate(file.pages):
            scan.seek(number)
            (image,) = page.get_images().values()
            assert isinstance(image, pikepdf.Stream)
            shown = pikepdf.PdfImage(image).as_pil_image()
            assert (np.asarray(shown) == np.asarray(scan.convert("L"))).all()
        assert len(file.pages) == getattr(scan, "n_frames", 1)


def test_a_pdf_is_taken_as_it_is(tmp_path: Path) -> None:
    scan = SAMPLES / "benh-an-noi-khoa.pdf"
    assert bound(scan, tmp_path, SETTINGS) == scan
