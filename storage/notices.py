"""What the hospital's system is to be told of documents: it waits here while it is away."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import (
    CompoundSelect,
    case,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    union,
    update,
)

from models.hospital import Asked
from storage import clock, lookups
from storage.database import Database
from storage.hospital_tables import notice
from storage.selection import withdrawn
from storage.tables import batch, document, receipt, scan


@dataclass(frozen=True, slots=True)
class Owed:
    """A document of which the system is to be told: `version`, 0 where it is no more."""

    document_id: str
    version: int
    tries: int


class Notices:
    """What is owed, each document once, however often it is put in or a program is killed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def unseen(self, most: int, after: str = "") -> tuple[str, ...]:
        """Return documents whose current version was not looked at, or that are no more.

        They come by id, those after one.
        """
        seen = func.coalesce(notice.c.seen, 0)
        plain = case((document.c.state == "filed", document.c.version), else_=literal(0))
        gone = exists(select(scan.c.sha256).where(scan.c.sha256 == document.c.sha256, withdrawn()))
        query = (
            select(document.c.id)
            .outerjoin(notice, notice.c.document_id == document.c.id)
            # Few are withdrawn: what takes long to know is asked of those only.
            .where(document.c.id > after, or_(seen != plain, document.c.sha256.in_(_taken_back())))
            .where(seen != case((gone, literal(0)), else_=plain))
            .order_by(document.c.id)
            .limit(most)
        )
        with self._database.read() as connection:
            return tuple(connection.scalars(query))

    def put(self, document_id: str, seen: int, asked: Mapping[Asked, str], *, tells: bool) -> None:
        """Note that version `seen` was looked at (0: it is no more), and what follows from it.

        `asked` are the numbers by which the system is asked, in place of those before; `tells`
        is whether it is told of the document.
        """
        one = notice.c.document_id == document_id
        values: dict[str, object] = {"seen": seen, "version": seen if tells else 0}
        values |= {"tries": 0, "next_at": clock.now()}
        with self._database.write() as connection:
            lookups.ask(connection, document_id, asked)
            if connection.scalar(select(notice.c.seen).where(one)) is None:
                new = {"document_id": document_id, "told": 0}
                connection.execute(insert(notice).values(**values, **new))
            else:
                connection.execute(update(notice).where(one).values(**values))

    def owed(self, most: int, now: str) -> tuple[Owed, ...]:
        """Return what the system is to be told by now, the longest due first."""
        query = (
            select(notice)
            .where(notice.c.version != notice.c.told, notice.c.next_at <= now)
            .order_by(notice.c.next_at, notice.c.document_id)
            .limit(most)
        )
        with self._database.read() as connection:
            found = connection.execute(query).all()
        return tuple(Owed(row.document_id, row.version, row.tries) for row in found)

    def told(self, owed: Owed, system: str) -> None:
        """Note that the system was told of a document, as an event of it."""
        one = notice.c.document_id == owed.document_id
        values = {"told": owed.version, "tries": owed.tries + 1}
        after = {"version": owed.version or None, "to": system}
        with self._database.write() as connection:
            connection.execute(update(notice).where(one).values(**values))
            self._database.note(connection, "tell", f"document:{owed.document_id}", {}, after)

    def put_off(self, owed: Owed, next_at: str) -> None:
        """Note that the system refused a notice, and when it is told again."""
        one = notice.c.document_id == owed.document_id
        values = {"tries": owed.tries + 1, "next_at": next_at}
        with self._database.write() as connection:
            connection.execute(update(notice).where(one).values(**values))

    def waiting(self) -> int:
        """Return of how many documents the system is to be told."""
        due = select(func.count()).where(notice.c.version != notice.c.told)
        with self._database.read() as connection:
            return connection.scalar(due) or 0


def _taken_back() -> CompoundSelect[tuple[str]]:
    """Choose the scans that are withdrawn, or came in a batch that is."""
    came = select(receipt.c.sha256).join(batch).where(batch.c.withdrawn)
    return union(select(scan.c.sha256).where(scan.c.withdrawn), came)
