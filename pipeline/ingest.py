"""From file to page images: what a file is, how many pages it has, and each page as pixels."""

import hashlib
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from models.document import Scan
from models.errors import RejectReason
from models.page import Word
from models.settings import Ingest, Limits
from pipeline import pdf, raster
from pipeline.container import HEAD, PDF, media_type, refused
from pipeline.pixels import Pixels

VERSION = "1"

_CHUNK = 1 << 20
_THINNEST = 100
"""A page is at most so many times as long as wide: a strip of an ECG may be forty times."""


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page as pixels.

    `number` counts from 1. `image` is uint8, height x width (grey, 0 black) or
    height x width x 3 (BGR). `dpi` is pixels an inch, the same both ways. `words` is the
    text that a born-digital page holds, boxes as fractions of this image; it is empty for
    a scanned page.
    """

    number: int
    image: Pixels
    dpi: float
    words: tuple[Word, ...]


def inspect(path: Path, limits: Limits) -> Scan:
    """Return what the file is, without decoding a pixel. Its bytes are streamed once.

    Raises ScanRefused with the reason and the number of pages that the file declares.
    """
    with _opened(path) as file:
        size = path.stat().st_size
        if size == 0:
            raise refused(RejectReason.EMPTY)
        kind = media_type(file.read(HEAD))
        if kind is None:
            raise refused(RejectReason.UNKNOWN_FORMAT)
        if size > limits.file_bytes:
            raise refused(RejectReason.TOO_LARGE)
        sha256 = _hash(file)
        file.seek(0)
        count = pdf.count if kind == PDF else raster.count
        return Scan(sha256, kind, size, count(file, kind, limits))


def rasterise(
    path: Path, media_type: str, number: int, settings: Ingest, limits: Limits
) -> PageImage:
    """Return page `number`, from 1, of a file that `inspect` passed; no other page is decoded.

    Raises ScanRefused where this page is damaged or too large, or no shape of a page.
    """
    with _opened(path) as file:
        if media_type == PDF:
            image, dpi, words = pdf.page(file, path, number, settings, limits)
        else:
            (image, dpi), words = raster.page(file, media_type, number, settings, limits), ()
    if max(image.shape[:2]) > _THINNEST * min(image.shape[:2]):
        raise refused(RejectReason.DAMAGED)
    return PageImage(number, image, dpi, words)


def jpeg(
    path: Path, media_type: str, number: int, settings: Ingest, limits: Limits
) -> tuple[bytes, float, int] | None:
    """Return the JPEG that is all that `rasterise` gives of a page; nothing is decoded.

    Its bytes, its dpi, and how many degrees clockwise it is turned to lie as there. None
    for a page that is stored otherwise. Raises as `rasterise` does.
    """
    with _opened(path) as file:
        if media_type == PDF:
            return pdf.jpeg(file, number, settings, limits)
        return raster.jpeg(file, media_type, settings, limits)


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """Open a plain file; what the system says against it, then or later, becomes a refusal."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would wait for ever
            raise refused(RejectReason.UNREADABLE)
        with path.open("rb") as file:
            yield file
    except FileNotFoundError as error:
        raise refused(RejectReason.DISAPPEARED) from error
    except OSError as error:
        raise refused(RejectReason.UNREADABLE) from error


def _hash(file: BinaryIO) -> str:
    """Return the SHA-256 in hex of a whole file."""
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()
