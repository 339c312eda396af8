"""Who the patient is."""

from collections.abc import Sequence

from extractors.cards import told_by_codes
from extractors.fields import Words, field, others
from extractors.labels import Labelled
from extractors.particulars import PARSERS, Parsed
from extractors.sexes import sex_of
from models.document import Document
from models.record import Field, Item

VERSION = "2"
_NAME = "patient " + VERSION

FITS = 0.6
"""A reading that fits its field less is held against what the other reader read."""
SECOND = 0.85
"""How sure the other reading is, where only it fits."""


def extract(document: Document, labelled: Sequence[Labelled]) -> Item:
    """Return the patient's fields; of a field found twice the surer value."""
    found: dict[str, Field] = {}
    named = next((hit for hit in labelled if hit.field == "patient.full_name"), None)
    for hit in labelled:
        group, _, key = hit.field.partition(".")
        if group != "patient" or _is_letterhead(hit, named) or _is_relatives(hit, labelled):
            continue
        made = sex_of(hit, _NAME) if key == "sex" else _field(hit, key)
        if made is not None and _better(made, found.get(key)):
            found[key] = made
    found = told_by_codes(document, found)
    if "birth_date" in found and found["birth_date"].value:
        found.pop("age", None)
    return {key: found[key] for key in PARSERS if key in found}


def _is_letterhead(hit: Labelled, named: Labelled | None) -> bool:
    """Say whether an address or telephone above the patient's name is the hospital's own."""
    if hit.field not in ("patient.address", "patient.phone") or named is None:
        return False
    above = hit.heading[0].box.bottom < named.heading[0].box.top
    return hit.page.number < named.page.number or (hit.page is named.page and above)


def _is_relatives(hit: Labelled, labelled: Sequence[Labelled]) -> bool:
    """Say whether a telephone stands behind a relative's name in the same row."""
    if hit.field != "patient.phone":
        return False
    row = [
        other
        for other in labelled
        if other.page is hit.page
        and abs(other.heading[0].box.middle - hit.heading[0].box.middle) < 0.008
        and other.heading[0].box.left < hit.heading[0].box.left
    ]
    return bool(row) and row[-1].field == "patient.relative"


def _better(made: Field, before: Field | None) -> bool:
    if before is None or before.value is None:
        return before is None or made.value is not None
    return made.value is not None and made.confidence > before.confidence + 0.15


def _field(hit: Labelled, key: str) -> Field | None:
    words: Words = hit.every if key in ("address", "relative") else hit.words
    if key == "insurance_number" and sum(c.isdigit() for c in hit.text) < 10:
        words = (*hit.words, *_next_line(hit))
    if not words:
        return field(hit.page, (), None, _NAME, sure=0.9, zone=hit.zone)
    words, parsed = _parsed(words, key)
    if parsed is None:
        return field(hit.page, words, None, _NAME)
    value, sure = parsed
    return field(hit.page, words, value, _NAME, sure=sure * hit.likeness)


def _parsed(words: Words, key: str) -> tuple[Words, Parsed]:
    """Return a value of the reading that fits the field, the first reading before the other."""
    parsed = PARSERS[key](" ".join(word.text for word in words))
    if parsed is not None and parsed[1] >= FITS:
        return words, parsed
    for again in others(words):
        second = PARSERS[key](" ".join(word.text for word in again))
        if second is not None and second[1] >= FITS and (parsed is None or second[1] > parsed[1]):
            return again, (second[0], second[1] * SECOND)
    return words, parsed


def _next_line(hit: Labelled) -> Words:
    """Return the digits that begin the next line: a long number wraps like any other word."""
    label = hit.heading[0].box
    for line in hit.page.lines:
        first = line.words[0]
        under = 0.5 * label.height < first.box.middle - label.middle < 2.5 * label.height
        near = abs(first.box.left - label.left) < 0.05
        if under and near and first.text.isdigit() and len(first.text) >= 6:
            return (first,)
    return ()
