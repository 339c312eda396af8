"""Images bound as a PDF, each on a page of its own size. JPEG keeps its bytes, the rest its pixels.

For programs that read PDF only: what they are given is as good as the scan.
"""

import io
from pathlib import Path

import numpy as np
import pikepdf
from numpy.typing import NDArray
from PIL import Image

from models.settings import Settings
from pipeline.container import PDF
from pipeline.ingest import inspect, jpeg, rasterise

POINTS = 72


def bound(scan: Path, out: Path, settings: Settings) -> Path:
    """Return a PDF of all pages of a scan: itself where it is one, else written into `out`."""
    found = inspect(scan, settings.limits)
    if found.media_type == PDF:
        return scan
    path = out / f"{scan.name}.pdf"
    with pikepdf.new() as file:
        for number in range(1, found.pages + 1):
            asked = scan, found.media_type, number, settings.ingest, settings.limits
            own = jpeg(*asked) if found.media_type == "image/jpeg" else None
            if own:
                add_jpeg(file, *own)
            else:
                page = rasterise(*asked)
                add_pixels(file, page.image, page.dpi)
        file.save(path)
    return path


def add_jpeg(file: pikepdf.Pdf, data: bytes, dpi: float, turn: int) -> None:
    """Add a page with a JPEG as it is; `turn` is by how many degrees clockwise it is shown."""
    with Image.open(io.BytesIO(data)) as image:
        size, grey = image.size, image.mode == "L"
    _add(file, data, size, dpi, grey=grey, coding=pikepdf.Name.DCTDecode)
    file.pages[-1].Rotate = turn


def add_pixels(file: pikepdf.Pdf, pixels: NDArray[np.uint8], dpi: float) -> None:
    """Add a page with an image, uint8 grey or blue-green-red, without loss."""
    grey = pixels.ndim == 2
    data = np.ascontiguousarray(pixels if grey else pixels[..., ::-1]).tobytes()
    _add(file, data, (pixels.shape[1], pixels.shape[0]), dpi, grey=grey)


def _add(
    file: pikepdf.Pdf,
    data: bytes,
    size: tuple[int, int],
    dpi: float,
    *,
    grey: bool,
    coding: pikepdf.Name | None = None,
) -> None:
    image = pikepdf.Stream(
        file,
        data,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=size[0],
        Height=size[1],
        ColorSpace=pikepdf.Name.DeviceGray if grey else pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
    )
    if coding:
        image.Filter = coding
    wide, high = (round(side / dpi * POINTS, 2) for side in size)
    page = file.add_blank_page(page_size=(wide, high))
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Image=image))
    page.Contents = pikepdf.Stream(file, f"{wide} 0 0 {high} 0 0 cm /Image Do".encode())
