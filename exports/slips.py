"""Separator sheets to print: a code for the scanner, and a line for who lays them in."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from exports.words import FONT, font

CODE_MM = 60
"""Side of the code. Its error correction is the highest: a stain on a third of it does no harm."""
MARGIN = 20 * mm
TITLE, LINE, SMALL = 26, 20, 11


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its title, what is written below it, a word on its use, and its code."""

    title: str
    lines: Sequence[str]
    use: str
    code: str


def sheets(every: Iterable[Sheet], language: str) -> bytes:
    """Return the sheets as a PDF, a page of A4 each; EngineError where the font is missing."""
    font()
    buffer = io.BytesIO()
    named: Any = {"initialFontName": FONT}  # the stubs take it for a number
    canvas = Canvas(buffer, pagesize=A4, invariant=1, lang=language, pageCompression=1, **named)
    for one in every:
        _draw(canvas, one)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _draw(canvas: Canvas, one: Sheet) -> None:
    width, height = A4
    top = height - MARGIN - TITLE
    _line(canvas, one.title, top, TITLE)
    canvas.setLineWidth(2)
    canvas.line(MARGIN, top - 5 * mm, width - MARGIN, top - 5 * mm)
    for number, text in enumerate(one.lines, 1):
        _line(canvas, text, top - 5 * mm - number * 13 * mm, LINE)
    side = CODE_MM * mm
    widget = QrCodeWidget(one.code, barLevel="H", barBorder=4, barWidth=side, barHeight=side)
    drawing = Drawing(side, side)
    drawing.add(widget)
    renderPDF.draw(drawing, canvas, (width - side) / 2, height / 2 - side)
    _line(canvas, one.use, MARGIN + 8 * mm, SMALL)
    _line(canvas, one.code, MARGIN, SMALL)


def _line(canvas: Canvas, text: str, up: float, size: float) -> None:
    """Write a line, smaller where it would be longer than the paper is wide."""
    room = A4[0] - 2 * MARGIN
    wide = stringWidth(text, FONT, size)
    canvas.setFont(FONT, size * min(1.0, room / max(wide, 1.0)))
    canvas.drawString(MARGIN, up, text)
