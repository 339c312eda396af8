"""The charts that came, from rows: which papers are of one, how far it is, of which stay.

A paper is of the chart that its file was handed over as, else of that whose sheet lies before it,
else of that whose record number it tells. Charts of one patient and record number are one.
"""

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Connection, and_, func, or_, select

from models.campaign.counts import Chart, State
from models.record import DocumentType
from models.slip import SlipKind
from storage.batch_tables import declared
from storage.patient_tables import identity
from storage.retention_tables import kept
from storage.selection import withdrawn
from storage.slip_tables import slip, slip_page
from storage.tables import batch, document, page, receipt, scan, version

PORTION = 10_000
"""Rows that are in memory at once."""
OPEN = "in review"
"""How a document stands of which something waits for a person."""


class _Paper(NamedTuple):
    """A file that came, and one document that is filed of it; None where there is none."""

    sha256: str
    batch: str
    chart: str | None
    id: str | None
    numbers: str
    type: str
    department: str | None
    review: str
    patient_key: str | None
    last: str | None
    record_number: str | None
    day: str


@dataclass(slots=True)
class _Sum:
    """What the papers of a chart come to."""

    box: str
    last: str = ""
    day: str = ""
    pages: int = 0
    waits: bool = False
    asked: bool = False
    covers: Counter[str] = field(default_factory=Counter)
    departments: Counter[str] = field(default_factory=Counter)

    def add(self, other: "_Sum") -> None:
        self.last, self.day = max(self.last, other.last), max(self.day, other.day)
        self.pages += other.pages
        self.waits, self.asked = self.waits or other.waits, self.asked or other.asked
        self.covers += other.covers
        self.departments += other.departments

    def chart(self) -> Chart:
        """Return it as a chart: one without a paper waits. Its record tells its department."""
        state = State.REVIEW if self.asked else State.DONE
        told = self.covers or self.departments
        return Chart(
            int(self.last[:4]) if self.last else None,
            max(told, key=lambda name: (told[name], name)) if told else "",
            self.box,
            State.WAITING if self.waits or not self.day else state,
            self.day,
            self.pages,
        )


def charted(connection: Connection) -> tuple[tuple[Chart, ...], int]:
    """Return all charts that came, and how many documents tell no chart. Withdrawn ones are none.

    A scan counts with the batch that brought it first.
    """
    gone, unread, boxes = _gone(connection), _unread(connection), _boxes(connection)
    sheets, sums, same, loose = _sheets(connection), dict[Hashable, _Sum](), _Same(), 0
    for row in _rows(connection):
        if row.sha256 in gone:
            continue
        keys = list(_keys(row, sheets.get(row.sha256)))
        if not keys:
            loose += row.id is not None
            continue
        same.join(*keys)
        if (found := sums.get(keys[0])) is None:
            found = sums[keys[0]] = _Sum(boxes.get(row.batch, ""))
        found.waits |= row.sha256 in unread
        if row.id is not None:
            _count(found, row)
    whole: dict[Hashable, _Sum] = {}
    for key, one in sums.items():
        if (root := same.root(key)) in whole:
            whole[root].add(one)
        else:
            whole[root] = one
    return tuple(one.chart() for one in whole.values()), loose


def _count(found: _Sum, row: _Paper) -> None:
    found.last, found.day = max(found.last, row.last or ""), max(found.day, row.day)
    found.pages += row.numbers.count(",") + 1
    found.asked |= row.review == OPEN
    if row.department:
        found.departments[row.department] += 1
        if row.type == DocumentType.INPATIENT_RECORD:
            found.covers[row.department] += 1


class _Same:
    """Which keys stand for one chart: sets that are joined (union-find)."""

    def __init__(self) -> None:
        self._up: dict[Hashable, Hashable] = {}

    def root(self, key: Hashable) -> Hashable:
        while (up := self._up.get(key, key)) != key:
            self._up[key] = self._up.get(up, up)
            key = up
        return key

    def join(self, key: Hashable, *others: Hashable) -> None:
        for other in others:
            one, root = self.root(other), self.root(key)
            if one != root:
                self._up[one] = root


def _keys(row: _Paper, sheets: list[tuple[int, str]] | None) -> Iterator[Hashable]:
    """Yield what a paper's chart is known by: as it was handed over, and by its number."""
    if row.chart:
        yield row.batch, row.chart
    elif sheets and row.numbers:
        place = bisect_right(sheets, json.loads(row.numbers)[0], key=lambda one: one[0])
        if place and sheets[place - 1][1] == SlipKind.PATIENT:
            yield row.sha256, sheets[place - 1][0]
    if row.record_number and row.patient_key:
        yield row.patient_key, row.record_number, "number"


def _rows(connection: Connection) -> Iterator[_Paper]:
    """Yield every file that came, with each document that is filed of it."""
    current = and_(document.c.sha256 == receipt.c.sha256, document.c.state == "filed")
    first = and_(version.c.document_id == document.c.id, version.c.number == 1)
    columns = (receipt.c.sha256, receipt.c.batch, receipt.c.chart, document.c.id)
    more = (document.c.numbers, document.c.type, document.c.department, document.c.review)
    query = (
        select(*columns, *more, document.c.patient_key, kept.c.last, identity.c.record_number)
        .add_columns(func.substr(version.c.filed_at, 1, 10).label("day"))
        .outerjoin(document, current)
        .outerjoin(version, first)
        .outerjoin(kept, kept.c.document_id == document.c.id)
        .outerjoin(identity, identity.c.document_id == document.c.id)
        .where(receipt.c.sha256.is_not(None), receipt.c.duplicate.is_(False))
    )
    found = connection.execute(query.execution_options(yield_per=PORTION))
    yield from map(_Paper._make, found)


def _gone(connection: Connection) -> set[str]:
    """Return the scans that are withdrawn; only those are asked of that may be."""
    taken = select(batch.c.name).where(batch.c.withdrawn)
    touched = select(receipt.c.sha256).where(receipt.c.batch.in_(taken))
    maybe = or_(scan.c.withdrawn, scan.c.sha256.in_(touched))
    return set(connection.scalars(select(scan.c.sha256).where(maybe, withdrawn())))


def _unread(connection: Connection) -> set[str]:
    waits = page.c.state.in_(("waiting", "read"))
    query = select(page.c.bound_to).where(waits).distinct()
    return set(connection.scalars(query))


def _boxes(connection: Connection) -> dict[str, str]:
    query = select(declared.c.batch, declared.c.box).where(declared.c.box.is_not(None))
    return {row.batch: row.box for row in connection.execute(query)}


def _sheets(connection: Connection) -> dict[str, list[tuple[int, str]]]:
    """Return by scan the separator sheets in it, in order: page and kind."""
    query = select(slip_page.c.sha256, slip_page.c.number, slip.c.kind)
    query = query.join(slip, slip.c.id == slip_page.c.slip)
    found: dict[str, list[tuple[int, str]]] = {}
    for row in connection.execute(query.order_by(slip_page.c.sha256, slip_page.c.number)):
        found.setdefault(row.sha256, []).append((row.number, row.kind))
    return found
