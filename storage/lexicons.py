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
        values = {"sha256": sha256, "file_sha256": file_sha256, "entries": entries}
        return self._put("load", kind.value, values)

    def drop(self, kind: Kind) -> bool:
        """Have no list of this kind any more; False where there was none."""
        return self._put("drop", kind.value, {})

    def learnt(self) -> LexiconRow | None:
        """Return which learnt weights are in use; None where it is those of the program."""
        return next((row for row in self.all() if row.kind == LEARNT), None)

    def learn(self, sha256: str, data_sha256: str, values: int) -> None:
        """Use weights, whose bytes lie in the store, that were learnt from so many values."""
        made = {"sha256": sha256, "file_sha256": data_sha256, "entries": values}
        self._put("learn", LEARNT, made)

    def unlearn(self) -> bool:
        """Use again what was in use before the weights of now; False where those are first."""
        row = self.learnt()
        if row is None:
            return False
        query = select(audit.c.before, audit.c.after).where(
            audit.c.subject == f"lexicon:{LEARNT}", audit.c.action == "learn"
        )
        with self._database.read() as connection:
            told = connection.execute(query.order_by(audit.c.id.desc())).all()
        mine = (one.before for one in told if json.loads(one.after)["sha256"] == row.sha256)
        return self._put("unlearn", LEARNT, json.loads(next(mine)))

    def _put(self, action: str, kind: str, values: Mapping[str, object]) -> bool:
        """Have a row of these values, or none for none; False where that is so already."""
        with self._database.write() as connection:
            before = _values(connection, kind)
            if before == values:
                return False
            connection.execute(delete(lexicon).where(lexicon.c.kind == kind))
            if values:
                row = {"kind": kind, "imported_at": clock.now(), **values}
                connection.execute(insert(lexicon).values(row))
            self._database.note(connection, action, f"lexicon:{kind}", before, values)
        return True


def _values(connection: Connection, kind: str) -> dict[str, object]:
    query = select(lexicon.c.sha256, lexicon.c.file_sha256, lexicon.c.entries)
    row = connection.execute(query.where(lexicon.c.kind == kind)).first()
    return dict(row._mapping) if row else {}
