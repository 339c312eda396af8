"""Interface to poppler: a page drawn as pixels, and the words that a page's text holds."""

import html
import re
import subprocess
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pdf2image
from pdf2image.exceptions import (
    PDFInfoNotInstalledError,
    PDFPageCountError,
    PDFPopplerTimeoutError,
    PDFSyntaxError,
)

from models.errors import EngineError, RejectReason
from models.geometry import Box
from models.page import Word
from pipeline.container import refused
from pipeline.pixels import Pixels

_MISSING = "poppler is missing. Install poppler-utils."
_NUMBER = r"\"(-?[\d.]+)\""
_WORD = re.compile(
    rf"<word xMin={_NUMBER} yMin={_NUMBER} xMax={_NUMBER} yMax={_NUMBER}>(.*?)</word>", re.DOTALL
)


def draw(path: Path, number: int, dpi: int, seconds: int) -> Pixels:
    """Return page `number`, from 1, cropped as a viewer shows it, in BGR at `dpi`.

    Raises ScanRefused where poppler draws nothing or takes longer than `seconds`.
    """
    try:
        images = pdf2image.convert_from_path(
            path,
            dpi=dpi,
            first_page=number,
            last_page=number,
            use_cropbox=True,
            timeout=seconds,
        )
    except PDFInfoNotInstalledError as error:
        raise EngineError(_MISSING) from error
    except PDFPopplerTimeoutError as error:
        raise refused(RejectReason.TOO_COSTLY) from error
    except (PDFPageCountError, PDFSyntaxError, OSError) as error:
        raise refused(RejectReason.DAMAGED) from error
    if len(images) != 1:
        raise refused(RejectReason.DAMAGED)
    drawn = np.asarray(images[0].convert("RGB"))
    return cv2.cvtColor(drawn, cv2.COLOR_RGB2BGR).astype(np.uint8, copy=False)


def words(path: Path, number: int, size: tuple[float, float], seconds: int) -> Iterator[Word]:
    """Yield the words of page `number`, from 1, in poppler's order, text in NFC.

    `size` is width and height in points of the page as shown. A character that does not map
    to Unicode arrives as U+FFFD or in a private area. Raises ScanRefused after `seconds`.
    """
    span = ["-f", str(number), "-l", str(number)]
    command = ["pdftotext", "-q", "-bbox", "-cropbox", "-enc", "UTF-8", *span, str(path), "-"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=seconds, check=True)
    except FileNotFoundError as error:
        raise EngineError(_MISSING) from error
    except subprocess.TimeoutExpired as error:
        raise refused(RejectReason.TOO_COSTLY) from error
    except subprocess.CalledProcessError as error:
        raise refused(RejectReason.DAMAGED) from error
    width, height = size
    for found in _WORD.finditer(done.stdout.decode(errors="replace")):
        left, top, right, bottom = (float(edge) for edge in found.groups()[:4])
        text = unicodedata.normalize("NFC", html.unescape(found[5])).strip()
        if text:
            box = Box.clipped(left / width, top / height, right / width, bottom / height)
            yield Word(text, box, 1.0)
