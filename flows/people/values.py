"""A patient's particulars as registers write them, made into what is compared.

Each function returns an empty text for an empty cell, and raises Bad where it is none.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flows.lexicons.columns import Bad
from models.text import fold
from storage.person import Person, phone_key

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T ].*)?")
_OURS = re.compile(r"(?:(?:(\d{1,2})[/.-])?(\d{1,2})[/.-])?(\d{4})(?: 0?0:00.*)?")
_OLDEST = 1890
_SEXES = {"male": "nam male m 1 trai ong", "female": "nu female f 2 gai ba"}
_NOBODY = {"unknown", "other", "khong ro", "khac", "chua xac dinh", "0", "3", "9"}


def birth(text: str) -> str:
    """Return YYYY-MM-DD, YYYY-MM or YYYY of an ISO date, or of dd/mm/yyyy, mm/yyyy or a year."""
    if not text:
        return ""
    if match := _ISO.fullmatch(text):
        year, month, day = match[1], match[2], match[3]
    elif match := _OURS.fullmatch(text):
        year, month, day = match[3], match[2], match[1]
    else:
        raise Bad("the birth date is no date")
    try:
        born = date(int(year), int(month or 1), int(day or 1))
    except ValueError as error:
        raise Bad("the birth date is no date") from error
    if born.year < _OLDEST or born > date.today():
        raise Bad("the birth date cannot be")
    return born.isoformat()[: 10 if day else 7 if month else 4]


def sex(text: str) -> str:
    """Return `male`, `female`, or nothing where the register does not know."""
    plain = fold(text)
    if not plain or plain in _NOBODY:
        return ""
    for value, words in _SEXES.items():
        if plain in words.split():
            return value
    raise Bad("the sex is neither male nor female")


def national(text: str) -> str:
    """Return the 12 digits of a CCCD or the 9 of an old card."""
    digits = re.sub(r"[\s.-]", "", text)
    if re.fullmatch(r"\d{10,11}", digits):  # a spreadsheet took off the zeros in front
        digits = digits.zfill(12)
    if digits and not re.fullmatch(r"\d{9}|\d{12}", digits):
        raise Bad("the national id has not 12 digits, nor 9")
    return digits


def insurance(text: str) -> str:
    """Return a card's 15 characters, or the 10-digit number."""
    plain = re.sub(r"[\s.-]", "", text).upper()
    if plain and not re.fullmatch(r"[A-Z]{2}\d{13}|\d{10}", plain):
        raise Bad("the insurance number has not 15 characters, nor 10 digits")
    return plain


def phone(text: str) -> str:
    """Return the digits of a telephone number."""
    number = phone_key(text)
    if text and not number:
        raise Bad("the telephone number is none")
    return number


def name(text: str) -> str:
    """Return a name in upper case and NFC, with single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).upper().split())


_READ: dict[str, Callable[[str], str]] = {
    "birth_date": birth,
    "sex": sex,
    "national_id": national,
    "insurance_number": insurance,
    "phone": phone,
}


def person(cells: Mapping[str, str]) -> tuple[Person, tuple[str, ...]]:
    """Return who a row is, and what is wrong with cells that are left out.

    Raises Bad where nobody can be told by the row: it lacks the patient id or the name.
    """
    number, full_name = cells.get("patient_id", "").upper(), name(cells.get("full_name", ""))
    if not number:
        raise Bad("the patient id is missing")
    if not any(map(str.isalpha, full_name)):
        raise Bad("the name is missing")
    values: dict[str, Any] = {"patient_id": number, "full_name": full_name}
    values["record_number"] = cells.get("record_number", "").upper()
    values["address"] = " ".join(cells.get("address", "").split())
    wrong = []
    for key, read in _READ.items():
        try:
            values[key] = read(cells.get(key, "").strip())
        except Bad as error:
            values[key] = ""
            wrong.append(str(error))
    return Person(**values), tuple(wrong)
