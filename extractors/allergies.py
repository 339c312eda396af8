"""Allergies: the substance and what it did."""

import re
from collections.abc import Iterator, Sequence

from extractors.fields import Words, derived, field, item, within
from extractors.labels import Labelled
from models.document import Document
from models.page import Page
from models.record import Item
from models.text import fold

VERSION = "2"
_NAME = "allergies " + VERSION

_NONE = re.compile(r"^(?:khong|chua|no |none|nil|nkd?a$|ko |am tinh|0$)|chua ghi nhan|khong ro")
_ALLERGY = re.compile(r"^(?P<substance>[^()]+?)\s*(?:\((?P<reaction>[^()]+)\)?)?\s*\.?$")

_TOLD = re.compile(
    r"[Dd]ị ứng(?: với| thuốc)?:?\s+(?P<allergy>[A-ZĐ][^\W\d_]+(?: [^\W\d_]+){0,2} \([^()]{3,60}\))"
)


def extract(document: Document, labelled: Sequence[Labelled]) -> tuple[Item, ...]:
    """Return the allergies that a form states; `none known` states none."""
    found: list[Item] = []
    for hit in labelled:
        if hit.field == "allergy":
            found += _read(hit.page, hit.every or hit.words)
        elif hit.field == "section.past_history":
            found += _told(hit)
    for page in document.pages:
        for table in page.tables:
            for row in table.rows:
                if len(row) >= 3 and any(fold(c.text) in ("di ung", "di ung thuoc") for c in row):
                    found += _read(page, row[-1].words)
    return tuple(found)


def _told(hit: Labelled) -> Iterator[Item]:
    """Yield what a history tells: a substance by name, and in brackets what it did."""
    for match in _TOLD.finditer(hit.text):
        yield from _read(hit.page, within(hit.every, *match.span("allergy")))


def _read(page: Page, words: Words) -> Iterator[Item]:
    text = " ".join(word.text for word in words).strip(" .,;:")
    if not text or _NONE.search(fold(text)):
        return
    match = _ALLERGY.match(text)
    if match is None or sum(map(str.isalpha, match["substance"])) < 3:
        return
    made = field(page, words, match["substance"].strip(" .,;:"), _NAME, sure=0.95)
    reaction = match["reaction"]
    yield item(substance=made, reaction=derived(made, reaction.strip()) if reaction else None)
