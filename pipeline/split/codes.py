"""The number that a form prints of itself, as in `MS: 36/BV-02`, however badly it was read."""

import re
from collections.abc import Iterator

from models.page import Page
from models.text import fold
from pipeline.split.headings import UPPER_PART
from pipeline.split.register import Register

FOOT = 0.88
"""A form's number stands at its head, or below this at its foot."""

_DIGIT = "[0-9OQDLI|SZB]"
_MARK = r"(?:M\s?[S5]|m[aẫẩấà]u\s+s[oố6ô]|m[aã]\s+s[oố6ô]|BM)"
_SERIES = re.compile(
    rf"(?:\b{_MARK}\s*[:.;,]?\s*|^\W*)({_DIGIT}{{1,3}})[a-z]?\s*([/\\]?)\s*[B8][VY]"
    rf"\s*[-–—.,]?\s*({_DIGIT}{{1,2}})\b",
    re.IGNORECASE,
)
_ALIKE = str.maketrans("OQDLI|SZB", "000111528")


def codes(page: Page, register: Register) -> Iterator[tuple[str, str]]:
    """Yield the keys of the register's codes that a page prints, and the line of each."""
    others = [key for key in register.codes if "/" not in key]
    for line in page.lines:
        if UPPER_PART < line.words[0].box.top < FOOT:
            continue
        text = line.text
        if len(text) < 120 and (found := _SERIES.search(text)):
            key = _key(found[1], found[2], found[3])
            if key in register.codes:
                yield key, text
        if others:
            plain = f" {_alike(text)} "
            yield from ((key, text) for key in others if f" {_alike(key)} " in plain)


def _key(number: str, slash: str, series: str) -> str:
    digits = number.upper().translate(_ALIKE)
    if not slash and len(digits) == 3:
        digits = digits[:2]  # the slash was read as 1, l or I
    return f"{int(digits):02}/BV{int(series.upper().translate(_ALIKE)):02}"


def _alike(text: str) -> str:
    """Return folded text in which digits and the letters they are read as are the same."""
    return fold(text).translate(str.maketrans("oqlisz", "001152"))
