"""Where, when and by whom."""

import re
from collections.abc import Iterator, Mapping, Sequence

from extractors.dates import find_date, find_moment, short_date
from extractors.doctors import person, physician
from extractors.fields import Words, field, others, scrawled
from extractors.headings import hits_of, pieces
from extractors.labels import Labelled, across
from extractors.letterhead import facility
from extractors.marks import ticked_option
from extractors.spelling import restored
from extractors.visit_codes import KEYS, told_by_codes
from extractors.visit_codes import labelled as code_beside
from models.document import Document
from models.page import Line, Word
from models.record import DocumentType, Field, Item
from models.text import fold

VERSION = "3"
_NAME = "encounter " + VERSION

RUNNING = frozenset(
    {
        DocumentType.TREATMENT_SHEET,
        DocumentType.VITAL_SIGNS_CHART,
        DocumentType.NURSING_NOTE,
        DocumentType.COVER_SHEET,
    }
)
"""Forms that are written on for days: no single date of issue."""

_LIKE_DATE = re.compile(r"\d\s*[/.\-|]\s*\d|\bth[aá]ng\b")
"""Something that was meant as a date, though no date can be read from it."""
_DATED = re.compile(r"(?:ng[aà]y|date)\b", re.IGNORECASE)
_PLACED = re.compile(r"\W*(?:[A-ZĐÀ-Ỹ][\w.]*[,.\s]+){0,5}(?:[Nn][Gg][AaÀà][Yy]|[Dd]ate)?[:\s.]*")
"""What may stand before a date beside a signature: `Hải Tây, ngày`, `Ngày:`."""
_PLACE = re.compile(r"(?:bệnh viện|trung tâm y tế|bv|hospital|clinic)", re.IGNORECASE)
_OUTCOMES = (
    ("recovered", ("khoi", "khoi benh", "recovered", "cured", "on dinh xuat vien")),
    ("improved", ("do", "do giam", "giam", "cai thien", "tien trien tot", "improved", "on dinh")),
    ("unchanged", ("khong thay doi", "unchanged", "nhu cu")),
    ("worse", ("nang hon", "nang len", "nang", "worse", "nang xin ve")),
    ("died", ("tu vong", "died", "chet", "death")),
    ("referred", ("chuyen vien", "chuyen tuyen", "transferred", "referred")),
    ("left_against_advice", ("xin ve", "bo ve", "tron vien", "left against advice")),
)


def extract(document: Document, labelled: Sequence[Labelled]) -> Item:
    """Return the encounter's fields."""
    found: dict[str, Field] = {}
    for hit in labelled:
        group, _, key = hit.field.partition(".")
        if group != "encounter":
            continue
        for name, made in _labelled(hit, key):
            if made is not None and (name not in found or found[name].value is None):
                found[name] = made
    headed = facility(document.pages[0])
    if headed is not None:
        found["facility"] = headed
    if document.type not in RUNNING:
        issued = issued_on(document)
        if issued is not None and not _while_staying(document, issued, found):
            found["issued_on"] = issued
    found |= _doctor(document, found.pop("ordered_by", None))
    found = told_by_codes(document, found)
    for key in ("facility", "issued_on", "physician", "outcome", "destination"):
        if key in found and found[key].value is None and found[key].text != "":
            found.pop(key)
    return found


def _while_staying(document: Document, issued: Field, found: Mapping[str, Field]) -> bool:
    """Say whether a stay's record bears this date before its end: a history was taken then.

    A record of a stay is issued when the stay ends.
    """
    left = found.get("discharged_at")
    stay = document.type is DocumentType.INPATIENT_RECORD
    return bool(stay and left and left.value and issued.value and issued.value < left.value[:10])


def _doctor(document: Document, ordered: Field | None) -> dict[str, Field]:
    """Return whose the document is: a laboratory signs for it, the ward's doctor ordered it.

    What an imaging report says is its signer's, and nobody else's.
    """
    signed = physician(document)
    if ordered is None or document.type is DocumentType.IMAGING_REPORT:
        chosen = signed
    else:
        first = document.type is DocumentType.LAB_REPORT
        chosen = ordered if first and ordered.value else signed or ordered
    return {"physician": chosen} if chosen is not None else {}


def _labelled(hit: Labelled, key: str) -> Iterator[tuple[str, Field | None]]:
    if key == "stay":
        yield from _stay(hit)
    elif key in ("admitted_at", "discharged_at", "follow_up_on", "issued_on"):
        yield key, _moment(hit, key)
    elif key == "outcome":
        yield key, _outcome(hit)
    elif key in ("physician", "ordered_by"):
        yield key, person(hit.page, hit.words)
    elif key == "facility":
        yield key, _place(hit)
    elif key in KEYS:
        yield key, code_beside(hit, key)
    elif hit.words:
        words = hit.words
        text = " ".join(word.text for word in words).strip(" .,;:_|")
        text = re.sub(r"^khoa\s+", "", text, flags=re.IGNORECASE)
        text, sure = restored(text, "department") if key == "department" else (text, 1.0)
        yield key, field(hit.page, words, text or None, _NAME, sure=sure * hit.likeness)
    else:
        yield key, scrawled(hit.page, hit.zone, _NAME)


def _moment(hit: Labelled, key: str) -> Field | None:
    words, value, sure = _dated(hit)
    if value is None:
        if hit.every and not _LIKE_DATE.search(hit.text):
            return None
        return field(hit.page, hit.every, None, _NAME, sure=0.9, zone=hit.zone)
    if key in ("follow_up_on", "issued_on"):
        value = value[:10]
    return field(hit.page, words, value, _NAME, sure=sure * hit.likeness)


def _dated(hit: Labelled) -> tuple[Words, str | None, float]:
    """Return the moment beside a label, its words, and how well it fits: a year may be short."""
    value = find_moment(hit.text)
    if value is not None:
        return hit.every, value, 1.0
    for again in others(hit.every):
        value = find_moment(" ".join(word.text for word in again))
        if value is not None:
            return again, value, 0.85
    return hit.every, short_date(hit.text), 0.8


def _stay(hit: Labelled) -> Iterator[tuple[str, Field | None]]:
    """Read `at ... from (date) to (date)` of a referral."""
    first = find_date(hit.text)
    if first is None:
        return
    second = find_date(hit.text[first[2] :])
    yield "admitted_at", field(hit.page, hit.every, first[0], _NAME, sure=0.95)
    if second is not None:
        yield "discharged_at", field(hit.page, hit.every, second[0], _NAME, sure=0.95)


def _outcome(hit: Labelled) -> Field | None:
    if not hit.words:
        return None
    text = ticked_option(hit.page, across(hit))
    chosen = text or ("" if re.search(r"\d\s*\.", hit.text) else hit.text)
    value = outcome(chosen)
    if value is None:
        return None
    return field(hit.page, hit.words, value, _NAME, sure=0.97 if text else 0.85)


def outcome(text: str) -> str | None:
    """Return the outcome that words say, or None: the first named one."""
    plain = fold(text)
    for value, names in _OUTCOMES:
        if any(plain == name or plain.startswith(name + " ") for name in names):
            return value
    return None


def _place(hit: Labelled) -> Field | None:
    """Return the facility named beside a label, without the words of courtesy after it."""
    kept: list[Word] = []
    for word in hit.words:
        if word.text[:1].islower() and fold(word.text) in ("tran", "xin", "de", "kinh"):
            break
        kept.append(word)
    text = " ".join(word.text for word in kept).strip(" .,;:")
    if not text or not _PLACE.search(text):
        return None
    return field(hit.page, kept, text, _NAME, sure=0.9 * hit.likeness)


def _labels_else(line: Line) -> bool:
    """Say whether a line is the label of another date and that date: `Sinh ngày 12/03/1961`."""
    hits = hits_of(pieces(line))
    return bool(hits) and hits[0].label.field != "encounter.issued_on"


def issued_on(document: Document) -> Field | None:
    """Return the date beside the signatures: the last line that is a date and little else."""
    for page in reversed(document.pages):
        for line in reversed(page.lines):
            if not _DATED.search(line.text) or _labels_else(line):
                continue
            found = find_date(line.text)
            if found is None or not _PLACED.fullmatch(line.text[: found[1]]):
                continue
            rest = line.text[: found[1]] + line.text[found[2] :]
            if len(fold(rest)) <= 24:
                return field(page, line.words, found[0], _NAME, sure=0.97)
    if document.language == "en":
        for line in document.pages[0].lines[:12]:
            found = find_date(line.text)
            if found and len(line.words) <= 4 and ":" not in line.text:
                return field(document.pages[0], line.words, found[0], _NAME, sure=0.8)
    return None
