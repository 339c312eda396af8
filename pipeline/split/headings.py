"""What may be the title of a page: runs of capitals, alone or over several lines."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median

from models.geometry import Box
from models.page import Line, Page
from models.text import squeeze

UPPER_PART = 0.42
"""A title stands in this upper part of a page."""
TITLE_LINES = 4
"""A title in a narrow column runs over no more lines."""
TALL = 1.3
"""Small letters make a title only where they are so much taller than the page's usual ones."""
MOST_WORDS = 14
MISREAD = 0.34
"""The share of letters of a word in capitals that may be read as small ones."""

_READ_SO = r"[IVXLHNUTMWYJliíìt1|!\[\](){}/\\]{1,5}[.)]"
"""A Roman number as it may be read: III. as HI. or IN., II. as ll. or U."""
_SECTION = re.compile(
    rf"^\W*(?!X\s*[-–]\s*(?:QUANG|RAY))(?:(?:[A-ZĐ]|[IVX]{{1,4}}|\d{{1,2}})\s*[-–.)]|{_READ_SO})\s*\w"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A possible title. `text` is as read; `top` and `centre` are fractions of the page.

    `height` is that of its letters in parts of the page's median; `mixed` says that it has
    small letters; `rank` is how many possible titles stand above it.
    """

    text: str
    top: float
    centre: float
    height: float
    mixed: bool
    alone: bool
    rank: int

    @property
    def squeezed(self) -> str:
        """The text for comparing."""
        return squeeze(self.text)


def headings(page: Page) -> Iterator[Heading]:
    """Yield what may be a title in the upper part: a line alone, and with those below it."""
    top = [(line, line.box) for line in page.lines if line.words[0].box.top < UPPER_PART]
    usual = median(word.box.height for line in page.lines for word in line.words) if top else 0.0
    rank = 0
    for line, box in top:
        texts: list[str] = []
        below: tuple[Line, Box] | None = (line, box)
        tall = usual > 0 and _height(line) >= TALL * usual
        while below is not None and len(texts) < TITLE_LINES:
            text = _heading(below[0], tall=tall)
            if not text:
                break
            texts.append(" ".join([*texts[-1:], text]))
            below = _below(below[1], top)
        for text in texts:
            yield _made(line, text, _height(line) / usual if usual else 1.0, rank)
        rank += bool(texts)


def is_small(word: str) -> bool:
    """Say whether a word is in small letters: of capitals a few may be misread, as in GlẤY."""
    small = sum(map(str.islower, word))
    return small > 0 and (len(word) < 3 or small > MISREAD * sum(map(str.isalpha, word)))


def _made(line: Line, text: str, height: float, rank: int) -> Heading:
    box, mixed = line.box, any(map(is_small, text.split()))
    alone = squeeze(text).startswith(squeeze(line.text))
    return Heading(text, box.top, box.centre, height, mixed, alone, rank)


def _height(line: Line) -> float:
    return median(word.box.height for word in line.words)


def _heading(line: Line, *, tall: bool) -> str:
    """Return the longest run of capitals in a line; empty where it is too short for a title."""
    if _SECTION.match(line.text) or len(line.words) > MOST_WORDS:
        return ""
    runs = groupby(line.words, key=lambda word: is_small(word.text))
    texts = [" ".join(word.text for word in run) for small, run in runs if not small]
    text = max(texts, key=len, default="")
    if sum(map(str.isalpha, text)) >= 4:
        return text
    return line.text if tall and line.text[:1].isupper() else ""


def _below(box: Box, lines: Sequence[tuple[Line, Box]]) -> tuple[Line, Box] | None:
    """Return the next line of the same column, if it follows at once."""
    near = [
        (line, place)
        for line, place in lines
        if box.middle < place.top < box.bottom + 1.2 * box.height
        and place.left < box.right
        and place.right > box.left
    ]
    return min(near, key=lambda other: abs(other[1].centre - box.centre), default=None)
