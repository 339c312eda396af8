"""Which list of each kind is the current one. The lists themselves lie in the store."""

from sqlalchemy import Connection, delete, insert, select

from models.lexicon import Kind
from storage import clock
from storage.database import Database
from storage.rows import LexiconRow
from storage.tables import lexicon


class Lexicons:
    """The lists that are loaded, at most one of each kind."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> tuple[LexiconRow, ...]:
        """Return what is loaded, by kind, as of one moment."""
        with self._database.read() as connection:
            found = connection.execute(select(lexicon).order_by(lexicon.c.kind))
            return tuple(LexiconRow(**row._mapping) for row in found)

    def load(self, kind: Kind, sha256: str, file_sha256: str, entries: int) -> bool:
        """Make a list, whose bytes lie in the store, the current one of its kind.

        False where it is that already, and from the same file.
        """
        values = {"sha256": sha256, "file_sha256": file_sha256, "entries": entries}
        with self._database.write() as connection:
            before = _values(connection, kind)
            if before == values:
                return False
            connection.execute(delete(lexicon).where(lexicon.c.kind == kind.value))
            row = {"kind": kind.value, "imported_at": clock.now(), **values}
            connection.execute(insert(lexicon).values(row))
            self._database.note(connection, "load", f"lexicon:{kind.value}", before, values)
        return True

    def drop(self, kind: Kind) -> bool:
        """Have no list of this kind any more; False where there was none."""
        with self._database.write() as connection:
            before = _values(connection, kind)
            if not before:
                return False
            connection.execute(delete(lexicon).where(lexicon.c.kind == kind.value))
            self._database.note(connection, "drop", f"lexicon:{kind.value}", before, {})
        return True


def _values(connection: Connection, kind: Kind) -> dict[str, object]:
    query = select(lexicon.c.sha256, lexicon.c.file_sha256, lexicon.c.entries)
    row = connection.execute(query.where(lexicon.c.kind == kind.value)).first()
    return dict(row._mapping) if row else {}
