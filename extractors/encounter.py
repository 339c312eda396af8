"""Where, when and by whom."""

import re
from collections.abc import Iterator, Sequence

from extractors.dates import find_date, find_moment
from extractors.fields import field
from extractors.labels import Labelled
from extractors.lexicon import surnames
from extractors.marks import ticked_option
from extractors.spelling import facility_name, restored
from models.document import Document
from models.page import Line, Page, Word
from models.record import DocumentType, Field, Item
from models.text import fold

VERSION = "1"
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

DOCTOR = re.compile(
    r"(?<!\w)(?:(?:PGS|GS|TS|ThS|Ths|TH\.?S|BSCK\s?[I1l]+|CK[I1l]+|BS|Bs|B5|Bác sĩ|Dr|DR)"
    r"(?:[.,]\s*|\s+))+(?=[A-ZĐÀ-Ỹ])"
)
_FACILITY = re.compile(
    r"^(?:benh vien|trung tam y te|phong kham|tram y te|vien |benh xa|bv |ttyt|hospital|clinic)"
)
_ENGLISH_FACILITY = re.compile(r"\b(?:hospital|clinic|medical cent(?:er|re))\b", re.IGNORECASE)
_AUTHORITY = re.compile(r"^(?:so y te|bo y te|ubnd|uy ban|cong hoa|doc lap|cuc |tong cuc)")
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
        if issued is not None:
            found["issued_on"] = issued
    signed = physician(document)
    if signed is not None:
        found["physician"] = signed
    ordered = found.pop("ordered_by", None)
    if ordered is not None and "physician" not in found:
        found["physician"] = ordered
    for key in ("facility", "issued_on", "physician", "outcome", "destination"):
        if key in found and found[key].value is None and found[key].text != "":
            found.pop(key)
    return found


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
    elif hit.words:
        words = hit.words
        text = " ".join(word.text for word in words).strip(" .,;:_|")
        text = re.sub(r"^khoa\s+", "", text, flags=re.IGNORECASE)
        text, sure = restored(text, "department") if key == "department" else (text, 1.0)
        yield key, field(hit.page, words, text or None, _NAME, sure=sure * hit.likeness)


def _moment(hit: Labelled, key: str) -> Field | None:
    text = hit.text
    value = find_moment(text)
    if value is None:
        return None if hit.every else field(hit.page, (), None, _NAME, sure=0.9, zone=hit.zone)
    if key in ("follow_up_on", "issued_on"):
        value = value[:10]
    return field(hit.page, hit.every, value, _NAME, sure=hit.likeness)


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
    text = ticked_option(hit.page, hit.words)
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


def facility(page: Page) -> Field | None:
    """Return the facility of the letterhead, its name joined over the lines of its column."""
    top = [line for line in page.lines if line.box.top < 0.25]
    for line in top:
        plain = fold(line.text)
        english = page.language == "en" and _ENGLISH_FACILITY.search(line.text)
        if _AUTHORITY.match(plain) or not (_FACILITY.match(plain) or english):
            continue
        words = list(line.words)
        below = _next_in_column(line, top)
        while below is not None and _same_name(line, below) and page.language == "vi":
            words += below.words
            line, below = below, _next_in_column(below, top)
        text = " ".join(word.text for word in words)
        text, sure = facility_name(re.sub(r"\s[^\w\s]+(?=\s)|['\"`]", "", text).strip(" .,;:-+"))
        return field(page, words, text, _NAME, sure=0.97 * sure)
    return None


def _next_in_column(line: Line, lines: Sequence[Line]) -> Line | None:
    box = line.box
    under = [
        other
        for other in lines
        if box.middle < other.box.middle < box.bottom + 1.6 * box.height
        and other.box.middle - box.middle > 0.6 * box.height
        and other.box.left < box.right
        and other.box.right > box.left
    ]
    return min(under, key=lambda other: other.box.top, default=None)


def _same_name(line: Line, below: Line) -> bool:
    """Say whether the line below still belongs to the name: capitals, and no label."""
    letters = [c for c in below.text if c.isalpha()]
    upper = sum(c.isupper() for c in letters) >= 0.9 * len(letters) if letters else False
    capital = sum(c.isupper() for c in line.text if c.isalpha()) >= 0.8 * sum(
        c.isalpha() for c in line.text
    )
    return upper and capital and ":" not in below.text and not _AUTHORITY.match(fold(below.text))


def issued_on(document: Document) -> Field | None:
    """Return the date beside the signatures: the last line that is a date and little else."""
    for page in reversed(document.pages):
        for line in reversed(page.lines):
            plain = fold(line.text)
            if not plain.startswith(("ngay", "date")) and not re.match(r"\w+ ?,? ngay ", plain):
                continue
            found = find_date(line.text)
            rest = line.text[: found[1]] + line.text[found[2] :] if found else ""
            if found and len(fold(rest)) <= 24 and not re.search(r"[:]\s*$", rest[:-1]):
                return field(page, line.words, found[0], _NAME, sure=0.97)
    if document.language == "en":
        for line in document.pages[0].lines[:12]:
            found = find_date(line.text)
            if found and len(line.words) <= 4 and ":" not in line.text:
                return field(document.pages[0], line.words, found[0], _NAME, sure=0.8)
    return None


def physician(document: Document) -> Field | None:
    """Return the doctor who signed: the last line that is a doctor's title and a name."""
    for page in reversed(document.pages):
        for line in reversed(page.lines):
            made = person(page, line.words) if DOCTOR.search(line.text) else None
            if made is not None and made.value is not None:
                return made
    return None


def person(page: Page, words: Sequence[Word]) -> Field | None:
    """Return a doctor's name without titles."""
    text = " ".join(word.text for word in words)
    match = DOCTOR.search(text)
    plain = text[match.end() :] if match else text
    plain = re.sub(r"[^\w\s.'-]|[\d_]", "", plain).strip(" .-")
    parts = plain.split()
    if not 2 <= len(parts) <= 6 or not all(part[:1].isupper() for part in parts):
        return None
    if len(parts) > 5 or any(part.isupper() and len(part) > 2 for part in parts):
        return None
    known = page.language == "en" or fold(parts[0]) in surnames()
    return field(page, words, " ".join(parts), _NAME, sure=0.96 if known else 0.7)
