"""Who the patient is."""

import re
from collections.abc import Sequence

from extractors.fields import Words, field
from extractors.labels import Labelled
from extractors.particulars import PARSERS, sex
from models.document import Document
from models.page import Mark, MarkKind, Word
from models.record import Field, Item
from models.text import fold

VERSION = "1"
_NAME = "patient " + VERSION


def extract(document: Document, labelled: Sequence[Labelled]) -> Item:
    """Return the patient's fields; of a field found twice the surer value."""
    found: dict[str, Field] = {}
    named = next((hit for hit in labelled if hit.field == "patient.full_name"), None)
    for hit in labelled:
        group, _, key = hit.field.partition(".")
        if group != "patient" or _is_letterhead(hit, named):
            continue
        made = _sex(hit) if key == "sex" else _field(hit, key)
        if made is not None and _better(made, found.get(key)):
            found[key] = made
    if "birth_date" in found and found["birth_date"].value:
        found.pop("age", None)
    return {key: found[key] for key in PARSERS if key in found}


def _is_letterhead(hit: Labelled, named: Labelled | None) -> bool:
    """Say whether an address or telephone above the patient's name is the hospital's own."""
    if hit.field not in ("patient.address", "patient.phone") or named is None:
        return False
    above = hit.heading[0].box.bottom < named.heading[0].box.top
    return hit.page.number < named.page.number or (hit.page is named.page and above)


def _better(made: Field, before: Field | None) -> bool:
    if before is None or before.value is None:
        return before is None or made.value is not None
    return made.value is not None and made.confidence > before.confidence + 0.15


def _field(hit: Labelled, key: str) -> Field | None:
    words = hit.every if key in ("address", "relative") else hit.words
    if key == "insurance_number" and sum(c.isdigit() for c in hit.text) < 10:
        words = (*hit.words, *_next_line(hit))
    if not words:
        return field(hit.page, (), None, _NAME, sure=0.9, zone=hit.zone)
    parsed = PARSERS[key](" ".join(word.text for word in words))
    if parsed is None:
        return field(hit.page, words, None, _NAME)
    value, sure = parsed
    return field(hit.page, words, value, _NAME, sure=sure * hit.likeness)


def _next_line(hit: Labelled) -> Words:
    """Return the digits that begin the next line: a long number wraps like any other word."""
    last = (hit.words or hit.heading)[-1].box
    for line in hit.page.lines:
        box = line.box
        if last.middle < box.top + box.height / 2 - 0.3 * last.height < last.bottom + last.height:
            first = line.words[0]
            if box.top > last.middle and first.text.isdigit() and len(first.text) >= 6:
                return (first,)
    return ()


def _sex(hit: Labelled) -> Field | None:
    words = hit.words
    if not words:
        return field(hit.page, (), None, _NAME, sure=0.9, zone=hit.zone)
    ticked = _ticked(hit, words)
    if ticked is not None:
        value, sure = ticked
        return field(hit.page, words, value, _NAME, sure=sure)
    parsed = sex(" ".join(word.text for word in words))
    if parsed is None:
        return field(hit.page, words, None, _NAME)
    return field(hit.page, words, parsed[0], _NAME, sure=parsed[1])


def _ticked(hit: Labelled, words: Sequence[Word]) -> tuple[str, float] | None:
    """Return the option of `1. Nam [ ] 2. Nữ [x]` whose box is ticked."""
    options: list[tuple[str, Word]] = []
    for word in words:
        letters = re.match(r"[\d.]*(nam|nu)", fold(word.text).replace(" ", ""))
        if letters is not None:
            options.append(("male" if letters[1] == "nam" else "female", word))
    if len(options) < 2:
        return None
    chosen = [_mark_of(hit.page.choices, word) for _, word in options]
    for (value, _), mark, other in zip(options, chosen, reversed(chosen), strict=False):
        if mark is not None and mark.ticked and (other is None or not other.ticked):
            return value, 0.98
    return _crossed(words)


def _mark_of(marks: Sequence[Mark], word: Word) -> Mark | None:
    """Return the ring around an option or its number, else the box after it."""
    for mark in marks:
        if mark.kind is MarkKind.CIRCLE and mark.box.top < word.box.middle < mark.box.bottom:
            before = -0.01 < word.box.left - mark.box.right < 0.02
            if before or mark.box.left < word.box.centre < mark.box.right:
                return mark
    return _box_after([mark for mark in marks if mark.kind is MarkKind.CHECKBOX], word)


def _box_after(marks: Sequence[Mark], word: Word) -> Mark | None:
    level = [
        mark
        for mark in marks
        if mark.box.top < word.box.bottom
        and mark.box.bottom > word.box.top
        and mark.box.centre > word.box.left
    ]
    nearest = min(level, key=lambda mark: abs(mark.box.left - word.box.right), default=None)
    if nearest is None or abs(nearest.box.left - word.box.right) > 0.06:
        return None
    return nearest


def _crossed(words: Sequence[Word]) -> tuple[str, float] | None:
    """Tell the option by the cross that was read as a letter after it."""
    text = " ".join(word.text for word in words)
    match = re.search(r"nam(?P<male>.*?)(?:2\W*)?n[ữưứừửuú](?P<female>.*)", text, re.IGNORECASE)
    if match is None:
        return None
    male, female = (bool(re.search(r"[xX×]", match[k])) for k in ("male", "female"))
    if male == female:
        return None
    return ("male" if male else "female"), 0.95
