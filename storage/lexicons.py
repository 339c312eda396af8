"""Which list of each kind is the current one. The lists themselves lie in the store."""

import json
from collections.abc import Mapping

from sqlalchemy import Connection, delete, insert, select

from models.lexicon import LEARNT, Kind
from storage import clock
from storage.database import Database
from storage.rows import LexiconRow
from storage.tables import audit, lexicon


class Lexicons:
    """The lists that are loaded, at most one of each kind, and the weights that were learnt."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> tuple[LexiconRow, ...]:
        """Return what is loaded, by kind, as of one moment; weights are one of the kinds."""
        with self._database.read() as connection:
            found = connection.execute(select(lexicon).order_by(lexicon.c.kind))
            return tuple(LexiconRow(**row._mapping) for row in found)

    def load(self, kind: Kind, sha256: str, file_sha256: str, entries: int) -> bool:
        """Make a list, whose bytes lie in the store, the current one of its kind.

        False where it is that already, and from the same file.
        """
        with self._database.write() as connection:
            return self._put(connection, "load", kind.value, _row(sha256, file_sha256, entries))

    def drop(self, kind: Kind) -> bool:
        """Have no list of this kind any more; False where there was none."""
        with self._database.write() as connection:
            return self._put(connection, "drop", kind.value, {})

    def learnt(self) -> LexiconRow | None:
        """Return which learnt weights are in use; None where it is those of the program."""
        return next((row for row in self.all() if row.kind == LEARNT), None)

    def learn(self, sha256: str, data_sha256: str, values: int) -> bool:
        """Use weights, whose bytes lie in the store, that were learnt from so many values.

        False where they are in use already.
        """
        with self._database.write() as connection:
            return self._put(connection, "learn", LEARNT, _row(sha256, data_sha256, values))

    def unlearn(self) -> bool:
        """Use what was in use before the learnt weights of now; False where there are none."""
        with self._database.write() as connection:
            if not _values(connection, LEARNT):
                return False
            return self._put(connection, "unlearn", LEARNT, _before(connection))

    def _put(
        self, connection: Connection, action: str, kind: str, values: Mapping[str, object]
    ) -> bool:
        """Have a row of these values, or none for none; False where that is so already."""
        before = _values(connection, kind)
        if before == values:
            return False
        connection.execute(delete(lexicon).where(lexicon.c.kind == kind))
        if values:
            row = {"kind": kind, "imported_at": clock.now(), **values}
            connection.execute(insert(lexicon).values(row))
        self._database.note(connection, action, f"lexicon:{kind}", before, values)
        return True


def _row(sha256: str, file_sha256: str, entries: int) -> dict[str, object]:
    return {"sha256": sha256, "file_sha256": file_sha256, "entries": entries}


def _values(connection: Connection, kind: str) -> dict[str, object]:
    query = select(lexicon.c.sha256, lexicon.c.file_sha256, lexicon.c.entries)
    row = connection.execute(query.where(lexicon.c.kind == kind)).first()
    return dict(row._mapping) if row else {}


def _before(connection: Connection) -> dict[str, object]:
    """Return what was in use before the learnt weights of now, as the audit tells."""
    query = select(audit.c.action, audit.c.before).where(audit.c.subject == f"lexicon:{LEARNT}")
    stack: list[str] = []
    for row in connection.execute(query.order_by(audit.c.id)):
        if row.action == "learn":
            stack.append(row.before)
        elif row.action == "unlearn":
            stack.pop()
    before: dict[str, object] = json.loads(stack[-1])
    return before
