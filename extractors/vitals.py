"""Vital signs: in sentences, and in tables by time, down or across."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.dates import find_clock, find_date, find_moment
from extractors.fields import Words, derived, field, item, within
from extractors.labels import Labelled
from models.document import Document
from models.page import Cell, Page, Table
from models.record import DocumentType, Item
from models.text import fold

VERSION = "1"
_NAME = "vital_signs " + VERSION

_KINDS = (
    ("pulse", r"(?<!\w)(?:Mạch|M|Nhịp tim|Pulse(?: rate)?|Heart rate|HR|P)", r"\d{2,3}", r"(?:lần|l|lân)\s?/\s?(?:phút|ph|p|min)\w*|bpm|ck/ph|/min", "lần/phút"),
    ("temperature", r"(?<!\w)(?:Nhiệt độ|Thân nhiệt|Nhiệt|T\s?[°ºo*'\"]?|To|Temperature|Temp)", r"(?:3[4-9]|4[0-2])(?:[.,]\d)?", r"[°ºo*]?\s?[CcF]\b", "°C"),
    ("blood_pressure", r"(?<!\w)(?:Huyết áp|HA|Blood pressure|BP)", r"\d{2,3}\s?/\s?\d{2,3}", r"mm\s?Hg", "mmHg"),
    ("respiratory_rate", r"(?<!\w)(?:Nhịp thở|NT|Tần số thở|Respiratory rate|Respirations|RR)", r"\d{1,2}", r"(?:lần|l|lân)\s?/\s?(?:phút|ph|p|min)\w*|/min|breaths/min", "lần/phút"),
    ("spo2", r"(?<!\w)Sp[O0o]2", r"\d{2,3}", r"%", "%"),
    ("weight", r"(?<!\w)(?:Cân nặng|Weight|CN)", r"\d{1,3}(?:[.,]\d{1,2})?", r"kg", "kg"),
    ("height", r"(?<!\w)(?:Chiều cao|Height)", r"\d{2,3}(?:[.,]\d)?", r"cm|m\b", "cm"),
)  # fmt: skip
PATTERNS = {
    kind: re.compile(rf"{label}\s*[:;=.]?\s*(?P<value>{value})\s*(?P<unit>{unit})?(?![\d/])", re.I if kind in ("spo2",) else 0)
    for kind, label, value, unit, _ in _KINDS
}  # fmt: skip
_HEADS = {
    "pulse": ("mach", "pulse", "nhip tim", "heart rate"),
    "temperature": ("nhiet do", "than nhiet", "nhiet", "temperature", "temp"),
    "blood_pressure": ("huyet ap", "ha", "blood pressure", "bp"),
    "respiratory_rate": ("nhip tho", "nt", "respiratory", "resp"),
    "spo2": ("spo2", "sp02"),
    "weight": ("can nang", "weight"),
    "height": ("chieu cao", "height"),
}
_VALUES = {kind: re.compile(rf"(?<![\d/])(?:{value})(?![\d/])") for kind, _, value, _, _ in _KINDS}
_UNITS = {kind: unit for kind, _, _, _, unit in _KINDS}


@dataclass(frozen=True, slots=True)
class Head:
    """A column or a row of a chart: what is measured, and in what unit as printed."""

    kind: str
    unit: str


def extract(document: Document, labelled: Sequence[Labelled]) -> tuple[Item, ...]:
    """Return vital signs in reading order, with the time that the form gives the row."""
    found: list[Item] = []
    for page in document.pages:
        charted: set[int] = set()
        for table in page.tables:
            made = list(_down(page, table)) or list(_across(page, table))
            if not made:
                made = list(_by_row(page, table))
            if made:
                found += made
                charted |= {id(line) for cell in table.cells for line in cell.lines}
        words = [w for line in page.lines if id(line) not in charted for w in line.words]
        if document.type is not DocumentType.LAB_REPORT:
            found += _told(page, words, None)
    return tuple(found)


def _told(page: Page, words: Words, moment: str | None) -> Iterator[Item]:
    """Yield the vital signs of a sentence, in the order in which they are written."""
    text = " ".join(word.text for word in words)
    matches = [
        (match.start(), kind, match)
        for kind, pattern in PATTERNS.items()
        for match in pattern.finditer(text)
    ]
    seen: set[tuple[str, str]] = set()
    for _, kind, match in sorted(matches, key=lambda found: found[0]):
        unit = (match["unit"] or "").strip()
        colon = ":" in match[0]
        if not unit and not (colon and len(match[0]) > 6):
            continue
        own = within(words, match.start(), match.end())
        made = _item(page, own, kind, match["value"], unit or _UNITS[kind], moment, bool(unit))
        key = (kind, match["value"])
        if key not in seen:
            seen.add(key)
            yield made


def _item(
    page: Page, words: Words, kind: str, value: str, unit: str, moment: str | None, said: bool
) -> Item:
    plain = re.sub(r"\s", "", value.replace(",", "."))
    made = field(page, words, plain, _NAME, sure=0.98)
    return item(
        kind=derived(made, kind),
        value=made,
        unit=derived(made, _tidy(unit, kind), sure=1.0 if said else 0.9),
        measured_at=derived(made, moment, sure=0.96) if moment else None,
    )


def _tidy(unit: str, kind: str) -> str:
    if kind == "temperature":
        return "°C" if "F" not in unit else "°F"
    return re.sub(r"\s", "", unit).replace("lân", "lần")


def _head(text: str) -> Head | None:
    plain = fold(text)
    for kind, names in _HEADS.items():
        if any(plain == name or plain.startswith(name + " ") for name in names):
            bracket = re.search(r"\(([^)]+)\)?", text)
            return Head(kind, bracket[1].strip() if bracket else _UNITS[kind])
    return None


def _down(page: Page, table: Table) -> Iterator[Item]:
    """Read a chart whose rows are times and whose columns are signs."""
    rows = table.rows
    for at, row in enumerate(rows[:3]):
        heads = {cell.column: head for cell in row if (head := _head(cell.text))}
        if len(heads) >= 2:
            break
    else:
        return
    day = ""
    for row in rows[at + 1 :]:
        when = " ".join(cell.text for cell in row if cell.column < min(heads))
        moment = find_moment(when)
        if moment is not None:
            day = moment[:10]
        elif day and (clock := find_clock(when)):
            moment = f"{day}T{clock}"
        for cell in row:
            if cell.column in heads:
                yield from _cell(page, cell, heads[cell.column], moment)


def _across(page: Page, table: Table) -> Iterator[Item]:
    """Read a chart whose columns are times and whose rows are signs."""
    rows = table.rows
    heads = {k: head for k, row in enumerate(rows) if row and (head := _head(row[0].text))}
    if len(heads) < 2:
        return
    days: dict[int, str] = {}
    clocks: dict[int, str] = {}
    for row in rows[: min(heads)]:
        for cell in row[1:]:
            day, clock = find_date(cell.text), find_clock(cell.text)
            for column in range(cell.column, cell.column + cell.columns):
                if day is not None:
                    days[column] = day[0]
                elif clock is not None:
                    clocks[column] = clock
    for k, head in heads.items():
        for cell in rows[k][1:]:
            moment = days.get(cell.column)
            if moment and cell.column in clocks:
                moment = f"{moment}T{clocks[cell.column]}"
            yield from _cell(page, cell, head, moment)


def _cell(page: Page, cell: Cell, head: Head, moment: str | None) -> Iterator[Item]:
    match = _VALUES[head.kind].search(cell.text)
    if match is not None:
        yield _item(page, cell.words, head.kind, match[0], head.unit, moment, True)


def _by_row(page: Page, table: Table) -> Iterator[Item]:
    """Read sentences in the rows of a diary, each with the time that its first cells give."""
    day = ""
    for row in table.rows:
        when = " ".join(cell.text for cell in row[:2])
        moment = find_moment(when[:40])
        if moment is not None:
            day = moment[:10]
        elif day and (clock := find_clock(when[:12])):
            moment = f"{day}T{clock}"
        for cell in row:
            yield from _told(page, cell.words, moment)
