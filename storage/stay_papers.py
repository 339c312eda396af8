"""What the rows tell of the papers of stays: of which chart they are, and what waits."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select, tuple_

from models.page import Poor
from models.slip import SlipKind
from models.stay import Paper, Pile
from storage.keeping import signs_of
from storage.patient_tables import identity
from storage.retention_tables import kept
from storage.scans import RESCAN
from storage.selection import among, withdrawn
from storage.slip_tables import slip, slip_page
from storage.tables import document, page, receipt, scan, task

Sheets = list[tuple[int, str, str]]
"""The separator sheets of a scan, in order: page, id, kind."""


@dataclass(frozen=True, slots=True)
class Came:
    """A scan as it came: under which name, and in which batch and chart, None where none is told.

    `unread` are its pages that are not digitised yet, `lost` those that were rejected or wait
    to be scanned again: all of a file that was refused.
    """

    file: str
    batch: str
    chart: str | None
    unread: int
    lost: int


def around(connection: Connection, sha256s: Collection[str]) -> set[str]:
    """Return these scans, those of the same patients, and those of the same charts as any."""
    found = set(sha256s)
    current = (document.c.state == "filed") & document.c.patient_key.is_not(None)
    patients = select(document.c.patient_key).where(current)
    keys = _all(connection, patients, document.c.sha256, sha256s)
    mine = select(document.c.sha256).where(current)
    found |= _all(connection, mine, document.c.patient_key, keys)
    charts = select(receipt.c.batch, receipt.c.chart).where(receipt.c.chart.is_not(None))
    named = {tuple(row) for row in among(connection, charts, receipt.c.sha256, found)}
    same = select(receipt.c.sha256).where(receipt.c.sha256.is_not(None))
    pair = tuple_(receipt.c.batch, receipt.c.chart)
    found |= {row.sha256 for row in among(connection, same, pair, named)}
    gone = select(scan.c.sha256).where(withdrawn())
    return found - _all(connection, gone, scan.c.sha256, found)


def came(connection: Connection, sha256s: Collection[str]) -> dict[str, Came]:
    """Return the scans as they came first; where that tells of no chart, as they did with one."""
    files: dict[str, Any] = {}
    order = (receipt.c.chart.is_(None), receipt.c.duplicate, receipt.c.number)
    for row in among(connection, select(receipt).order_by(*order), receipt.c.sha256, sha256s):
        files.setdefault(row.sha256, row)
    again = (page.c.state == "waiting") & (page.c.reason == RESCAN)
    lost = func.count().filter(or_(again, page.c.state == "rejected"))
    unread = func.count().filter(
        page.c.state.in_(("waiting", "read")), ~func.coalesce(again, False)
    )
    counts = select(page.c.sha256, unread.label("unread"), lost.label("lost"))
    counted = {
        row.sha256: (row.unread, row.lost)
        for row in among(connection, counts.group_by(page.c.sha256), page.c.sha256, sha256s)
    }
    return {
        sha256: Came(row.file_name, row.batch, row.chart, *counted.get(sha256, (0, row.pages)))
        for sha256, row in files.items()
    }


def papers(connection: Connection, files: Mapping[str, Came]) -> Iterator[Paper]:
    """Yield the documents of scans, and those that were all taken away to be scanned again."""
    waiting, poor = _waiting(connection, files), _poor(connection, files)
    sheets = _sheets(connection, files)
    columns = (kept.c.first, kept.c.last, kept.c.signs, identity.c.record_number)
    query = (
        select(document, *columns)
        .outerjoin(kept, kept.c.document_id == document.c.id)
        .outerjoin(identity, identity.c.document_id == document.c.id)
        .order_by(document.c.sha256, document.c.id)
    )
    for row in among(connection, query, document.c.sha256, files):
        numbers = tuple(json.loads(row.numbers))
        again = not waiting[row.sha256].isdisjoint(numbers)
        if row.state != "filed" and not again:
            continue
        held = [one for one in sheets[row.sha256] if one[0] <= numbers[0]]
        if any(number == numbers[0] for number, _, _ in held):
            continue  # a separator sheet is no paper
        yield Paper(
            row.id,
            row.sha256,
            numbers,
            row.type,
            row.form,
            row.patient_key,
            row.record_number,
            row.first,
            row.last,
            signs_of(row.signs),
            _pile(row.sha256, files[row.sha256], held),
            legible=row.state == "filed" and row.id not in poor,
        )


def _pile(sha256: str, file: Came, held: Sheets) -> Pile | None:
    """Return the chart of a document: what its file tells, else the last sheet before it."""
    if file.chart:
        return Pile(f"chart {file.batch} {file.chart}", f"chart {file.chart}")
    if not held or held[-1][2] != SlipKind.PATIENT:
        return None
    number, name, _ = held[-1]
    return Pile(f"sheet {sha256} {number}", f"sheet {name}")


def _sheets(connection: Connection, sha256s: Collection[str]) -> dict[str, Sheets]:
    found: dict[str, Sheets] = defaultdict(list)
    query = select(slip_page.c.sha256, slip_page.c.number, slip.c.id, slip.c.kind)
    query = query.join(slip, slip.c.id == slip_page.c.slip).order_by(slip_page.c.number)
    for row in among(connection, query, slip_page.c.sha256, sha256s):
        found[row.sha256].append((row.number, row.id, row.kind))
    return found


def _waiting(connection: Connection, sha256s: Collection[str]) -> dict[str, set[int]]:
    """Return by scan the pages that a person wants scanned again."""
    found: dict[str, set[int]] = defaultdict(set)
    query = select(page.c.bound_to, page.c.place)
    query = query.where(page.c.state == "waiting", page.c.reason == RESCAN)
    for row in among(connection, query, page.c.bound_to, sha256s):
        found[row.bound_to].add(row.place)
    return found


def _poor(connection: Connection, sha256s: Collection[str]) -> set[str]:
    """Return the documents of which a page was hardly read, and nobody has looked at it."""
    query = select(task.c.document_id).join(document, document.c.id == task.c.document_id)
    asked = task.c.reason.in_([poor.value for poor in Poor])
    query = query.where(task.c.kind == "pages", task.c.state == "open", asked)
    return _all(connection, query, document.c.sha256, sha256s)


def _all(
    connection: Connection, query: Select[Any], by: ColumnElement[Any], names: Collection[Any]
) -> set[Any]:
    return {row[0] for row in among(connection, query, by, names)}
