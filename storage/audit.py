"""Reading the audit, proving that nobody changed it, and noting what leaves the house."""

import json

from sqlalchemy import select

from storage.chain import FIRST, digest
from storage.database import Database
from storage.rows import Event
from storage.tables import audit


class Audit:
    """The append-only list of who did what, when."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def events(self, subject: str | None = None) -> tuple[Event, ...]:
        """Return the events about a subject, or all, in order."""
        query = select(audit).order_by(audit.c.id)
        if subject is not None:
            query = query.where(audit.c.subject == subject)
        with self._database.read() as connection:
            return tuple(Event(**row._mapping) for row in connection.execute(query))

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

    def verify(self) -> tuple[str, ...]:
        """Return one line a fault; none where every event is as it was written, in its place."""
        faults, number, previous = [], 0, FIRST
        with self._database.read() as connection:
            for row in connection.execute(select(audit).order_by(audit.c.id)):
                number += 1
                if row.id != number:
                    faults.append(f"audit: events {number} to {row.id - 1} are missing")
                    number = row.id
                elif row.previous != previous:
                    faults.append(f"audit: event {row.id} does not follow the one before")
                if digest(dict(row._mapping)) != row.hash:
                    faults.append(f"audit: event {row.id} was changed")
                previous = row.hash
        return tuple(faults)
