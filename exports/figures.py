"""Bars, plots and pictures for what is printed: drawn from counts and JPEGs, fonts embedded."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.sax.saxutils import escape

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
HEIGHT, LEFT, FOOT = 150, 44, 16
"""Of a plot: its height, and what is left for figures beside and under it, in points."""
COUNTS = 30
"""Points that are left for the figures."""
BLUE = colors.HexColor("#8fb6bf")
_CAPTION = ParagraphStyle("caption", fontName=FONT, fontSize=7.5, leading=9.5)

Point = tuple[float, float]
"""From the left and from the foot of a plot, 0..1."""
Bar = tuple[str, int]
Picture = tuple[bytes | None, str]
"""A JPEG, None where there is none, and its caption."""


class Bars(Flowable):
    """A level bar for each count, as wide as `width` points in all."""

    def __init__(self, counts: Sequence[Bar], width: float) -> None:
        super().__init__()
        self.counts, self.width, self.height = counts, width, ROW * len(counts)

    def draw(self) -> None:
        """Draw on the canvas that the document gives."""
        most, left = max(count for _, count in self.counts) or 1, NAMES * self.width
        room = self.width - left - COUNTS
        for place, (name, count) in enumerate(self.counts, 1):
            foot, wide = ROW * (len(self.counts) - place), room * count / most
            self.canv.setFont(FONT, SIZE)
            self.canv.drawRightString(left - 6, foot + 2, name)
            self.canv.setFillColor(BLUE)
            self.canv.rect(left, foot, wide, BAR, stroke=0, fill=1)
            self.canv.setFillColor(colors.black)
            self.canv.drawString(left + wide + 4, foot + 2, str(count))


@dataclass(frozen=True, slots=True)
class Curve:
    """A line from the left on, lines of where it may lead, and days that are marked by name.

    `most` stands at the top of the plot, `ends` at its left and its right; the first of the
    `ahead` lines is drawn stronger.
    """

    points: Sequence[Point]
    ahead: Sequence[tuple[Point, Point]]
    marks: Sequence[tuple[float, str]]
    most: str
    ends: tuple[str, str]


class Plot(Flowable):
    """A curve, as wide as `width` points in all."""

    def __init__(self, curve: Curve, width: float) -> None:
        super().__init__()
        self.curve, self.width, self.height = curve, width, HEIGHT

    def draw(self) -> None:
        """Draw on the canvas that the document gives."""
        one, canvas = self.curve, self.canv
        canvas.setFont(FONT, SIZE)
        canvas.setLineWidth(0.4)
        canvas.line(*self._at((0, 0)), *self._at((1, 0)))
        canvas.line(*self._at((0, 0)), *self._at((0, 1)))
        for height, text in ((0.0, "0"), (1.0, one.most)):
            canvas.drawRightString(LEFT - 4, self._at((0, height))[1] - 3, text)
        canvas.drawString(LEFT, 2, one.ends[0])
        canvas.drawRightString(self.width, 2, one.ends[1])
        canvas.setStrokeColor(BLUE)
        canvas.setLineWidth(1.6)
        for start, end in pairwise(one.points):
            canvas.line(*self._at(start), *self._at(end))
        for place, (start, end) in enumerate(one.ahead):
            canvas.setDash(4, 3)
            canvas.setLineWidth(0.6 if place else 1.2)
            canvas.line(*self._at(start), *self._at(end))
        canvas.setDash()
        canvas.setStrokeColor(colors.black)
        for across, name in one.marks:
            canvas.line(*self._at((across, 0)), *self._at((across, 1)))
            canvas.drawRightString(self._at((across, 1))[0] - 3, self._at((0, 1))[1] - SIZE, name)

    def _at(self, point: Point) -> Point:
        return LEFT + point[0] * (self.width - LEFT), FOOT + point[1] * (self.height - FOOT - 4)


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
