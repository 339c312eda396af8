"""A patient's particulars as normalised values: what each may look like."""

import re
from collections.abc import Callable
from itertools import takewhile

from extractors.dates import birth_date, short_date
from models.text import fold

Parsed = tuple[str, float] | None
"""A normalised value and how well it fits the field, 0..1; None where it does not fit."""

_TITLE = re.compile(r"^(?:ông|bà|anh|chị|cháu|bé|mr|mrs|ms|miss)\.?\s+", re.IGNORECASE)
_LIKE_DIGITS = str.maketrans("OoQDIlij|SBZzG", "00001111158226")


def name(text: str) -> Parsed:
    """Normalise a person's name: upper case, letters only, no title."""
    plain = _TITLE.sub("", " ".join(text.split())).strip(" .,;:-_")
    plain = re.sub(r"[^\w\s.'-]|[\d_]", "", plain).strip()
    parts = _capitals(plain.split())
    if not 2 <= len(parts) <= 7:
        return (plain.upper(), 0.5) if len(plain) >= 2 else None
    return " ".join(parts).upper(), 1.0


def _capitals(parts: list[str]) -> list[str]:
    """Drop what goes on in small letters after a name in capitals: `AN đã được điều trị`."""
    if len(parts) < 3 or not all(part.isupper() for part in parts[:2]):
        return parts
    return list(takewhile(lambda part: not part[:1].islower(), parts))


def sex(text: str) -> Parsed:
    """Return `male` or `female` from a single word, or from a cross after one of two."""
    said = set(fold(text).split())
    male, female = said & {"nam", "male", "m", "trai"}, said & {"nu", "female", "f", "gai"}
    if bool(male) != bool(female):
        return ("male" if male else "female"), 0.98
    return None


def age(text: str) -> Parsed:
    """Return whole years, 0 to 120; months and days of infants give the years that are full."""
    match = re.search(r"(?<!\d)(\d{1,3})(?!\d)\s*(\w*)", text)
    if match is None or int(match[1]) > 120:
        return None
    parts = {"thang": 12, "months": 12, "month": 12, "ngay": 365, "days": 365, "gio": 8766}
    return str(int(match[1]) // parts.get(fold(match[2]), 1)), 1.0


def born(text: str) -> Parsed:
    """Return a date, month or year of birth."""
    value = birth_date(text)
    if value is None:
        short = short_date(text, born=True)
        return (short, 0.6) if short else None
    lost = len(value) == 4 and re.search(r"\d\s*[/.-]\s*\d", text)
    return value, 0.5 if lost else 1.0


def digits(*lengths: int) -> Callable[[str], Parsed]:
    """Return a parser for a number of one of these lengths."""

    def parse(text: str) -> Parsed:
        plain = re.sub(r"[^\dA-Za-z|]", "", text)
        plain = plain.translate(_LIKE_DIGITS)
        number = re.sub(r"\D", "", plain)
        if len(number) in lengths:
            return number, 1.0 if number == re.sub(r"\W", "", text) else 0.9
        longest = max(lengths)
        return (number[:longest], 0.4) if len(number) > longest else None

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
