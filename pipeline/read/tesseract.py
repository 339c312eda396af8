"""Interface to Tesseract: inside this process through tesserocr, or through pytesseract.

Both give the words of a page with boxes and confidence; tesserocr keeps the language model
loaded between pages, pytesseract starts the system's `tesseract` for each page.
"""

import re
import subprocess
import threading
import unicodedata
from collections.abc import Iterator
from functools import cache

import pytesseract
import tesserocr
from PIL import Image

from models.errors import EngineError
from models.geometry import Box
from models.page import Word
from models.settings import Read
from pipeline.clean import CleanPage
from pipeline.form import is_form

VERSION = "3"
_ADVICE = (
    "Install it (Debian: apt-get install tesseract-ocr tesseract-ocr-vie), or run `make setup`."
)
_WORD_LEVEL = "5"
_OWN = threading.local()
"""Each thread's engines, by language and settings: one must never be shared."""


def read(page: CleanPage, languages: str, settings: Read, seconds: int) -> tuple[Word, ...]:
    """Return the words on a clean page; EngineError if Tesseract fails or takes too long."""
    psm = settings.form_psm if is_form(page) else settings.psm
    bind = _in_process if settings.binding == "tesserocr" else _by_command
    table = bind(page, languages, settings.model_copy(update={"psm": psm}), seconds)
    height, width = page.image.shape
    return tuple(_words(table, width, height))


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


def _in_process(page: CleanPage, languages: str, settings: Read, seconds: int) -> str:
    """Read with an engine of this thread; a page is not searched for white on black."""
    engine = _engine(languages, settings)
    height, width = page.image.shape
    try:
        engine.SetImageBytes(page.image.tobytes(), width, height, 1, width)
        engine.SetSourceResolution(round(page.dpi))
        if not engine.Recognize(timeout=seconds * 1000):
            raise EngineError(f"Tesseract took longer than {seconds} s for a page.")
        return str(engine.GetTSVText(0))
    except RuntimeError as error:
        raise EngineError("Tesseract failed on a page.") from error
    finally:
        engine.Clear()


def _engine(languages: str, settings: Read) -> tesserocr.PyTessBaseAPI:
    kept = _OWN.__dict__
    key = f"{languages} {settings.psm} {settings.tessdata}"
    if key not in kept:
        try:
            kept[key] = tesserocr.PyTessBaseAPI(
                path=settings.tessdata or _tessdata(),
                lang=languages,
                psm=settings.psm,
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


def _by_command(page: CleanPage, languages: str, settings: Read, seconds: int) -> str:
    """Read with the system's `tesseract`, started for this page."""
    config = f"--psm {settings.psm} --dpi {round(page.dpi)} -c tessedit_do_invert=0"
    if settings.tessdata:
        config += f' --tessdata-dir "{settings.tessdata}"'
    image = Image.fromarray(page.image)
    # Uncompressed: packing the page as PNG costs as much as reading it.
    image.format = "BMP"
    try:
        table = pytesseract.image_to_data(image, lang=languages, config=config, timeout=seconds)
    except pytesseract.TesseractNotFoundError as error:
        raise EngineError(f"Tesseract is not installed. {_ADVICE}") from error
    except pytesseract.TesseractError as error:
        raise _no_language(languages) from error
    except RuntimeError as error:  # pytesseract's word for a time-out
        raise EngineError(f"Tesseract took longer than {seconds} s for a page.") from error
    except (OSError, UnicodeDecodeError) as error:  # may not be run, or left no table
        raise EngineError(f"Tesseract failed on a page. {_ADVICE}") from error
    if not str(table).startswith("level"):
        raise EngineError(f"Tesseract gave no table of words. {_ADVICE}")
    return str(table)


def _no_language(languages: str) -> EngineError:
    return EngineError(f"Tesseract cannot read; is the language `{languages}` installed? {_ADVICE}")


@cache
def _command_version() -> str:
    try:
        return str(pytesseract.get_tesseract_version())
    except (pytesseract.TesseractNotFoundError, OSError) as error:
        raise EngineError(f"Tesseract is not installed. {_ADVICE}") from error


def _words(table: str, width: int, height: int) -> Iterator[Word]:
    """Yield the words of Tesseract's table: level, place of origin (5), box (4), sure, text."""
    for row in table.splitlines():
        cells = row.split("\t")
        if cells[0] != _WORD_LEVEL or len(cells) < 12:
            continue
        text = unicodedata.normalize("NFC", cells[11]).strip()
        sure = float(cells[10])
        if not text or sure < 0:
            continue
        x, y, w, h = map(float, cells[6:10])
        box = Box.clipped(x / width, y / height, (x + w) / width, (y + h) / height)
        yield Word(text, box, sure / 100)
