"""The facility that a letterhead names."""

import re
from collections.abc import Sequence

from extractors.fields import field
from extractors.spelling import facility_name
from models.page import Line, Page
from models.record import Field
from models.text import fold

VERSION = "2"
_NAME = "letterhead " + VERSION

_FACILITY = re.compile(
    r"^(?:benh vien|trung tam y te|phong kham|tram y te|vien |benh xa|bv |ttyt|hospital|clinic)"
)
_ENGLISH_FACILITY = re.compile(r"\b(?:hospital|clinic|medical cent(?:er|re))\b", re.IGNORECASE)
_AUTHORITY = re.compile(r"^(?:so y te|bo y te|ubnd|uy ban|cong hoa|doc lap|cuc |tong cuc)")


def facility(page: Page) -> Field | None:
    """Return the facility of the letterhead, its name joined over the lines of its column."""
    top = [line for line in page.lines if line.box.top < 0.25]
    for line in top:
        plain = fold(line.text)
        english = page.language == "en" and _ENGLISH_FACILITY.search(line.text)
        capital = next((c for c in line.text if c.isalpha()), "a").isupper()
        if not capital or _AUTHORITY.match(plain) or not (_FACILITY.match(plain) or english):
            continue
        words = list(line.words)
        below = _next_in_column(line, top)
        while below is not None and _same_name(line, below) and page.language == "vi":
            words += below.words
            line, below = below, _next_in_column(below, top)
        text = " ".join(word.text for word in words)
        text, sure = facility_name(re.sub(r"\s[^\w\s]+(?=\s)|['\"`]", "", text).strip(" .,;:-+"))
        return field(page, words, text, _NAME, sure=0.97 * sure)
    return None


def _next_in_column(line: Line, lines: Sequence[Line]) -> Line | None:
    box = line.box
    under = [
        other
        for other in lines
        if box.middle < other.box.middle < box.bottom + 1.6 * box.height
        and other.box.middle - box.middle > 0.6 * box.height
        and other.box.left < box.right
        and other.box.right > box.left
    ]
    return min(under, key=lambda other: other.box.top, default=None)


def _same_name(line: Line, below: Line) -> bool:
    """Say whether the line below still belongs to the name: capitals, and no label."""
    letters = [c for c in below.text if c.isalpha()]
    upper = sum(c.isupper() for c in letters) >= 0.9 * len(letters) if letters else False
    capital = sum(c.isupper() for c in line.text if c.isalpha()) >= 0.8 * sum(
        c.isalpha() for c in line.text
    )
    return upper and capital and ":" not in below.text and not _AUTHORITY.match(fold(below.text))
