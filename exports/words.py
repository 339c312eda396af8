"""The unseen words of a page, each along its line of writing, for search and copy."""

import io
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from models.errors import EngineError
from models.page import Page, Word

FONT = "DejaVuSans"
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts")
UNSEEN: Literal[3] = 3
"""Text rendering mode that neither fills nor strokes (ISO 32000-1, table 106)."""
UNKNOWN_LETTER = "\N{REPLACEMENT CHARACTER}"
DESCENT = 0.22
"""How far the baseline lies above the foot of a word, as a share of its height."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The size of an upright page in points."""

    width: float
    height: float


class TextLayer:
    """Pages of unseen words as a PDF, filled page by page."""

    def __init__(self) -> None:
        """Raise EngineError where the font is missing."""
        font()
        self._drawn = io.BytesIO()
        # Its first font must be ours too: the built-in ones are not embedded.
        named: Any = {"initialFontName": FONT}  # the stubs take it for a number
        self._canvas = Canvas(self._drawn, invariant=1, pageCompression=1, **named)

    def add(self, page: Page, sheet: Sheet) -> None:
        """Add a page with the words of `page`."""
        self._canvas.setPageSize((sheet.width, sheet.height))
        words = self._canvas.beginText()
        words.setTextRenderMode(UNSEEN)
        for line in page.lines:
            for word in line.words:
                _write(words, word, page, sheet)
        self._canvas.drawText(words)
        self._canvas.showPage()

    def finished(self) -> io.BytesIO:
        """Return the file."""
        self._canvas.save()
        self._drawn.seek(0)
        return self._drawn


@cache
def font() -> TTFont:
    """Return the font of the unseen words, made known to reportlab; EngineError without."""
    for folder in FONT_FOLDERS:
        for path in sorted(Path(folder).rglob("DejaVuSans.ttf")):
            face = TTFont(FONT, str(path))
            pdfmetrics.registerFont(face)
            return face
    raise EngineError(
        "The font DejaVu Sans is missing, searchable PDF needs it. "
        "Install it: apt-get install fonts-dejavu-core"
    )


def upright(x: float, y: float, rotation: int) -> tuple[float, float]:
    """Return where a point of the scan lies once the page is turned back, in fractions.

    `rotation` is how many degrees clockwise, a multiple of 90, the page lies in the scan.
    """
    return {0: (x, y), 90: (y, 1 - x), 180: (1 - x, 1 - y), 270: (1 - y, x)}[rotation % 360]


def _write(words: PDFTextObject, word: Word, page: Page, sheet: Sheet) -> None:
    """Write a word from the left to the right end of its foot, as high as it is."""

    def place(x: float, y: float) -> tuple[float, float]:
        across, down = upright(*page.point_on_scan(x, y), page.rotation)
        return across * sheet.width, (1 - down) * sheet.height

    box = word.box
    left, bottom = place(box.left, box.bottom)
    right, lower = place(box.right, box.bottom)
    over, top = place(box.left, box.top)
    long, size = math.hypot(right - left, lower - bottom), math.hypot(over - left, top - bottom)
    letters = _writable(word.text)
    wide = pdfmetrics.stringWidth(letters, FONT, size)
    if not wide or not long:
        return
    cos, sin = (right - left) / long, (lower - bottom) / long
    words.setFont(FONT, size)
    words.setHorizScale(100 * long / wide)
    words.setTextTransform(
        cos, sin, -sin, cos, left + DESCENT * (over - left), bottom + DESCENT * (top - bottom)
    )
    # The space lets a reader's search and copy tell words apart.
    words.textOut(letters + " ")


def _writable(text: str) -> str:
    # PDF/A allows no reference to a glyph that the font lacks (ISO 19005-2, 6.2.11.8).
    glyphs = font().face.charToGlyph
    return "".join(letter if ord(letter) in glyphs else UNKNOWN_LETTER for letter in text)
