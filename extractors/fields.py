"""Values and the paper they come from: how every extractor makes a field."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from models.document import Document
from models.geometry import Box, around
from models.page import MarkKind, Page, Word
from models.record import Field, Item, Source, Status

Words = Sequence[Word]

GUESSED, GUESSED_BY_HAND = 0.2, 0.45
"""Mean confidence under which words are a guess: of a reader of print, and at handwriting."""
WRITTEN = (MarkKind.HANDWRITING, MarkKind.STRIKE)
"""Marks of ink that is there to be read."""
SLACK = 0.006
"""How far above or below a zone, in page heights, a hand may write."""


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
    words were read. Without words the field is a label with nothing written in `zone`, or with
    ink there that cannot be read; with words but no value, or with a scrawl for words, it is
    something written that cannot be read. The status is set later, by threshold
    (`extractors.confidence`).
    """
    if not words:
        return _wordless(page, zone, sure, extractor)
    place = around(word.box for word in words)
    box = page.on_scan(place)
    least = min(word.confidence for word in words)
    source = Source.HANDWRITTEN if _by_hand(page, words) else Source.PRINTED
    if value is None or is_scrawl(page, words):
        return unread(page, place, extractor, source)
    return Field(
        value,
        " ".join(word.text for word in words),
        sure * mean_confidence(words),
        Status.AUTO,
        page.number,
        box,
        source=source,
        extractor=extractor,
        read_confidence=least,
    )


def _wordless(page: Page, zone: Box | None, sure: float, extractor: str) -> Field:
    """Return the field of a zone without words: blank, or with ink that cannot be read."""
    scrawl = scrawled(page, zone, extractor) if zone is not None else None
    if scrawl is not None:
        return scrawl
    box = page.on_scan(zone) if zone is not None else None
    return Field(None, "", sure, Status.AUTO, page.number, box, extractor=extractor)


def scrawled(page: Page, zone: Box, extractor: str) -> Field | None:
    """Return the field of what was written by hand in a zone without words; None without ink."""
    ink = ink_in(page, zone)
    return unread(page, ink, extractor, Source.HANDWRITTEN) if ink is not None else None


def unread(page: Page, place: Box, extractor: str, source: Source = Source.PRINTED) -> Field:
    """Return the field of something written in `place` that cannot be read."""
    box = page.on_scan(place)
    return Field(None, None, 0.0, Status.REVIEW, page.number, box, source, extractor)


def ink_in(page: Page, zone: Box) -> Box | None:
    """Return the place of what was written by hand, or crossed out, in the zone of a label."""
    found = [
        mark.box
        for mark in page.marks
        if mark.kind in WRITTEN
        and zone.left - 0.01 < mark.box.centre < zone.right
        and mark.box.top - SLACK < zone.middle < mark.box.bottom + SLACK
    ]
    return around(found) if found else None


def is_scrawl(page: Page, words: Words) -> bool:
    """Say whether readers only guessed at words: so unsure are they of print, or of a hand."""
    sure = mean_confidence(words)
    return sure < GUESSED or (sure < GUESSED_BY_HAND and _by_hand(page, words))


def others(words: Words) -> Iterator[tuple[Word, ...]]:
    """Yield the words with what the other reader read: in all places, then in one at a time."""
    doubtful = [k for k, word in enumerate(words) if word.other is not None]
    if len(doubtful) > 1:
        yield tuple(word if word.other is None else _other(word) for word in words)
    for place in doubtful:
        yield tuple(_other(word) if k == place else word for k, word in enumerate(words))


def _other(word: Word) -> Word:
    return replace(word, text=word.other or "", other=None)


def _by_hand(page: Page, words: Words) -> bool:
    """Say whether most of the words lie under marks of handwriting."""
    marks = [mark.box for mark in page.marks if mark.kind is MarkKind.HANDWRITING]
    if not marks:
        return False
    under = sum(any(box.covers(word.box) > 0.5 for box in marks) for word in words)
    return 2 * under > len(words)


def title_words(document: Document) -> Words:
    """Return the words on its first page of the line that told the type; without, the first."""
    page, start = document.pages[0], " ".join(document.title.split()[:2])
    titles = (line.words for line in page.lines if start and start in line.text)
    return next(titles, page.words[:1])


def derived(source: Field, value: str, *, sure: float = 1.0) -> Field:
    """Return a field whose value follows from another field's words; of unread ones, none."""
    if source.value is None:
        return source
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
