"""Transactions on the catalogue's database: SQLite in WAL mode, or PostgreSQL.

One writer at a time: on SQLite by `BEGIN IMMEDIATE`, on PostgreSQL by an advisory lock. So
the audit's chain has no forks, and no decision about patients is taken on stale rows.
"""

import copy
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, Self

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from models.errors import SettingsError
from storage import chain
from storage.database_errors import explained

BUSY_SECONDS = 30
"""How long a writer waits for the one before it."""

CACHE_KB = 32 * 1024
"""Most memory for a connection's pages. By default 2 MB: searching a million documents then
reads the same pages of its indexes again and again."""

_WRITERS = 0x50_4B_04
"""Number of PostgreSQL's advisory lock that writers hold."""


class Database:
    """A database, and who writes to it (`actor`, for the audit)."""

    def __init__(self, url: str, actor: str) -> None:
        self.url = _address(url)
        self.actor = actor
        self.engine = _engine(self.url)
        # SQLite's waiters poll; threads of one process queue here instead.
        self._turn = threading.Lock() if self.sqlite else nullcontext()

    def by(self, actor: str) -> Self:
        """Return the same database as another writes to it."""
        theirs = copy.copy(self)
        theirs.actor = actor
        return theirs

    @property
    def sqlite(self) -> bool:
        """Whether it is a file of ours rather than a server's."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def where(self) -> str:
        """Its address without the password."""
        return self.url.render_as_string(hide_password=True)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection on which all reads see one and the same moment."""
        with explained(self.where), self.engine.connect() as connection:
            if not self.sqlite:
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection whose changes are all made at the end, or none if it fails."""
        with explained(self.where), self._turn, self.engine.connect() as connection:
            connection = connection.execution_options(writes=True)
            with connection.begin():
                if not self.sqlite:
                    connection.execute(
                        text("SELECT pg_advisory_xact_lock(:number)"), {"number": _WRITERS}
                    )
                yield connection

    def note(
        self, connection: Connection, action: str, subject: str, before: object, after: object
    ) -> None:
        """Add what this transaction does to the audit."""
        chain.append(connection, self.actor, action, subject, before, after)


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError:
        address = URL.create("unknown")
    if address.get_backend_name() == "postgresql":
        return address.set(drivername="postgresql+psycopg")
    if address.get_backend_name() == "sqlite" and address.database not in (None, "", ":memory:"):
        return address
    raise SettingsError(
        "catalogue.url must be sqlite:///FILE or postgresql+psycopg://USER@HOST/DATABASE;"
        " leave it empty for a file under SOHOA_HOME."
    )


def _engine(url: URL) -> Engine:
    # Parameters are file names and patients' names: they must not get into error messages.
    if url.get_backend_name() == "postgresql":
        # Plans are made for what is asked: one for any words is made without knowing how frequent
        # they are. Poolers between here and the server need it as well.
        how = {"connect_timeout": 10, "prepare_threshold": None}
        return create_engine(url, hide_parameters=True, pool_pre_ping=True, connect_args=how)
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _: Any) -> None:
    # Python's own BEGIN comes too late for a writer; ours is in `_begin`.
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KB}")
    _to_wal(connection)


def _to_wal(connection: sqlite3.Connection) -> None:
    """Switch to WAL. SQLite does not wait when two connections switch at once, so try again."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            if connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] == "wal":
                return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
        if time.monotonic() > until:
            raise sqlite3.OperationalError("this disk cannot hold a database in WAL mode")
        time.sleep(0.02)


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
