"""A record to print and sign: headings, tables, places for signatures. PDF, fonts embedded."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    KeepTogether,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from exports.figures import Bar, Bars, Curve, Picture, Plot, pictures
from exports.words import FONT, font

MARGIN = 20 * mm
LEAST_BELOW = 35 * mm
"""Room for a heading and the first rows below it."""
_TITLE = ParagraphStyle("title", fontName=FONT, fontSize=15, leading=20, spaceAfter=4 * mm)
_HEAD = ParagraphStyle("head", fontName=FONT, fontSize=11, leading=15, spaceBefore=4 * mm)
_TEXT = ParagraphStyle("text", fontName=FONT, fontSize=9, leading=12.5)
_SMALL = ParagraphStyle("small", fontName=FONT, fontSize=7.5, leading=10, wordWrap="CJK")
_OURS = ("FONTNAME", (0, 0), (-1, -1), FONT)
"""Tables name a font even where paragraphs fill them, and the built-in ones are not embedded."""
_LINE = ("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.black)
SIGNING = 28 * mm
"""Height that is left for a signature."""


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, a sentence or none, and rows of as many cells each.

    `widths` are shares of the page's width, one a cell; `header` tells that the first row
    names the columns, and stands on every page. Bars, plot and pictures come after the rows.
    """

    heading: str
    text: str
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    header: bool = False
    bars: Sequence[Bar] = ()
    pictures: Sequence[Picture] = ()
    curve: Curve | None = None


def minutes(
    title: str, parts: Sequence[Part], signatures: Sequence[str], foot: str, language: str
) -> bytes:
    """Return the record as a PDF; `foot` stands on every page, before its number.

    Without `signatures` nobody signs.

    The same parts give the same bytes. EngineError where the font is missing.
    """
    font()
    buffer = io.BytesIO()
    document = SimpleDocTemplate(
        buffer,
        pagesize=A4,
        title=title,
        lang=language,
        invariant=1,
        initialFontName=FONT,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
    )
    story: list[Flowable] = [Paragraph(escape(title), _TITLE)]
    for part in parts:
        story += _part(part, document.width)
    story += _signing(signatures, document.width) if signatures else []

    def footed(canvas: Canvas, _: Any) -> None:
        canvas.setFont(FONT, 7.5)
        canvas.drawString(MARGIN, MARGIN / 2, f"{foot} · {canvas.getPageNumber()}")

    document.build(story, onFirstPage=footed, onLaterPages=footed)
    return buffer.getvalue()


def _part(part: Part, width: float) -> list[Flowable]:
    found: list[Flowable] = [Paragraph(escape(part.heading), _HEAD)]
    if part.text:
        found.append(Paragraph(escape(part.text), _TEXT))
    if part.rows:
        style = _SMALL if part.header else _TEXT
        cells = [[Paragraph(escape(cell), style) for cell in row] for row in part.rows]
        table = Table(
            cells, [share * width for share in part.widths], repeatRows=1 if part.header else 0
        )
        table.setStyle(_lines(header=part.header))
        found += [Spacer(0, 1.5 * mm), table]
    if part.bars:
        found += [Spacer(0, 1.5 * mm), Bars(part.bars, width)]
    if part.curve:
        found += [Spacer(0, 1.5 * mm), Plot(part.curve, width)]
    if part.pictures:
        found += [Spacer(0, 1.5 * mm), pictures(part.pictures, width)]
    # What may go on over pages begins where there is room below its heading; else all is one.
    long = part.rows or part.pictures
    return [CondPageBreak(LEAST_BELOW), *found] if long else [KeepTogether(found)]


def _lines(*, header: bool) -> TableStyle:
    rules: list[tuple[Any, ...]] = [
        _OURS,
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.HexColor("#9aa5a9")),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
    ]
    if header:
        rules.append(("LINEBELOW", (0, 0), (-1, 0), 0.9, colors.black))
    return TableStyle(rules)


def _signing(names: Sequence[str], width: float) -> list[Flowable]:
    cells = [[Paragraph(escape(name), _TEXT) for name in names]]
    places = Table(cells, [width / len(names)] * len(names), [SIGNING], spaceBefore=8 * mm)
    places.setStyle(TableStyle([_OURS, ("VALIGN", (0, 0), (-1, -1), "TOP"), _LINE]))
    return [places]
