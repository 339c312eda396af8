"""Which page of how many a page says it is, and what a document's pages lack."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from models.document import Document
from models.doubt import Doubt
from models.page import Page

HEAD, FOOT = 0.3, 0.85
"""Pages are counted above the one and below the other, as fractions of the page."""
EDGE = 0.09
"""Two numbers without a word count pages only so near to the edge."""
MOST = 60
"""A larger number is a year, a room or a price."""

_N = r"([0-9oOlI|]{1,2})"
_COUNTED = re.compile(
    rf"\b(trang|page|to so|so to|to)\s*(?:so)?\s*[:.]?\s*{_N}(?![\w/.-]*[/.-]\d+[/.-])"
    rf"(?:\s*(?:/|\bof\b|\btren\b|\btong so\b)\s*{_N})?(?![0-9])",
    re.IGNORECASE,
)
_BARE = re.compile(rf"^\W*{_N}\s*(?:/|\bof\b)\s*{_N}\W*$", re.IGNORECASE)
_OF = re.compile(r"\b([0-9]{1,2}) of ([0-9]{1,2})\b", re.IGNORECASE)
_ALIKE = str.maketrans("oOlLiI|", "0011111")
_MARKS = re.compile("[\u0300-\u036f]")


@dataclass(frozen=True, slots=True)
class Count:
    """Page `place` (from 1) of `whole`, None where that is not said.

    `sheets` says that sheets are counted and not pages, as treatment sheets are over a stay.
    """

    place: int
    whole: int | None
    sheets: bool = False


def count_of(page: Page) -> Count | None:
    """Return what a page's head or foot says of its place, the foot first."""
    edges = [line for line in page.lines if line.box.top < HEAD or line.box.bottom > FOOT]
    for line in sorted(edges, key=lambda line: -line.box.top):
        text = _MARKS.sub("", unicodedata.normalize("NFD", line.text))
        if found := _COUNTED.search(text):
            made = _made(found[2], found[3], sheets="to" in found[1].lower().split())
        elif line.box.top < EDGE or line.box.bottom > 1 - EDGE:
            found = _BARE.match(text) or _OF.search(text)
            made = _made(found[1], found[2]) if found else None
        else:
            made = None
        if made:
            return made
    return None


def _made(place: str, whole: str | None, *, sheets: bool = False) -> Count | None:
    number = int(place.translate(_ALIKE))
    total = int(whole.translate(_ALIKE)) if whole else None
    if not 1 <= number <= MOST or (total is not None and not number <= total <= MOST):
        return None
    return Count(number, total, sheets)


def out_of_sequence(document: Document) -> tuple[tuple[int, Doubt], ...]:
    """Return where a document's pages are not in order or lack one: number in the scan, and why.

    A page without a count may be any that lacks. Of counted sheets the first need not be there:
    they go on from scan to scan.
    """
    counts = [(page.number, count_of(page)) for page in document.pages]
    said = [(number, count) for number, count in counts if count]
    if not said:
        return ()
    found = []
    for (_, before), (number, count) in pairwise(said):
        if count.place <= before.place:
            found.append((number, Doubt.PAGES_ORDER))
    there = {count.place for _, count in said}
    first = min(there) if all(count.sheets for _, count in said) else 1
    last = max(max(there), *(count.whole or 0 for _, count in said))
    lacking = set(range(first, last + 1)) - there
    if len(lacking) > len(counts) - len(said):
        after = [number for number, count in said if count.place > min(lacking)]
        found.append((min(after, default=document.numbers[-1]), Doubt.PAGES_MISSING))
    return tuple(found)
