"""Values and the paper they come from: how every extractor makes a field."""

from collections.abc import Sequence
from dataclasses import replace

from models.document import Document
from models.geometry import Box, around
from models.page import Page, Word
from models.record import Field, Item, Status

Words = Sequence[Word]


def field(
    page: Page,
    words: Words,
    value: str | None,
    extractor: str,
    *,
    sure: float = 1.0,
    zone: Box | None = None,
) -> Field:
    """Return a field read from `words` of `page`.

    `sure`, 0..1, is how well the value fits what the field can be, apart from how well its
    words were read. Without words the field is a label with nothing written in `zone`; with
    words but no value it is something written that cannot be read. The status is set later,
    by threshold (`extractors.confidence`).
    """
    if not words:
        box = page.on_scan(zone) if zone is not None else None
        return Field(None, "", sure, Status.AUTO, page.number, box, extractor=extractor)
    box = page.on_scan(around(word.box for word in words))
    least = min(word.confidence for word in words)
    if value is None:
        return Field(None, None, 0.0, Status.REVIEW, page.number, box, extractor=extractor)
    return Field(
        value,
        " ".join(word.text for word in words),
        sure * mean_confidence(words),
        Status.AUTO,
        page.number,
        box,
        extractor=extractor,
        read_confidence=least,
    )


def title_words(document: Document) -> Words:
    """Return the words on its first page of the line that told the type; without, the first."""
    page, start = document.pages[0], " ".join(document.title.split()[:2])
    titles = (line.words for line in page.lines if start and start in line.text)
    return next(titles, page.words[:1])


def derived(source: Field, value: str, *, sure: float = 1.0) -> Field:
    """Return a field whose value follows from another field's words."""
    return replace(source, value=value, confidence=source.confidence * sure)


def mean_confidence(words: Words) -> float:
    """Return the readers' confidence over the letters of `words`, 0..1."""
    letters = sum(len(word.text) for word in words)
    return sum(len(word.text) * word.confidence for word in words) / max(1, letters)


def item(**fields: Field | None) -> Item:
    """Return an object of the fields that are there, in the order given."""
    return {key: made for key, made in fields.items() if made is not None}


def within(words: Words, start: int, end: int) -> list[Word]:
    """Return the words that characters [start, end) of their joined text lie in."""
    own, at = [], 0
    for word in words:
        if at < end and at + len(word.text) > start:
            own.append(word)
        at += len(word.text) + 1
    return own
