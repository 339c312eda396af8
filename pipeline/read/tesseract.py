"""Interface to Tesseract: inside this process through tesserocr, or through pytesseract.

Both read strips, each as a single line, and give words with boxes and confidence; tesserocr
keeps the language model loaded, pytesseract starts the system's `tesseract` for each page.
"""

import re
import subprocess
import threading
import time
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from tempfile import NamedTemporaryFile

import numpy as np
import pytesseract
import tesserocr
from PIL import Image as Pillow

from models.errors import EngineError
from models.geometry import Box
from models.page import By, Word
from models.settings import Read
from pipeline.ink import Image

VERSION = "5"
ONE_LINE = 7
"""Tesseract's page segmentation mode for a single line of writing."""
MARGIN = 10
"""Pixels of white around a strip: letters at an edge are lost."""
Row = tuple[str, float, float, float, float, float]
"""Text, x, y, width, height in pixels of the strip, confidence 0..1."""
_ADVICE = (
    "Install it (Debian: apt-get install tesseract-ocr tesseract-ocr-vie), or run `make setup`."
)
_WORD_LEVEL = "5"
_OWN = threading.local()
"""Each thread's engines, by language and settings: one must never be shared."""


def read(
    strips: Sequence[Image], dpi: float, languages: str, settings: Read, seconds: int
) -> list[tuple[Word, ...]]:
    """Return the words of each strip; EngineError if Tesseract fails or needs over `seconds`."""
    bind = _in_process if settings.binding == "tesserocr" else _by_command
    framed = [np.pad(strip, MARGIN, constant_values=255) for strip in strips]
    tables = bind(framed, dpi, languages, settings, seconds) if framed else []
    return [tuple(_words(rows, strip)) for rows, strip in zip(tables, strips, strict=True)]


def version(settings: Read) -> str:
    """Return the version of the Tesseract that reads, as in `5.3.0`; EngineError without one."""
    if settings.binding == "tesserocr":
        return str(tesserocr.PyTessBaseAPI.Version())
    return _command_version()


@cache
def languages() -> frozenset[str]:
    """Return the languages that Tesseract can read; EngineError if it is not installed."""
    try:
        return frozenset(pytesseract.get_languages())
    except (pytesseract.TesseractNotFoundError, OSError) as error:
        raise EngineError(f"Tesseract is not installed. {_ADVICE}") from error


def _in_process(
    strips: Sequence[Image], dpi: float, languages: str, settings: Read, seconds: int
) -> list[list[Row]]:
    """Read with an engine of this thread; nothing is searched for white on black."""
    engine = _engine(languages, settings)
    until = time.monotonic() + seconds
    tables = []
    try:
        for strip in strips:
            height, width = strip.shape
            engine.SetImageBytes(strip.tobytes(), width, height, 1, width)
            engine.SetSourceResolution(round(dpi))
            left = round(1000 * (until - time.monotonic()))
            if left <= 0 or not engine.Recognize(timeout=left):
                raise _too_long(seconds)
            tables.append([row for _, row in _rows(str(engine.GetTSVText(0)))])
    except RuntimeError as error:
        raise EngineError("Tesseract failed on a page.") from error
    finally:
        engine.Clear()
    return tables


def _engine(languages: str, settings: Read) -> tesserocr.PyTessBaseAPI:
    kept = _OWN.__dict__
    key = f"{languages} {settings.tessdata}"
    if key not in kept:
        try:
            kept[key] = tesserocr.PyTessBaseAPI(
                path=settings.tessdata or _tessdata(),
                lang=languages,
                psm=ONE_LINE,
                variables={"tessedit_do_invert": "0"},
            )
        except RuntimeError as error:
            raise _no_language(languages) from error
    return kept[key]


@cache
def _tessdata() -> str:
    """Return the folder of the installed languages, as the system's Tesseract names it."""
    try:
        command = [pytesseract.pytesseract.tesseract_cmd, "--list-langs"]
        said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise EngineError(f"Tesseract is not installed. {_ADVICE}") from error
    named = re.search(r'"([^"]+)"', said.stdout)
    if named is None:
        raise EngineError("Tesseract does not say where its languages lie: set read.tessdata.")
    return named[1]


def _by_command(
    strips: Sequence[Image], dpi: float, languages: str, settings: Read, seconds: int
) -> list[list[Row]]:
    """Read with the system's `tesseract`, started once for all strips of a page."""
    config = f"--psm {ONE_LINE} --dpi {round(dpi)} -c tessedit_do_invert=0"
    if settings.tessdata:
        config += f' --tessdata-dir "{settings.tessdata}"'
    with NamedTemporaryFile(suffix=".tif") as file:
        first, *rest = [Pillow.fromarray(strip) for strip in strips]
        first.save(file, "TIFF", save_all=True, append_images=rest)
        table = _command(file.name, languages, config, seconds)
    tables: list[list[Row]] = [[] for _ in strips]
    for page, row in _rows(table):
        tables[page - 1].append(row)
    return tables


def _command(path: str, languages: str, config: str, seconds: int) -> str:
    try:
        table = pytesseract.image_to_data(path, lang=languages, config=config, timeout=seconds)
    except pytesseract.TesseractNotFoundError as error:
        raise EngineError(f"Tesseract is not installed. {_ADVICE}") from error
    except pytesseract.TesseractError as error:
        raise _no_language(languages) from error
    except RuntimeError as error:  # pytesseract's word for a time-out
        raise _too_long(seconds) from error
    except (OSError, UnicodeDecodeError) as error:  # may not be run, or left no table
        raise EngineError(f"Tesseract failed on a page. {_ADVICE}") from error
    if not str(table).startswith("level"):
        raise EngineError(f"Tesseract gave no table of words. {_ADVICE}")
    return str(table)


def _too_long(seconds: int) -> EngineError:
    return EngineError(f"Tesseract took longer than {seconds} s for a page.")


def _no_language(languages: str) -> EngineError:
    return EngineError(f"Tesseract cannot read; is the language `{languages}` installed? {_ADVICE}")


@cache
def _command_version() -> str:
    try:
        return str(pytesseract.get_tesseract_version())
    except (pytesseract.TesseractNotFoundError, OSError) as error:
        raise EngineError(f"Tesseract is not installed. {_ADVICE}") from error


def _rows(table: str) -> Iterator[tuple[int, Row]]:
    """Yield page and word of Tesseract's table: level, place of origin (5), box (4), sure, text."""
    for row in table.splitlines():
        cells = row.split("\t")
        if cells[0] != _WORD_LEVEL or len(cells) < 12:
            continue
        text = unicodedata.normalize("NFC", cells[11]).strip()
        if text and float(cells[10]) >= 0:
            x, y, w, h = map(float, cells[6:10])
            yield int(cells[1]), (text, x - MARGIN, y - MARGIN, w, h, float(cells[10]) / 100)


def _words(rows: Sequence[Row], strip: Image) -> Iterator[Word]:
    height, width = strip.shape
    for text, x, y, w, h, sure in rows:
        box = Box.clipped(x / width, y / height, (x + w) / width, (y + h) / height)
        yield Word(text, box, sure, by=By.FIRST)
