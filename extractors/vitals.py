"""Vital signs: in sentences, and in tables by time, down or across."""

import re
from collections.abc import Iterator, Sequence

from extractors.dates import find_clock, find_date, find_moment
from extractors.digits import mend
from extractors.fields import Words, derived, field, item, within
from extractors.labels import Labelled
from extractors.signs import Head, head_of, signs
from extractors.tables import said_rows
from models.document import Document
from models.page import Cell, Line, Page, Table
from models.record import DocumentType, Item

VERSION = "2"
_NAME = "vital_signs " + VERSION

_BEATS = re.compile(r"^[^nâầ]*ph$")
"""`l/ph` as readers see it: `líph`, `U/ph`, `Uph`."""


def extract(document: Document, labelled: Sequence[Labelled]) -> tuple[Item, ...]:
    """Return vital signs in reading order, with the time that the form gives the row."""
    found: list[Item] = []
    for page in document.pages:
        charted: set[Line] = set()
        for table in page.tables:
            made = list(_down(page, table)) or list(_across(page, table))
            if not made:
                made = list(_by_row(page, table))
            if made:
                found += made
                charted |= {line for cell in table.cells for line in cell.lines}
        words = [w for line in page.lines if line not in charted for w in line.words]
        if document.type is not DocumentType.LAB_REPORT:
            found += _told(page, words, None)
    return tuple(found)


def _told(page: Page, words: Words, moment: str | None) -> Iterator[Item]:
    """Yield the vital signs of a sentence, in the order in which they are written."""
    text = mend(" ".join(word.text for word in words))
    matches = [
        (match.start(), kind, match)
        for kind, sign in signs().items()
        for match in sign.sentence.finditer(text)
    ]
    seen: set[tuple[str, str]] = set()
    for _, kind, match in sorted(matches, key=lambda found: found[0]):
        unit = (match["unit"] or "").strip()
        colon = ":" in match[0]
        if not unit and not (colon and len(match[0]) > 6):
            continue
        own = within(words, match.start(), match.end())
        made = _item(
            page, own, kind, match["value"], unit or signs()[kind].usual, moment, bool(unit)
        )
        key = (kind, match["value"])
        if key not in seen:
            seen.add(key)
            yield made


def _item(
    page: Page, words: Words, kind: str, value: str, unit: str, moment: str | None, said: bool
) -> Item:
    plain = re.sub(r"\s", "", value.replace(",", "."))
    if kind == "temperature" and len(plain) == 3:  # the comma is the first thing to get lost
        plain = f"{plain[:2]}.{plain[2]}"
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
    if kind in ("pulse", "respiratory_rate") and _BEATS.search(unit):
        return "l/ph"
    return re.sub(r"\s", "", unit).replace("lân", "lần")


def _down(page: Page, table: Table) -> Iterator[Item]:
    """Read a chart whose rows are times and whose columns are signs."""
    rows = said_rows(table)
    at, heads = _headed(rows)
    if len(heads) < 2:
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


def _headed(rows: Sequence[Sequence[Cell]]) -> tuple[int, dict[int, Head]]:
    """Return the row that heads at least two columns with signs, and the heads by column."""
    for at, row in enumerate(rows[:3]):
        heads = {cell.column: head for cell in row if (head := head_of(cell.text))}
        if len(heads) >= 2:
            return at, heads
    return 0, {}


def _across(page: Page, table: Table) -> Iterator[Item]:
    """Read a chart whose columns are times and whose rows are signs."""
    rows = said_rows(table)
    heads = {k: head for k, row in enumerate(rows) if row and (head := head_of(row[0].text))}
    if len(heads) < 2:
        return
    days: dict[int, str] = {}
    clocks: dict[int, str] = {}
    for row in rows[: min(heads)]:
        for cell in row[1:]:
            text = cell.text
            day, clock = find_date(text), find_clock(text)
            for column in range(cell.column, cell.column + cell.columns):
                if day is not None:
                    days[column] = day[0]
                    clock = find_clock(text[day[2] :])
                if clock is not None:
                    clocks[column] = clock
    for k, head in heads.items():
        for cell in rows[k][1:]:
            moment = days.get(cell.column)
            if moment and cell.column in clocks:
                moment = f"{moment}T{clocks[cell.column]}"
            yield from _cell(page, cell, head, moment)


def _cell(page: Page, cell: Cell, head: Head, moment: str | None) -> Iterator[Item]:
    match = signs()[head.kind].value.search(mend(cell.text))
    if match is not None:
        yield _item(page, cell.words, head.kind, match[0], head.unit, moment, True)


def _by_row(page: Page, table: Table) -> Iterator[Item]:
    """Read sentences in the rows of a diary, each with the time that its first cells give."""
    day = ""
    for row in said_rows(table):
        when = " ".join(cell.text for cell in row[:2])
        moment = find_moment(when[:40])
        if moment is not None:
            day = moment[:10]
        elif day and (clock := find_clock(when[:12])):
            moment = f"{day}T{clock}"
        for cell in row:
            yield from _told(page, cell.words, moment)
