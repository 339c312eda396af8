"""Which pages are one document, and which form it is."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any

from rapidfuzz import fuzz

from models.document import Document
from models.page import Line, Page
from models.record import DocumentType
from models.text import fold, squeeze

VERSION = "2"

UPPER_PART = 0.42
"""A title stands in this upper part of a page."""
LEAST_LIKENESS = 86
"""Of 100; a title read worse than this is no title."""

CODE_ALONE = 0.7
"""How sure a type is that only a code tells."""
TITLE_LINES = 4
"""A title in a narrow column runs over no more lines."""

_SECTION = re.compile(r"^(?!X\s*[-–]\s*(?:QUANG|RAY))(?:[A-ZĐ]|[IVX]{1,4}|\d{1,2})\s*[-–.)]\s*\w")
_CODE = re.compile(r"\bMS\s*[:.]?\s*(\d{1,2})\s*/\s*BV\s*-?\s*(\d{1,2})\b")
_PAGE_OF = re.compile(r"\b(?:trang|page|to so)\s*(\d{1,2})\b")


def split(pages: Sequence[Page]) -> tuple[Document, ...]:
    """Cut a scan's pages into typed documents. Blank pages belong to none.

    A page with the title of a form begins a document, unless it counts itself as a later page
    of the form before; a page without a title goes on with the document before it.
    """
    documents: list[tuple[list[Page], tuple[DocumentType, float, str]]] = []
    for page in pages:
        if page.blank:
            continue
        kind = title_of(page)
        if documents and _goes_on(page, kind, documents[-1][1]):
            documents[-1][0].append(page)
        else:
            documents.append(([page], kind or (DocumentType.OTHER, 0.5, "")))
    return tuple(
        Document(tuple(run), kind, confidence, _language(run), title)
        for run, (kind, confidence, title) in documents
    )


def title_of(page: Page) -> tuple[DocumentType, float, str] | None:
    """Return the form that a page is headed as, how sure (0..1), and the heading as read."""
    for headings in _headings(page):
        fits = [fit for heading in headings for fit in _fits(heading)]
        if fits:
            _, kind, likeness, heading = max(fits)
            return kind, likeness / 100, heading
    return _coded(page)


def _coded(page: Page) -> tuple[DocumentType, float, str] | None:
    """Return the form that the printed code of a page without a legible title names."""
    for line in page.lines:
        code = _CODE.search(line.text) if line.box.top < UPPER_PART else None
        if code is not None:
            kind = _codes().get(f"{int(code[1]):02}/BV{int(code[2]):02}")
            return (kind, CODE_ALONE, line.text) if kind else None
    return None


def _fits(heading: str) -> Iterator[tuple[float, DocumentType, float, str]]:
    """Yield the titles that a heading may be, each with its worth: likeness and length."""
    whole = squeeze(heading)
    for title, kind in _titles():
        # A heading may go on after the title, never before it.
        likeness = fuzz.ratio(title, whole[: len(title)])
        if likeness >= (LEAST_LIKENESS if len(title) > 11 else LEAST_LIKENESS + 5):
            worth = likeness + min(len(title), 40) * 0.75
            yield worth, kind, likeness, heading


def _goes_on(
    page: Page,
    kind: tuple[DocumentType, float, str] | None,
    before: tuple[DocumentType, float, str],
) -> bool:
    if before[0] is DocumentType.COVER_SHEET:
        return False
    if kind is None:
        return True
    later = _PAGE_OF.search(fold(" ".join(line.text for line in page.lines[-3:])))
    return kind[0] is before[0] and later is not None and int(later[1]) > 1


def _headings(page: Page) -> Iterator[list[str]]:
    """Yield what may be a title in the upper part: a line alone, and with those below it."""
    top = [line for line in page.lines if line.box.top < UPPER_PART]
    for line in top:
        texts: list[str] = []
        below: Line | None = line
        while below is not None and _heading(below) and len(texts) < TITLE_LINES:
            texts.append(" ".join([*texts[-1:], _heading(below)]))
            below = _below(below, top)
        if texts:
            yield texts


def _heading(line: Line) -> str:
    """Return the longest run of capitals in a line; empty where it is too short for a title."""
    if _SECTION.match(line.text):
        return ""
    runs = groupby(line.words, key=lambda word: any(map(str.islower, word.text)))
    texts = [" ".join(word.text for word in run) for small, run in runs if not small]
    text = max(texts, key=len, default="")
    return text if sum(map(str.isalpha, text)) >= 4 else ""


def _below(line: Line, lines: Sequence[Line]) -> Line | None:
    """Return the next line of the same column, if it follows at once."""
    box = line.box
    near = [
        other
        for other in lines
        if box.middle < other.box.top < box.bottom + 1.2 * box.height
        and other.box.left < box.right
        and other.box.right > box.left
    ]
    return min(near, key=lambda other: abs(other.box.centre - box.centre), default=None)


def _language(pages: Sequence[Page]) -> str:
    votes = Counter(page.language for page in pages if page.lines)
    return votes.most_common(1)[0][0] if votes else "vi"


@cache
def _titles() -> tuple[tuple[str, DocumentType], ...]:
    return tuple(
        (squeeze(title), DocumentType(form["type"]))
        for form in _register()
        for title in form["titles"]
    )


@cache
def _codes() -> dict[str, DocumentType]:
    return {c: DocumentType(form["type"]) for form in _register() for c in form.get("codes", ())}


@cache
def _register() -> list[dict[str, Any]]:
    data = tomllib.loads(files("configs").joinpath("forms.toml").read_text("utf-8"))
    forms: list[dict[str, Any]] = data["form"]
    return forms
