"""Image files: how many pages they hold, and one page as pixels."""

import math
import os
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count as numbers
from typing import BinaryIO

from PIL import Image, ImageOps

from models.errors import RejectReason
from models.settings import Ingest, Limits
from pipeline.container import BMP, JPEG, PNG, TIFF, WEBP, refused
from pipeline.pixels import Pixels, even, evenly, to_pixels, true_dpi

_CHUNK = 1 << 20

# Only these decoders run, whatever else Pillow could open. MPO is a JPEG with a preview behind it.
_DECODERS = {
    JPEG: ("JPEG", "MPO"),
    PNG: ("PNG",),
    BMP: ("BMP",),
    WEBP: ("WEBP",),
    TIFF: ("TIFF",),
}

_ORIENTATION = 0x0112
# How far clockwise a viewer turns an image that EXIF says lies so; the others are mirrored.
_TURNS = {3: 180, 6: 90, 8: 270}
_MIRRORED = (2, 4, 5, 7)

# What Pillow's decoders raise on bad bytes; there is no narrower common class.
_DAMAGE = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    LookupError,
    TypeError,
    OverflowError,
    struct.error,
)

# Pillow only warns between one and two times the limit; we want its word to be final.
warnings.simplefilter("error", Image.DecompressionBombWarning)
# What else it warns of (odd tags, odd EXIF) is no news to who scans.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")


def count(file: BinaryIO, kind: str, limits: Limits) -> int:
    """Return the number of pages of an image file, from its headers.

    Raises ScanRefused: too many pages, no page within `limits.page_pixels`, or damaged.
    """
    if kind == JPEG and not _ends(file):
        raise refused(RejectReason.DAMAGED)
    with _opened(file, kind, limits) as image:
        sizes = [image.size]
        if kind == TIFF:
            sizes = list(_frames(image))
        elif kind == PNG:
            image.verify()  # checks the sums of all its chunks, decodes nothing
    if len(sizes) > limits.pages:
        raise refused(RejectReason.TOO_MANY_PAGES, pages=len(sizes))
    if all(width * height > limits.page_pixels for width, height in sizes):
        raise refused(RejectReason.TOO_LARGE, pages=len(sizes))
    return len(sizes)


def page(
    file: BinaryIO, kind: str, number: int, settings: Ingest, limits: Limits
) -> tuple[Pixels, float]:
    """Return page `number`, from 1, upright by its own metadata, and its resolution in dpi."""
    with _opened(file, kind, limits) as image:
        if number > 1:
            image.seek(number - 1)
        if image.width * image.height > limits.page_pixels:
            raise refused(RejectReason.TOO_LARGE)
        across, down = _resolution(image)
        turned = image.getexif().get(_ORIENTATION, 1) in (5, 6, 7, 8) and kind != TIFF
        upright = ImageOps.exif_transpose(image)
        pixels = to_pixels(upright)
    if turned:
        across, down = down, across
    pixels, dpi = even(pixels, across, down, limits.page_pixels)
    return pixels, true_dpi(dpi, pixels.shape, settings.least_dpi)


def jpeg(
    file: BinaryIO, kind: str, settings: Ingest, limits: Limits
) -> tuple[bytes, float, int] | None:
    """Return a JPEG file's bytes, its dpi, and by how much it must be turned to lie as `page` does.

    The turn is in degrees clockwise. None where `page` does more to it than a quarter turn.
    """
    if kind != JPEG:
        return None
    with _opened(file, kind, limits) as image:
        dpi = evenly(*_resolution(image))
        orientation = image.getexif().get(_ORIENTATION, 1)
        if dpi is None or orientation in _MIRRORED:
            return None
        file.seek(0)
        shape = image.height, image.width
        return file.read(), true_dpi(dpi, shape, settings.least_dpi), _TURNS.get(orientation, 0)


@contextmanager
def _opened(file: BinaryIO, kind: str, limits: Limits) -> Iterator[Image.Image]:
    """Open an image; decoding it stays under the limit, and what Pillow raises is a refusal."""
    Image.MAX_IMAGE_PIXELS = limits.page_pixels
    try:
        yield Image.open(file, formats=_DECODERS[kind])
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise refused(RejectReason.TOO_LARGE) from error
    except _DAMAGE as error:
        raise refused(RejectReason.DAMAGED) from error


def _frames(image: Image.Image) -> Iterator[tuple[int, int]]:
    """Yield width and height in pixels of every page of a TIFF."""
    for number in numbers():
        try:
            image.seek(number)
        except EOFError:
            return
        yield image.size


def _ends(file: BinaryIO) -> bool:
    """Tell whether a JPEG's first picture has its end marker, without decoding it.

    The marker is looked for after the header segments: a preview inside them has its own.
    """
    file.seek(2)
    while (head := file.read(4))[:1] == b"\xff" and head[1:2] != b"\xda":
        file.seek(max(0, int.from_bytes(head[2:], "big") - 2), os.SEEK_CUR)
    before = b""
    while chunk := file.read(_CHUNK):
        if b"\xff\xd9" in before + chunk:
            file.seek(0)
            return True
        before = chunk[-1:]
    return False


def _resolution(image: Image.Image) -> tuple[float, float]:
    """Return pixels an inch across and down as the file claims them, 0 where it does not."""
    claimed = image.info.get("dpi", (0, 0))
    try:
        across, down = (float(value) for value in claimed)
    except (TypeError, ValueError, ZeroDivisionError):
        return 0.0, 0.0
    return (across, down) if math.isfinite(across + down) else (0.0, 0.0)
