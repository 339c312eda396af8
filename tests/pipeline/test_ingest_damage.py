"""The law of bad bytes: a page comes out, or a refusal; never anything else."""

import io
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from models.errors import ScanRefused
from models.settings import Ingest, Limits
from pipeline.ingest import inspect, rasterise

KINDS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP", "PDF")

# Where in the file, as a share of it, and the byte that then stands there; None takes one away.
Changes = list[tuple[float, int | None]]
CHANGES = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.none() | st.integers(0, 255)),
    min_size=1,
    max_size=6,
)


def whole(kind: str) -> bytes:
    """Return a small good file."""
    noise = Image.effect_noise((120, 170), 60)
    buffer = io.BytesIO()
    if kind != "PDF":
        noise.save(buffer, kind)
        return buffer.getvalue()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(86, 122))
        image = pdf.make_stream(whole("JPEG"), Filter=pikepdf.Name.DCTDecode)
        image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        image.Width, image.Height, image.BitsPerComponent = 120, 170, 8
        image.ColorSpace = pikepdf.Name.DeviceGray
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
        page.obj.Contents = pdf.make_stream(b"q 86 0 0 122 0 0 cm /Im0 Do Q")
        disabled = pikepdf.ObjectStreamMode.disable
        pdf.save(buffer, compress_streams=False, object_stream_mode=disabled)
    return buffer.getvalue()


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's, of odd tags in what we broke
@pytest.mark.parametrize("kind", KINDS)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@example(changes=[(0.5, None)])
@given(changes=CHANGES)
def test_broken_bytes_give_a_page_or_a_refusal(
    kind: str, changes: Changes, tmp_path: Path, limits: Limits, ingest: Ingest
) -> None:
    content = bytearray(whole(kind))
    for place, byte in changes:
        at = int(place * len(content))
        content[at : at + 1] = b"" if byte is None else bytes((byte,))
    path = tmp_path / "scan"
    path.write_bytes(content)
    tight = limits.model_copy(update={"page_pixels": 4_000_000, "seconds": 20})
    try:
        scan = inspect(path, tight)
        page = rasterise(path, scan.media_type, 1, ingest, tight)
    except ScanRefused as refusal:
        assert refusal.pages >= 1
        return
    assert page.image.dtype == np.uint8
    assert 0 < page.image.size <= 3 * 4_200_000
    assert page.dpi > 0
