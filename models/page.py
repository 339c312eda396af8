"""A page as it was read."""

from dataclasses import dataclass, field
from enum import StrEnum

from models.geometry import Box, around

Transform = tuple[float, float, float, float, float, float, float, float, float]
"""A 3 x 3 homography, row by row, on fractions of the page (x right, y down)."""

HALF = 0.5
"""A word lies in a box by so much of it."""
IDENTITY: Transform = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0)


class Poor(StrEnum):
    """What makes a page hard to read, in words for who scans it again."""

    DARK = "too dark"
    PALE = "too pale"
    BLURRED = "blurred"
    COARSE = "resolution too low"
    CUT = "part of the page cut off"
    SKEWED = "too skewed"
    HARD = "hard to read"


class By(StrEnum):
    """Whose a word is: the first reader's, the second's, or both's; readings of old do not say."""

    FIRST = "first"
    SECOND = "second"
    BOTH = "both"
    UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class Word:
    """One word as read. `confidence` is 0..1; `box` lies on the cleaned, upright page.

    `other` is what the other reader read here, where the two differ: perhaps nothing, perhaps
    several words. `by` makes it no other word.
    """

    text: str
    box: Box
    confidence: float
    other: str | None = None
    by: By = field(default=By.UNKNOWN, compare=False)


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one line of writing in one column or cell, from left to right."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The words with single spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def box(self) -> Box:
        """The smallest box around the words."""
        return around(word.box for word in self.words)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table. `row` and `column` count from 0; `box` is the ruled cell."""

    row: int
    column: int
    box: Box
    lines: tuple[Line, ...]
    columns: int = 1
    """How many columns the cell spans."""

    @property
    def text(self) -> str:
        """The lines with single spaces."""
        return " ".join(line.text for line in self.lines)

    @property
    def words(self) -> tuple[Word, ...]:
        """All its words in reading order."""
        return tuple(word for line in self.lines for word in line.words)


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled or aligned table, its cells row by row."""

    box: Box
    cells: tuple[Cell, ...]

    @property
    def rows(self) -> list[list[Cell]]:
        """Cells by row, each row from left to right."""
        count = 1 + max((cell.row for cell in self.cells), default=-1)
        rows: list[list[Cell]] = [[] for _ in range(count)]
        for cell in sorted(self.cells, key=lambda cell: (cell.row, cell.column)):
            rows[cell.row].append(cell)
        return rows


class MarkKind(StrEnum):
    """What stands on a page beside its words."""

    CHECKBOX = "checkbox"
    CIRCLE = "circle"
    BARCODE = "barcode"
    STAMP = "stamp"
    SIGNATURE = "signature"
    HANDWRITING = "handwriting"
    STRIKE = "strike"


CHOICES = (MarkKind.CHECKBOX, MarkKind.CIRCLE)
"""The marks by which people choose."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something on the cleaned page beside its words; a strike is a line through some.

    `ticked` says that a checkbox is ticked; a circle, drawn around a printed option, always
    is. `text` is what a code holds, or a stamp's colour and shape as in `red round`. `label`
    is the printed option that a checkbox or circle belongs to. `confidence` is 0..1.
    """

    box: Box
    kind: MarkKind
    ticked: bool = False
    text: str = ""
    label: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a scan as read and laid out.

    `number` counts from 1 in the scan. `width` and `height` are pixels of the cleaned
    page, `dpi` its resolution. `rotation` is how many degrees clockwise (0, 90, 180, 270)
    the page lay turned in the scan. `to_scan` takes fractions of the cleaned page to
    fractions of the page as scanned. `lines` stand in reading order and hold the words
    of tables too; `tables` index the same words by cell. `born_digital` says that the
    words come from the file and not from a reader. `legibility` is 0..1, as
    `pipeline.legibility` judges it, and `poor` says what is the matter, the worst first.
    """

    number: int
    width: int
    height: int
    dpi: float
    lines: tuple[Line, ...]
    tables: tuple[Table, ...] = ()
    marks: tuple[Mark, ...] = ()
    rotation: int = 0
    to_scan: Transform = IDENTITY
    blank: bool = False
    born_digital: bool = False
    language: str = "vi"
    legibility: float = 1.0
    poor: tuple[Poor, ...] = ()

    @property
    def words(self) -> tuple[Word, ...]:
        """All words in reading order."""
        return tuple(word for line in self.lines for word in line.words)

    @property
    def choices(self) -> tuple[Mark, ...]:
        """The checkboxes and circled options."""
        return tuple(mark for mark in self.marks if mark.kind in CHOICES)

    @property
    def text(self) -> str:
        """The page's text, a line of writing a line."""
        return "\n".join(line.text for line in self.lines)

    def words_in(self, box: Box) -> tuple[Word, ...]:
        """Return the words that lie, by half of them or more, in a box of the page as scanned."""
        return tuple(word for word in self.words if box.covers(self.on_scan(word.box)) >= HALF)

    def on_scan(self, box: Box) -> Box:
        """Return where a box of the cleaned page lies on the page as scanned."""
        corners = (
            (box.left, box.top),
            (box.right, box.top),
            (box.left, box.bottom),
            (box.right, box.bottom),
        )
        points = [self.point_on_scan(x, y) for x, y in corners]
        return Box.clipped(
            min(x for x, _ in points),
            min(y for _, y in points),
            max(x for x, _ in points),
            max(y for _, y in points),
        )

    def point_on_scan(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point of the cleaned page lies on the page as scanned, in fractions."""
        a, b, c, d, e, f, g, h, i = self.to_scan
        scale = g * x + h * y + i
        return (a * x + b * y + c) / scale, (d * x + e * y + f) / scale
