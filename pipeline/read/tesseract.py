"""Interface to Tesseract, through pytesseract."""

import unicodedata
from functools import cache

import pytesseract
from PIL import Image

from models.errors import EngineError
from models.geometry import Box
from models.page import Word
from models.settings import Read
from pipeline.clean import CleanPage

VERSION = "1"
_ADVICE = (
    "Install it (Debian: apt-get install tesseract-ocr tesseract-ocr-vie), or run `make setup`."
)


@cache
def version() -> str:
    """Return Tesseract's version, as in `5.3.0`; EngineError if it is not installed."""
    try:
        return str(pytesseract.get_tesseract_version())
    except pytesseract.TesseractNotFoundError as error:
        raise EngineError(f"Tesseract is not installed. {_ADVICE}") from error


def languages() -> frozenset[str]:
    """Return the languages that Tesseract can read; EngineError if it is not installed."""
    try:
        return frozenset(pytesseract.get_languages())
    except (pytesseract.TesseractNotFoundError, FileNotFoundError) as error:
        raise EngineError(f"Tesseract is not installed. {_ADVICE}") from error


def read(page: CleanPage, languages: str, settings: Read, seconds: int) -> tuple[Word, ...]:
    """Return the words on a clean page; EngineError if Tesseract fails or takes too long."""
    config = f"--psm {settings.psm} --dpi {round(page.dpi)}"
    if settings.tessdata:
        config += f' --tessdata-dir "{settings.tessdata}"'
    image = Image.fromarray(page.image)
    # Uncompressed: packing the page as PNG costs as much as reading it.
    image.format = "BMP"
    try:
        table = pytesseract.image_to_data(
            image,
            lang=languages,
            config=config,
            timeout=seconds,
            output_type=pytesseract.Output.DICT,
        )
    except pytesseract.TesseractNotFoundError as error:
        raise EngineError(f"Tesseract is not installed. {_ADVICE}") from error
    except pytesseract.TesseractError as error:
        raise EngineError(
            f"Tesseract failed with status {error.status}; is the language"
            f" `{languages}` installed? {_ADVICE}"
        ) from error
    except RuntimeError as error:  # pytesseract's word for a time-out
        raise EngineError(f"Tesseract took longer than {seconds} s for a page.") from error
    height, width = page.image.shape
    return tuple(_words(table, width, height))


def _words(table: dict[str, list[int | float | str]], width: int, height: int) -> list[Word]:
    words = []
    columns = (table[name] for name in ("text", "conf", "left", "top", "width", "height"))
    for text, confidence, left, top, wide, high in zip(*columns, strict=True):
        word = unicodedata.normalize("NFC", str(text)).strip()
        if not word or float(confidence) < 0:
            continue
        x, y, w, h = (float(v) for v in (left, top, wide, high))
        box = Box.clipped(x / width, y / height, (x + w) / width, (y + h) / height)
        words.append(Word(word, box, float(confidence) / 100))
    return words
