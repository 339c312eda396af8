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
    rf"\b(trang|page|to so|so to)\s*(?:so)?\s*[:.]?\s*{_N}(?![\w/.-]*[/.-]\d+[/.-])"
    rf"(?:\s*(?:/|\bof\b|\btren\b|\btong so\b)\s*{_N})?(?![0-9])",
    re.IGNORECASE,
)
_BARE = re.compile(rf"^\W*{_N}\s*(?:/|\bof\b)\s*{_N}\W*$", re.IGNORECASE)
_OF = re.compile(r"\b([0-9]{1,2}) of ([0-9]{1,2})\b", re.IGNORECASE)
_ALIKE = str.maketrans("oOlLiI|", "0011111")
_MARKS = re.compile("[\u0300-\u036f]")


@dataclass(frozen=True, slots=True)
class Count:
    """Page or sheet `place` (from 1) of `whole`, None where that is not said."""

    place: int
    whole: int | None


def count_of(page: Page) -> Count | None:
    """Return what a page's head or foot says of its place, the foot first."""
    boxes = [(line.words[0].box, line.text) for line in page.lines]
    edges = [(box, text) for box, text in boxes if box.top < HEAD or box.bottom > FOOT]
    for box, read in sorted(edges, key=lambda edge: -edge[0].top):
        text = _MARKS.sub("", unicodedata.normalize("NFD", read))
        if found := _COUNTED.search(text):
            made = _made(found[2], found[3])
        elif box.top < EDGE or box.bottom > 1 - EDGE:
            found = _BARE.match(text) or _OF.search(text)
            made = _made(found[1], found[2]) if found else None
        else:
            made = None
        if made:
            return made
    return None


def _made(place: str, whole: str | None) -> Count | None:
    number = int(place.translate(_ALIKE))
    total = int(whole.translate(_ALIKE)) if whole else None
    if not 1 <= number <= MOST or (total is not None and not number <= total <= MOST):
        return None
    return Count(number, total)


def out_of_sequence(document: Document) -> tuple[tuple[int, Doubt], ...]:
    """Return where a document's pages are not in order or lack one: number in the scan, and why.

    A page without a count may be any that lacks. Where no page says how many there are, the
    first need not be there: sheets, and pages of a whole chart, are counted from scan to scan.
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
    wholes = [count.whole for _, count in said if count.whole]
    first, last = 1 if wholes else min(there), max(*there, *wholes, 0)
    lacking = set(range(first, last + 1)) - there
    if len(lacking) > len(counts) - len(said):
        after = [number for number, count in said if count.place > min(lacking)]
        found.append((min(after, default=document.numbers[-1]), Doubt.PAGES_MISSING))
    return tuple(found)
