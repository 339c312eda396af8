"""The rows of the catalogue in portions, each beside what the audit last said of it."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Integer, Select, Table, cast, exists, func, select, tuple_

from storage.batch_tables import declared, listed
from storage.database import Database
from storage.decision_tables import decision
from storage.index_tables import due
from storage.quality_tables import gold, inspected, inspection, opinion
from storage.retention_tables import disposal, hold, kept
from storage.selection import disposed
from storage.tables import audit, batch, document, lexicon, page, receipt, scan, task, version

PORTION = 200
"""Rows that are in memory at once, with all that hangs on them."""

Values = Mapping[str, Any]
_MADE = {
    document: ("file", "id"),
    scan: ("receive", "sha256"),
    batch: ("open", "name"),
    hold: ("hold", "number"),
    decision: ("say", "id"),
    opinion: ("weigh", "id"),
    gold: ("prove", "id"),
    inspection: ("draw", "number"),
}
"""The action that makes a row of a table, and the column that names it in the audit."""
_NUMBERED = (hold, inspection)


@dataclass(frozen=True, slots=True)
class Book:
    """A row, the rows that hang on it, by table, and what the audit last said of each subject.

    `told` has for a subject what all its events came to; nothing where there is none.
    """

    subject: str
    row: Values
    parts: Mapping[str, list[Values]]
    told: Mapping[str, Values]


class Books:
    """Every row that the audit can vouch for."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def counts(self) -> dict[str, int]:
        """Return how many documents, scans, pages and events there are."""
        with self._database.read() as connection:
            return {
                table.name: connection.scalar(select(func.count()).select_from(table)) or 0
                for table in (document, scan, page, audit)
            }

    def documents(self) -> Iterator[Book]:
        """Yield each document with its versions, tasks and pages, and what is derived of it.

        That is what it says of how long it is kept, and whether that is due to be noted.
        """
        hangs = dict.fromkeys((version, task, page, kept, due), "document_id")
        yield from self._books(document, "id", hangs)

    def scans(self) -> Iterator[Book]:
        """Yield each scan with its receipts and, where it was disposed of, what tells that."""
        yield from self._books(scan, "sha256", {receipt: "sha256", disposal: "sha256"})

    def holds(self) -> Iterator[Book]:
        """Yield each legal hold, lifted ones too."""
        with self._database.read() as connection:
            rows = _rows(connection, select(hold).order_by(hold.c.number))
            events = told(connection, [f"hold:{row['number']}" for row in rows])
        yield from (Book(f"hold:{row['number']}", row, {}, events) for row in rows)

    def inspections(self) -> Iterator[Book]:
        """Yield each sample of a batch with the documents of its lot."""
        with self._database.read() as connection:
            rows = _rows(connection, select(inspection).order_by(inspection.c.number))
        for row in rows:
            name = f"inspection:{row['number']}"
            with self._database.read() as connection:
                lot = _parts(connection, inspected, "number", [row["number"]])
                yield Book(name, row, {"inspected": lot[row["number"]]}, told(connection, [name]))

    def decisions(self) -> Iterator[Book]:
        """Yield each decision of a steward."""
        yield from self._books(decision, "id", {})

    def opinions(self) -> Iterator[Book]:
        """Yield each word that was kept for a second person."""
        yield from self._books(opinion, "id", {})

    def gold(self) -> Iterator[Book]:
        """Yield each word of somebody who was asked for a known answer."""
        yield from self._books(gold, "id", {})

    def batches(self) -> Iterator[Book]:
        """Yield each batch with what was declared of it, and the lines of its manifest."""
        yield from self._books(batch, "name", {declared: "batch", listed: "batch"})

    def lexicons(self) -> Iterator[Book]:
        """Yield each list that is loaded, and the weights that were learnt."""
        yield from self._books(lexicon, "kind", {})

    def pages(self) -> Iterator[Book]:
        """Yield each page; `disposed` of its row tells whether its scan was disposed of."""
        last: tuple[str, int] = ("", 0)
        while True:
            with self._database.read() as connection:
                after = tuple_(page.c.sha256, page.c.number) > tuple_(*last)
                gone = disposed(page.c.sha256)
                query = select(page, gone.label("disposed")).where(after)
                query = query.order_by(page.c.sha256, page.c.number)
                rows = _rows(connection, query.limit(PORTION))
                names = [f"scan:{row['sha256']}:{row['number']}" for row in rows]
                events = told(connection, names)
            for name, row in zip(names, rows, strict=True):
                yield Book(name, row, {}, events)
            if len(rows) < PORTION:
                return
            last = rows[-1]["sha256"], rows[-1]["number"]

    def numbered(self, sha256: str) -> list[int]:
        """Return the numbers of the pages of a scan's own file, in order."""
        query = select(page.c.number).where(page.c.sha256 == sha256).order_by(page.c.number)
        with self._database.read() as connection:
            return list(connection.scalars(query))

    def read(self, sha256: str) -> list[int]:
        """Return the numbers of the pages of a scan, bound ones too, that were read, in order."""
        mine = (page.c.bound_to == sha256) & page.c.state.in_(("read", "filed", "blank"))
        query = select(page.c.place).where(mine).order_by(page.c.place)
        with self._database.read() as connection:
            return list(connection.scalars(query))

    def gone(self) -> Iterator[str]:
        """Yield the subjects that the audit knows of and that have no row any more.

        What was disposed of is to have none.
        """
        ended = select(audit.c.subject).where(audit.c.action == "dispose")
        for table, (action, column) in _MADE.items():
            # By the rows' own index, one event after another: nothing is gathered in memory.
            own = func.substr(audit.c.subject, len(table.name) + 2)
            named = table.c[column] == (cast(own, Integer) if table in _NUMBERED else own)
            query = (
                select(audit.c.subject)
                .distinct()
                .where(audit.c.action == action, ~exists(select(table.c[column]).where(named)))
                .where(audit.c.subject.not_in(ended))
                .order_by(audit.c.subject)
            )
            with self._database.read() as connection:
                yield from connection.scalars(query)

    def _books(self, table: Table, key: str, hangs: Mapping[Table, str]) -> Iterator[Book]:
        last = ""
        while True:
            with self._database.read() as connection:
                query = select(table).where(table.c[key] > last).order_by(table.c[key])
                rows = _rows(connection, query.limit(PORTION))
                parts = {
                    part: _parts(connection, part, column, [row[key] for row in rows])
                    for part, column in hangs.items()
                }
                events = told(connection, _subjects(table, key, rows, parts))
            for row in rows:
                mine = {part.name: found[row[key]] for part, found in parts.items()}
                yield Book(f"{table.name}:{row[key]}", row, mine, events)
            if len(rows) < PORTION:
                return
            last = rows[-1][key]


def _subjects(
    table: Table, key: str, rows: list[Values], parts: Mapping[Table, Mapping[str, list[Values]]]
) -> list[str]:
    tasks = (one for found in parts.get(task, {}).values() for one in found)
    return [f"{table.name}:{row[key]}" for row in rows] + [f"task:{one['id']}" for one in tasks]


def _parts(
    connection: Connection, table: Table, column: str, keys: list[Any]
) -> Mapping[Any, list[Values]]:
    found: dict[Any, list[Values]] = defaultdict(list)
    ordered = select(table).order_by(*table.primary_key.columns)
    for row in _rows(connection, ordered.where(table.c[column].in_(keys))):
        found[row[column]].append(row)
    return found


def told(connection: Connection, subjects: list[str]) -> Mapping[str, Values]:
    """Return what the events of each subject came to, the later over the earlier."""
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    columns = (audit.c.subject, audit.c.action, audit.c.after)
    query = select(*columns).where(audit.c.subject.in_(subjects)).order_by(audit.c.id)
    for row in connection.execute(query):
        after = json.loads(row.after)
        if row.action == "arrive":
            found[row.subject].setdefault("arrived", []).append(after)
        elif row.action == "supersede":
            change = {"state": "superseded", "superseded_by": json.dumps(after["by"])}
            found[row.subject] |= change
        elif row.action == "open":
            found[row.subject] |= {"withdrawn": False}
        elif row.action in ("receive", "refuse"):
            standing = {"withdrawn": found[row.subject].get("withdrawn", False), "reason": None}
            found[row.subject] |= standing | after
        elif row.action == "drop":
            found[row.subject].clear()
        elif row.action in _STATES.split():
            found[row.subject] |= after
        found[row.subject]["events"] = found[row.subject].get("events", 0) + 1
    return found


_STATES = (
    "file state page withdraw restore load learn unlearn decide ask repair hold lift dispose "
    "draw judge prove unsay declare bind"
)
"""Actions whose `after` is what columns hold from then on."""


def _rows(connection: Connection, query: Select[Any]) -> list[Values]:
    return [dict(row._mapping) for row in connection.execute(query)]
