"""Who the patient is."""

import re
from collections.abc import Callable, Sequence

from extractors.dates import birth_date
from extractors.fields import Words, field
from extractors.labels import Labelled
from models.document import Document
from models.page import Mark, Word
from models.record import Field, Item
from models.text import fold

VERSION = "1"
_NAME = "patient " + VERSION

Parsed = tuple[str, float] | None
"""A normalised value and how well it fits the field, 0..1; None where it does not fit."""

_TITLE = re.compile(r"^(?:ông|bà|anh|chị|cháu|bé|mr|mrs|ms|miss)\.?\s+", re.IGNORECASE)
_LIKE_DIGITS = str.maketrans("OoQDIlij|SBZzG", "00001111158226")
_CROSS = re.compile(r"^[\[\(|]*[xX×✓vV☒☑][\]\)|]*$")


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
    chosen = [_mark_after(hit.page.marks, word) for _, word in options]
    for (value, _), mark, other in zip(options, chosen, reversed(chosen), strict=False):
        if mark is not None and mark.ticked and (other is None or not other.ticked):
            return value, 0.98
    return _crossed(words)


def _mark_after(marks: Sequence[Mark], word: Word) -> Mark | None:
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


def name(text: str) -> Parsed:
    """Normalise a person's name: upper case, letters only, no title."""
    plain = _TITLE.sub("", " ".join(text.split())).strip(" .,;:-_")
    plain = re.sub(r"[^\w\s.'-]|[\d_]", "", plain).strip()
    parts = plain.split()
    if not 2 <= len(parts) <= 7:
        return (plain.upper(), 0.5) if len(plain) >= 2 else None
    return " ".join(parts).upper(), 1.0


def sex(text: str) -> Parsed:
    """Return `male` or `female` from a single word, or from a cross after one of two."""
    said = set(fold(text).split())
    male, female = said & {"nam", "male", "m", "trai"}, said & {"nu", "female", "f", "gai"}
    if bool(male) != bool(female):
        return ("male" if male else "female"), 0.98
    return None


def age(text: str) -> Parsed:
    """Return whole years, 0 to 120."""
    match = re.search(r"(?<!\d)\d{1,3}(?!\d)", text)
    if match is None or int(match[0]) > 120:
        return None
    return str(int(match[0])), 1.0


def born(text: str) -> Parsed:
    """Return a date, month or year of birth."""
    value = birth_date(text)
    return (value, 1.0) if value else None


def digits(*lengths: int) -> Callable[[str], Parsed]:
    """Return a parser for a number of one of these lengths."""

    def parse(text: str) -> Parsed:
        plain = re.sub(r"[^\dA-Za-z|]", "", text)
        plain = plain.translate(_LIKE_DIGITS)
        number = re.sub(r"\D", "", plain)
        if len(number) in lengths:
            return number, 1.0 if number == re.sub(r"\W", "", text) else 0.9
        longest = max(lengths)
        return (number[:longest], 0.4) if len(number) >= min(lengths) else None

    return parse


def phone(text: str) -> Parsed:
    """Return a telephone number of 10 or 11 digits."""
    return digits(10, 11)(text.split("/")[0].replace("+84", "0"))


def insurance(text: str) -> Parsed:
    """Return a BHYT card number of 15 characters, or the 10-digit number.

    The first two characters are letters (kind of member), the rest digits.
    Source: Decision 1351/QD-BHXH (2015) for the card's code.
    """
    plain = re.sub(r"[^0-9A-Za-z]", "", text).upper()
    match = re.search(r"[A-Z]{2}[0-9A-Z]{13}", plain)
    if match is not None:
        number = match[0][:2] + match[0][2:].translate(_LIKE_DIGITS)
        return number, 1.0 if number[2:].isdigit() and len(plain) == 15 else 0.5
    number = plain.translate(_LIKE_DIGITS)
    if len(plain) == 10 and number.isdigit():
        return number, 1.0
    return None


def code(text: str) -> Parsed:
    """Return a hospital's own number: what stands first, without spaces around its signs."""
    joined = re.sub(r"\s*([./-])\s*", r"\1", text).strip(" .,;:|[]_")
    match = re.match(r"[0-9A-Za-zĐđ][0-9A-Za-zĐđ./\-]*", joined)
    if match is None or not any(map(str.isdigit, match[0])):
        return None
    return match[0].strip("./-"), 1.0


def written(text: str) -> Parsed:
    """Return words as they stand."""
    plain = " ".join(text.split()).strip(" .,;:_|")
    plain = re.sub(r"\s+([.,;:])", r"\1", plain)
    return (plain, 1.0) if any(map(str.isalnum, plain)) else None


PARSERS: dict[str, Callable[[str], Parsed]] = {
    "full_name": name,
    "birth_date": born,
    "age": age,
    "sex": sex,
    "national_id": digits(9, 12),
    "insurance_number": insurance,
    "patient_id": code,
    "record_number": code,
    "ethnicity": written,
    "occupation": written,
    "address": written,
    "phone": phone,
    "relative": written,
}
