"""The pages of a document as searchable PDF/A-2b: the scan, and its words unseen over it."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pikepdf
import pikepdf.pdfa
from numpy.typing import NDArray
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from models.errors import EngineError
from models.geometry import Box
from models.page import Line, Page

FONT = "DejaVuSans"
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts")
JPEG_QUALITY = 85
UNSEEN: Literal[3] = 3
"""Text rendering mode that neither fills nor strokes (ISO 32000-1, table 106)."""
UNKNOWN_LETTER = "\N{REPLACEMENT CHARACTER}"
DESCENT = 0.22
"""How far the baseline lies above the foot of a word, as a share of its height."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page as scanned and as read.

    `image` is uint8, (height, width) grey or (height, width, 3) blue-green-red, just as the
    scan holds it; `dpi` is its resolution.
    """

    image: NDArray[np.uint8]
    dpi: float
    page: Page


def pdf(leaves: Sequence[Leaf], *, title: str) -> bytes:
    """Return PDF/A-2b of the pages, turned upright; the same leaves give the same bytes.

    Raises EngineError where the font is missing or the file does not pass as PDF/A.
    """
    font()
    drawn = io.BytesIO()
    # Its first font must be ours too: the built-in ones are not embedded.
    named: Any = {"initialFontName": FONT}  # the stubs take it for a number
    canvas = Canvas(drawn, invariant=1, pageCompression=1, **named)
    canvas.setTitle(title)
    canvas.setAuthor("sohoa")
    canvas.setCreator("sohoa")
    for leaf in leaves:
        _draw(canvas, leaf)
    canvas.save()
    return _archival(drawn)


def upright(box: Box, rotation: int) -> Box:
    """Return where a box of the scan lies once the page is turned back.

    `rotation` is how many degrees clockwise, a multiple of 90, the page lies in the scan.
    """
    x0, y0, x1, y1 = box.left, box.top, box.right, box.bottom
    turned = {
        0: (x0, y0, x1, y1),
        90: (y0, 1 - x1, y1, 1 - x0),
        180: (1 - x1, 1 - y1, 1 - x0, 1 - y0),
        270: (1 - y1, x0, 1 - y0, x1),
    }
    return Box.clipped(*turned[rotation % 360])


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


def _draw(canvas: Canvas, leaf: Leaf) -> None:
    image = np.rot90(leaf.image, leaf.page.rotation // 90)
    width, height = (side * 72 / leaf.dpi for side in (image.shape[1], image.shape[0]))
    canvas.setPageSize((width, height))
    canvas.drawImage(ImageReader(_jpeg(image)), 0, 0, width, height)
    words = canvas.beginText()
    words.setTextRenderMode(UNSEEN)
    for line in leaf.page.lines:
        _write(words, line, leaf.page, width, height)
    canvas.drawText(words)
    canvas.showPage()


def _write(words: PDFTextObject, line: Line, page: Page, width: float, height: float) -> None:
    for word in line.words:
        box = upright(page.on_scan(word.box), page.rotation)
        letters = _writable(word.text)
        size = box.height * height
        wide = pdfmetrics.stringWidth(letters, FONT, size)
        if not wide or not box.width:
            continue
        words.setFont(FONT, size)
        words.setHorizScale(100 * box.width * width / wide)
        words.setTextOrigin(box.left * width, (1 - box.bottom + DESCENT * box.height) * height)
        # The space lets a reader's search and copy tell words apart.
        words.textOut(letters + " ")


def _writable(text: str) -> str:
    # PDF/A allows no reference to a glyph that the font lacks (ISO 19005-2, 6.2.11.8).
    glyphs = font().face.charToGlyph
    return "".join(letter if ord(letter) in glyphs else UNKNOWN_LETTER for letter in text)


def _jpeg(image: NDArray[np.uint8]) -> io.BytesIO:
    # Blue-green-red is OpenCV's order; the rest of the world writes red first.
    plain = image if image.ndim == 2 else image[:, :, ::-1]
    data = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(plain)).save(data, "JPEG", quality=JPEG_QUALITY)
    data.seek(0)
    return data


def _archival(drawn: io.BytesIO) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(drawn) as file:
        for page in file.pages:
            # reportlab writes an empty transition, which the archival form does not allow.
            if "/Trans" in page:
                del page["/Trans"]
        pikepdf.pdfa.prepare(file, "2b")
        with file.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as said:
            # The time of making would give other bytes each time.
            said["xmp:MetadataDate"] = said["xmp:CreateDate"]
        try:
            pikepdf.pdfa.save(file, out, "2b", repair=False, deterministic_id=True)
        except pikepdf.pdfa.PdfaError as error:
            raise EngineError("A PDF/A could not be made; please report this.") from error
    return out.getvalue()
