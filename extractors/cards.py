"""What barcodes and QR codes say of the patient, beside what is printed.

Identity cards: `id|old id|name|ddmmyyyy|sex|address|issued` (Circular 06/2021/TT-BCA). Insurance
cards: `number|name in hex|dd/mm/yyyy|1 or 2|...` (Decision 1666/QĐ-BHXH, 2020).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from rapidfuzz import fuzz

from extractors.particulars import insurance, name, sex, written
from extractors.visit_codes import prescription
from models.document import Document
from models.page import Mark, MarkKind, Page
from models.record import Field, Source, Status
from models.slip import slip_of
from models.text import fold

VERSION = "2"
_NAME = "cards " + VERSION

NUMBERS = ("insurance_number", "national_id", "patient_id", "record_number")
LEAST_ALIKE = 70
"""Of 100: a card with a name less like the printed one is another person's."""
MOST_WRONG = 2
"""Letters by which a number as read may differ from the code beside it and be the same."""
HELD, FILLED, GUESSED = 0.995, 0.97, 0.8
"""How sure a value is that code and print agree on; that a code says; that it may be meant by."""
_DATE = re.compile(r"(\d\d)/?(\d\d)/?((?:19|20)\d\d)$")


def told_by_codes(document: Document, found: Mapping[str, Field]) -> dict[str, Field]:
    """Return the patient's fields, corroborated, mended or filled by the codes of the pages."""
    made = dict(found)
    for page in document.pages:
        for mark in page.marks:
            if mark.kind is MarkKind.BARCODE and "|" in mark.text:
                _card(made, page, mark)
            elif mark.kind is MarkKind.BARCODE and not _of_something_else(mark.text):
                _number(made, page, mark)
    return made


def _of_something_else(text: str) -> bool:
    return slip_of(text) is not None or prescription(text) is not None


def _card(made: dict[str, Field], page: Page, mark: Mark) -> None:
    said = dict(_identity(mark.text.split("|")))
    printed = made.get("full_name")
    known = printed.value if printed is not None else None
    if known and fuzz.ratio(fold(known), fold(said.get("full_name", ""))) < LEAST_ALIKE:
        return
    for key, value in said.items():
        before = made.get(key)
        if before is not None and before.value and fold(before.value) == fold(value):
            sure = max(before.confidence, HELD)
            made[key] = replace(before, value=value, confidence=sure)
        elif key != "address" or before is None or before.value is None:
            # The card's address may be older than the one that the patient gave.
            made[key] = _told(page, mark, value, FILLED)


def _identity(parts: list[str]) -> Iterator[tuple[str, str]]:
    """Yield what an identity card or an insurance card says."""
    if len(parts) >= 6 and re.fullmatch(r"\d{12}", parts[0]):
        yield "national_id", parts[0]
        said = {"full_name": name(parts[2]), "sex": sex(parts[4]), "address": written(parts[5])}
        born = parts[3]
    elif len(parts) >= 4 and (card := insurance(parts[0])) is not None:
        yield "insurance_number", card[0]
        said = {"full_name": name(_unhexed(parts[1]))}
        said["sex"] = {"1": ("male", 1.0), "2": ("female", 1.0)}.get(parts[3])
        born = parts[2]
    else:
        return
    date = _DATE.match(born.strip())
    if date is not None:
        yield "birth_date", f"{date[3]}-{date[2]}-{date[1]}"
    yield from ((key, parsed[0]) for key, parsed in said.items() if parsed is not None)


def _unhexed(text: str) -> str:
    try:
        return bytes.fromhex(text).decode("utf-8")
    except ValueError:
        return text


def _number(made: dict[str, Field], page: Page, mark: Mark) -> None:
    """Hold a bare number against the numbers as read, the likest first."""
    code = _bare(mark.text)
    if len(code) < 4:
        return
    for key in NUMBERS:
        before = made.get(key)
        if before is not None and before.value and _bare(before.value) == code:
            made[key] = replace(before, confidence=max(before.confidence, HELD))
            return
    for key in NUMBERS:
        before = made.get(key)
        if before is not None and before.value and _differ(_bare(before.value), code):
            made[key] = _told(page, mark, _spelt(before.value, code), FILLED)
            return
    meant = [key for key in NUMBERS if key in made and made[key].value is None]
    if re.fullmatch(r"[A-Z]{2}\d{13}", code) and "insurance_number" not in made:
        made["insurance_number"] = _told(page, mark, code, FILLED)
    elif len(meant) == 1 and _fits(meant[0], code):
        made[meant[0]] = _told(page, mark, code, GUESSED)


def _fits(key: str, code: str) -> bool:
    if key == "insurance_number":
        return insurance(code) is not None
    return key != "national_id" or bool(re.fullmatch(r"\d{9}|\d{12}", code))


def _bare(text: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", text.upper())


def _differ(read: str, code: str) -> bool:
    """Say whether a number as read is the code, a letter or two of its length misread."""
    wrong = sum(one != other for one, other in zip(read, code, strict=False))
    return len(read) == len(code) >= 6 and wrong <= MOST_WRONG


def _spelt(read: str, code: str) -> str:
    """Return the letters of a code with the signs between them as printed: `24.001234`."""
    letters = iter(code)
    return "".join(next(letters) if re.match(r"[0-9A-Za-z]", sign) else sign for sign in read)


def _told(page: Page, mark: Mark, value: str, sure: float) -> Field:
    box = page.on_scan(mark.box)
    return Field(
        value,
        mark.text,
        sure * mark.confidence,
        Status.AUTO,
        page.number,
        box,
        Source.BARCODE,
        _NAME,
        mark.confidence,
    )
