"""Reading the audit, proving that nobody changed it, and noting what is seen or leaves."""

import json
from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import Row, select

from storage.chain import FIRST, digest
from storage.database import Database
from storage.rows import Event
from storage.tables import audit

PORTION = 1000
"""Events that are in memory at once."""


class Audit:
    """The append-only list of who did what, when."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, action: str, subject: str, before: object, after: object) -> None:
        """Add an event that changes nothing else in the catalogue."""
        with self._database.write() as connection:
            self._database.note(connection, action, subject, before, after)

    def seen(self, action: str, document_ids: Collection[str], how: object) -> None:
        """Note that these documents were shown to somebody or written out, an event for each."""
        with self._database.write() as connection:
            for one in document_ids:
                self._database.note(connection, action, f"document:{one}", {}, how)

    def head(self) -> tuple[int, str]:
        """Return number and hash of the newest event; 0 where there is none."""
        query = select(audit.c.id, audit.c.hash).order_by(audit.c.id.desc()).limit(1)
        with self._database.read() as connection:
            row = connection.execute(query).first()
        return (row.id, row.hash) if row else (0, FIRST)

    def events(self, subject: str | None = None) -> tuple[Event, ...]:
        """Return the events about a subject, or all, in order."""
        query = select(audit).order_by(audit.c.id)
        if subject is not None:
            query = query.where(audit.c.subject == subject)
        with self._database.read() as connection:
            return tuple(Event(**row._mapping) for row in connection.execute(query))

    def newest(
        self,
        limit: int,
        *,
        before: int | None = None,
        actor: str = "",
        action: str = "",
        subject: str = "",
        since: str = "",
        until: str = "",
    ) -> tuple[Event, ...]:
        """Return events, the newest first, at most so many; those before an event's number.

        `subject` is one, or the beginning of several; `since` and `until` are days, as in
        2026-11-02, both counted in.
        """
        query = select(audit).order_by(audit.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(audit.c.id < before)
        if actor:
            query = query.where(audit.c.actor == actor)
        if action:
            query = query.where(audit.c.action == action)
        if subject:
            query = query.where(audit.c.subject.startswith(subject, autoescape=True))
        if since:
            query = query.where(audit.c.at >= since)
        if until:
            query = query.where(audit.c.at <= f"{until}T24")
        with self._database.read() as connection:
            return tuple(Event(**row._mapping) for row in connection.execute(query))

    def actions(self) -> tuple[str, ...]:
        """Return every kind of event that there is, by name."""
        with self._database.read() as connection:
            return tuple(connection.scalars(select(audit.c.action).distinct().order_by("action")))

    def sent(self, document_id: str, version: int | None, to: str) -> None:
        """Note which version of a document a server has now; None for none. Once, if it stays."""
        subject, after = f"document:{document_id}", {"server": to, "version": version}
        last = (
            select(audit.c.after)
            .where(audit.c.action == "send", audit.c.subject == subject)
            .order_by(audit.c.id.desc())
        )
        with self._database.write() as connection:
            if json.loads(connection.scalar(last.limit(1)) or "{}") != after:
                self._database.note(connection, "send", subject, {}, after)

    def has(self, document_id: str, server: str) -> bool:
        """Return whether a document went to a server and was not taken back since."""
        query = (
            select(audit.c.after)
            .where(audit.c.action == "send", audit.c.subject == f"document:{document_id}")
            .order_by(audit.c.id.desc())
        )
        with self._database.read() as connection:
            every = map(json.loads, connection.scalars(query))
            last = next((one for one in every if one["server"] == server), None)
        return last is not None and last["version"] is not None

    def verify(self, remembered: Iterable[tuple[int, str]] = ()) -> Iterator[str]:
        """Yield one line a fault; none where every event is as it was written, in its place.

        `remembered` are numbers and hashes of events, ascending, that are kept elsewhere: they
        show where events were cut off at the end, or all that follow one were written anew.
        """
        number, previous, heads = 0, FIRST, iter(remembered)
        head = next(heads, None)
        with self._database.read() as connection:
            query = select(audit).order_by(audit.c.id).execution_options(yield_per=PORTION)
            for row in connection.execute(query):
                number += 1
                yield from _faults(row, number, previous)
                number, previous = row.id, row.hash
                while head and head[0] <= row.id:
                    if head != (row.id, row.hash):
                        yield f"audit: event {head[0]} is not the one that the store remembers"
                    head = next(heads, None)
        last = max((one[0] for one in ([head] if head else []) + list(heads)), default=0)
        if last:
            yield f"audit: events {number + 1} to {last}, which the store remembers, are missing"


def _faults(row: Row[tuple[object, ...]], number: int, previous: str) -> Iterator[str]:
    if row.id != number:
        yield f"audit: events {number} to {row.id - 1} are missing"
    elif row.previous != previous:
        yield f"audit: event {row.id} does not follow the one before"
    if digest(dict(row._mapping)) != row.hash:
        yield f"audit: event {row.id} was changed"
