"""The whole catalogue as one SQLite file, as of one moment, and back into any database."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, exists, func, insert, literal_column, select

from models.errors import CatalogueError
from storage import migration
from storage.database import Database
from storage.index_tables import due, entry
from storage.retention_tables import kept
from storage.tables import METADATA, document

PORTION = 5_000
"""Rows that are in memory at once."""


def take(database: Database, path: Path) -> None:
    """Write the catalogue as of one moment to a file that is not there yet; others go on."""
    if database.sqlite:
        # SQLite's own way: the copy is of one moment, whoever writes meanwhile.
        name = database.url.database or ""
        with closing(sqlite3.connect(name)) as source, closing(sqlite3.connect(path)) as target:
            source.backup(target)
        return
    made = Database(f"sqlite:///{path}", database.actor)
    migration.migrate(made)
    with database.read() as source, made.write() as target:
        _copy(source, target)
    made.engine.dispose()


def put_back(path: Path, database: Database) -> None:
    """Fill an empty catalogue of the same version from such a file: all of it or nothing.

    Every document is due to be indexed then.
    """
    taken = Database(f"sqlite:///{path}", database.actor)
    migration.check(taken)
    with taken.read() as source, database.write() as target:
        if not _empty(target):
            raise CatalogueError("The catalogue is not empty: restore into an empty database.")
        _copy(source, target)
        filed = select(document.c.id).where(document.c.state == "filed")
        target.execute(insert(due).from_select(["document_id"], filed))
    taken.engine.dispose()


def empty(database: Database) -> bool:
    """Return whether a catalogue has no row."""
    with database.read() as connection:
        return _empty(connection)


def _empty(connection: Connection) -> bool:
    return not any(connection.scalar(select(exists(select(one)))) for one in _tables())


def _copy(source: Connection, target: Connection) -> None:
    for table in _tables():
        for rows in _portions(source, table):
            target.execute(insert(table), rows)
        counted = table.autoincrement_column
        if target.dialect.name == "postgresql" and counted is not None:
            # Numbers that came with the rows do not move the counter on.
            counter = func.pg_get_serial_sequence(table.name, counted.name)
            newest = func.coalesce(func.max(counted), 0) + 1
            target.execute(select(func.setval(counter, newest, literal_column("false"))))


def _tables() -> list[Table]:
    """Return the tables but those made of records, those first that others point to."""
    return [table for table in METADATA.sorted_tables if table not in (entry, due, kept)]


def _portions(source: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    query = select(table).order_by(*table.primary_key.columns)
    found = source.execute(query.execution_options(yield_per=PORTION))
    for rows in found.partitions():
        yield [dict(row._mapping) for row in rows]
