"""Batches as the scan room hands them over, and whether what came is what was declared."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from models.batch import Came, Declared, Gap, Line, gaps, pages_of
from storage.batch_tables import declared, listed
from storage.database import Database
from storage.selection import known_batch, withdrawn
from storage.tables import receipt, scan

COLUMNS = tuple(Declared.__slots__)


class Batches:
    """What was declared of each batch, and what came."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def declare(self, name: str, said: Declared, lines: Collection[Line] | None = None) -> bool:
        """Keep what was said of a batch; True where that changed anything.

        What is None was not said now and stays as it is; `lines` take the place of all earlier
        ones. UsageError for an unknown batch.
        """
        with self._database.write() as connection:
            known_batch(connection, name)
            row = connection.execute(select(declared).where(declared.c.batch == name)).first()
            before = dict(row._mapping) if row else {}
            new = {key: value for key, value in asdict(said).items() if value is not None}
            if lines is not None:
                new["list_sha256"] = list_hash(lines)
            after = {key: before.get(key) for key in (*COLUMNS, "list_sha256")} | new
            before.pop("batch", None)
            if after == before or (not before and not new):
                return False
            if lines is not None:
                _list(connection, name, lines)
            connection.execute(delete(declared).where(declared.c.batch == name))
            connection.execute(insert(declared).values(batch=name, **after))
            self._database.note(connection, "declare", f"batch:{name}", before, after)
        return True

    def declared(self, name: str) -> Declared:
        """Return what was said of a batch; UsageError for an unknown one."""
        with self._database.read() as connection:
            known_batch(connection, name)
            return _said(connection, name)

    def came(self, name: str) -> tuple[Came, ...]:
        """Return the files of a batch, by name; withdrawn scans are none."""
        with self._database.read() as connection:
            return _came(connection, name)

    def group(self, name: str, charts: Mapping[str, str]) -> None:
        """Keep of which chart the files of a batch are, by their names in it."""
        with self._database.write() as connection:
            for file, chart in charts.items():
                mine = (receipt.c.batch == name) & (receipt.c.file_name == file)
                connection.execute(update(receipt).where(mine).values(chart=chart))

    def lines(self, name: str) -> tuple[Line, ...]:
        """Return the lines of a batch's manifest, by path."""
        with self._database.read() as connection:
            return _lines(connection, name)

    def gaps(self, name: str) -> tuple[Gap, ...]:
        """Return in what a batch is not as it was declared; while there is any it is stopped."""
        with self._database.read() as connection:
            told = _said(connection, name), _lines(connection, name)
            return gaps(*told, _came(connection, name))

    def stopped(self) -> frozenset[str]:
        """Return the batches that are not as they were declared."""
        with self._database.read() as connection:
            names = connection.scalars(select(declared.c.batch)).all()
        return frozenset(name for name in names if self.gaps(name))

    def found(self, name: str) -> Declared:
        """Return what came, as it would be declared; charts are None where no file tells."""
        files = self.came(name)
        charts = {one.chart for one in files if one.chart}
        said = self.declared(name)
        return replace(said, charts=len(charts) or None, pages=pages_of(files))


def list_hash(lines: Collection[Line]) -> str:
    """Return what the audit knows the lines of a manifest by: their paths may be names."""
    said = [asdict(line) for line in sorted(lines, key=lambda line: line.path)]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def forget(database: Database, connection: Connection, sha256: str) -> None:
    """Take away the counts and manifests of the batches that a scan came in.

    They told of papers that are no more; paths and charts may be patients' names.
    """
    mine = select(receipt.c.batch).where(receipt.c.sha256 == sha256)
    of_scan = receipt.c.sha256 == sha256
    connection.execute(update(receipt).where(of_scan).values(chart=None))
    query = select(declared).where(declared.c.batch.in_(mine)).order_by(declared.c.batch)
    for row in connection.execute(query).all():
        gone = dict.fromkeys(("charts", "pages", "list_sha256"))
        before = {key: getattr(row, key) for key in gone}
        connection.execute(delete(listed).where(listed.c.batch == row.batch))
        connection.execute(update(declared).where(declared.c.batch == row.batch).values(gone))
        database.note(connection, "declare", f"batch:{row.batch}", before, gone)


def _list(connection: Connection, name: str, lines: Collection[Line]) -> None:
    connection.execute(delete(listed).where(listed.c.batch == name))
    rows: Sequence[dict[str, Any]] = [{"batch": name, **asdict(line)} for line in lines]
    if rows:
        connection.execute(insert(listed), rows)


def _said(connection: Connection, name: str) -> Declared:
    columns = [declared.c[key] for key in COLUMNS]
    row = connection.execute(select(*columns).where(declared.c.batch == name)).first()
    return Declared(*row) if row else Declared()


def _lines(connection: Connection, name: str) -> tuple[Line, ...]:
    columns = (listed.c.path, listed.c.chart, listed.c.pages)
    query = select(*columns).where(listed.c.batch == name).order_by(listed.c.path)
    return tuple(Line(*row) for row in connection.execute(query))


def _came(connection: Connection, name: str) -> tuple[Came, ...]:
    columns = (receipt.c.file_name, receipt.c.sha256, receipt.c.pages, receipt.c.chart)
    gone = select(scan.c.sha256).where(withdrawn())
    query = (
        select(*columns)
        .where(receipt.c.batch == name, receipt.c.sha256.is_(None) | ~receipt.c.sha256.in_(gone))
        .order_by(receipt.c.file_name, receipt.c.number)
    )
    return tuple(Came(*row) for row in connection.execute(query))
