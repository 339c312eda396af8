"""Bars and pictures for what is printed: drawn from counts and JPEGs, fonts embedded."""

import io
from collections.abc import Sequence
from typing import Literal
from xml.sax.saxutils import escape

from reportlab.graphics.shapes import Drawing, Rect, String
from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Image, Paragraph, Table, TableStyle

from exports.words import FONT

ACROSS = 3
"""Pictures beside each other."""
HIGH = 80 * mm
"""Most height of a picture."""
ROW, BAR, SIZE = 14, 9, 8
"""Points from one bar to the next, its height, and the size of its letters."""
NAMES = 0.58
"""Share of the width that is left for the names of bars."""
_CAPTION = ParagraphStyle("caption", fontName=FONT, fontSize=7.5, leading=9.5)

Bar = tuple[str, int]
Picture = tuple[bytes | None, str]
"""A JPEG, None where there is none, and its caption."""


def bars(counts: Sequence[Bar], width: float) -> Drawing:
    """Return a level bar for each count, as wide as `width` points in all."""
    drawing = Drawing(width, ROW * len(counts))
    most, left = max((count for _, count in counts), default=1) or 1, NAMES * width
    room = width - left - 30
    for place, (name, count) in enumerate(counts, 1):
        foot = ROW * (len(counts) - place)
        drawing.add(_text(left - 6, foot + 2, name, "end"))
        drawing.add(_bar(left, foot, room * count / most))
        drawing.add(_text(left + room * count / most + 4, foot + 2, str(count), "start"))
    return drawing


def pictures(every: Sequence[Picture], width: float) -> Flowable:
    """Return pictures with their captions, ACROSS to a row."""
    side = width / ACROSS
    cells = [
        [_picture(jpeg, side - 4 * mm), Paragraph(escape(text), _CAPTION)] for jpeg, text in every
    ]
    cells += [[]] * (-len(cells) % ACROSS)
    rows = [cells[place : place + ACROSS] for place in range(0, len(cells), ACROSS)]
    whole = (0, 0), (-1, -1)
    grey = ("GRID", *whole, 0.4, colors.HexColor("#c9d1d4"))
    style = TableStyle([("FONTNAME", *whole, FONT), ("VALIGN", *whole, "TOP"), grey])
    return Table(rows, [side] * ACROSS, style=style)


def _picture(jpeg: bytes | None, width: float) -> Flowable:
    if jpeg is None:
        return Paragraph("–", _CAPTION)
    return Image(io.BytesIO(jpeg), width, HIGH, kind="bound", hAlign="LEFT")


def _bar(left: float, foot: float, wide: float) -> Rect:
    made = Rect(left, foot, wide, BAR)
    made.fillColor, made.strokeColor = colors.HexColor("#8fb6bf"), None
    return made


def _text(across: float, up: float, text: str, anchor: Literal["start", "end"]) -> String:
    return String(across, up, text, fontName=FONT, fontSize=SIZE, textAnchor=anchor)
