"""Codes that other systems know a visit by: of the stay, of the electronic prescription.

`MA_LK` names one stay in all tables of the social insurer: up to 100 characters, made by the
hospital's system (Decision 130/QĐ-BYT as amended by 4750/QĐ-BYT). The code of an electronic
prescription has 14 characters: 5 of the facility, 7 letters or digits, a dash, and the kind: `c`
common, `n` narcotic, `h` psychotropic, `y` traditional (Decision 808/QĐ-BYT, 2022, as programs
that follow it have it).
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from extractors.fields import field, others
from extractors.labels import Labelled
from extractors.particulars import code
from models.document import Document
from models.page import Mark, MarkKind, Page
from models.record import Field, Source, Status

VERSION = "1"
_NAME = "visit_codes " + VERSION

KEYS = ("stay_code", "prescription_code")
FITS, HELD, FILLED, OTHERWISE = 0.98, 0.995, 0.97, 0.5
"""How sure a code is: as read in its form; as a barcode beside it says the same; as a barcode
alone says; as read in another form than it can have."""
_PRESCRIPTION = re.compile(
    r"([0-9A-Za-z]{5})\s?([0-9A-Za-z]{7})\s?[-–]\s?([cnhyCNHY])(?![0-9A-Za-z])"
)


def prescription(text: str) -> str | None:
    """Return the code of an electronic prescription that words are, in small letters, or None."""
    match = _PRESCRIPTION.fullmatch(text.strip(" .,;:|[]_"))
    return f"{match[1]}{match[2]}-{match[3]}".lower() if match else None


def labelled(hit: Labelled, key: str) -> Field | None:
    """Return the code beside a label."""
    if not hit.words:
        return field(hit.page, (), None, _NAME, sure=FITS, zone=hit.zone)
    if key == "stay_code":
        parsed = code(hit.text)
        value = parsed[0] if parsed else None
        return field(hit.page, hit.words, value, _NAME, sure=FITS * hit.likeness)
    for words in (hit.words, *others(hit.words)):
        if value := prescription(" ".join(word.text for word in words)):
            return field(hit.page, words, value, _NAME, sure=FITS * hit.likeness)
    parsed = code(hit.text)
    return field(hit.page, hit.words, parsed[0] if parsed else None, _NAME, sure=OTHERWISE)


def told_by_codes(document: Document, found: Mapping[str, Field]) -> dict[str, Field]:
    """Return the fields with what barcodes say: of the stay's only what is printed beside it."""
    made = dict(found)
    for page in document.pages:
        for mark in page.marks:
            if mark.kind is MarkKind.BARCODE:
                _prescription(made, page, mark)
                _stay(made, mark)
    return made


def _prescription(made: dict[str, Field], page: Page, mark: Mark) -> None:
    value = prescription(mark.text)
    if value is None:
        return
    before = made.get("prescription_code")
    if before is not None and before.value == value:
        made["prescription_code"] = replace(before, confidence=max(before.confidence, HELD))
        return
    made["prescription_code"] = Field(
        value,
        mark.text,
        FILLED * mark.confidence,
        Status.AUTO,
        page.number,
        page.on_scan(mark.box),
        Source.BARCODE,
        _NAME,
        mark.confidence,
    )


def _stay(made: dict[str, Field], mark: Mark) -> None:
    before = made.get("stay_code")
    if before is not None and before.value and before.value.upper() == mark.text.strip().upper():
        made["stay_code"] = replace(before, confidence=max(before.confidence, HELD))
