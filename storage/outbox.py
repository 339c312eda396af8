"""What the hospital's system is to be asked and told: it waits here while the system is away."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    case,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)

from models.hospital import Asked
from storage import clock
from storage.database import Database
from storage.hospital_tables import lookup, notice
from storage.selection import withdrawn
from storage.tables import document, scan

WAITING, UNKNOWN, FOUND = "waiting", "unknown", "found"
"""States of a lookup: not answered yet; answered, and nobody has it; answered."""


@dataclass(frozen=True, slots=True)
class Question:
    """A number that the system is asked by, whatever documents bear it; `tries` so far."""

    kind: Asked
    value: str
    tries: int


@dataclass(frozen=True, slots=True)
class Owed:
    """A document of which the system is to be told: `version`, 0 where it is no more."""

    document_id: str
    version: int
    tries: int


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much waits: numbers to be asked, those that the system did not know, and notices."""

    waiting: int
    unknown: int
    notices: int


class Outbox:
    """Lookups and notices, each once, however often it is put in or a program is killed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def unseen(self, most: int) -> tuple[str, ...]:
        """Return documents whose current version was not looked at, or that are no more."""
        query = (
            select(document.c.id)
            .join(scan, scan.c.sha256 == document.c.sha256)
            .outerjoin(notice, notice.c.document_id == document.c.id)
            .where(func.coalesce(notice.c.seen, 0) != _now())
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
        with self._database.write() as connection:
            self._ask(connection, document_id, asked)
            values = {"seen": seen, "version": seen if tells else 0}
            one = notice.c.document_id == document_id
            if connection.scalar(select(notice.c.seen).where(one)) is None:
                values |= {"document_id": document_id, "told": 0}
                connection.execute(insert(notice).values(**values, tries=0, next_at=clock.now()))
            else:
                fresh = {"tries": 0, "next_at": clock.now()}
                connection.execute(update(notice).where(one).values(**values, **fresh))

    def _ask(self, connection: Connection, document_id: str, asked: Mapping[Asked, str]) -> None:
        mine = lookup.c.document_id == document_id
        there = {row.kind: row.value for row in connection.execute(select(lookup).where(mine))}
        wanted = {kind.value: value for kind, value in asked.items()}
        gone = [kind for kind, value in there.items() if wanted.get(kind) != value]
        connection.execute(delete(lookup).where(mine, lookup.c.kind.in_(gone)))
        fresh = {"state": WAITING, "tries": 0, "next_at": clock.now()}
        rows = [
            {"document_id": document_id, "kind": kind, "value": value, **fresh}
            for kind, value in wanted.items()
            if there.get(kind) != value
        ]
        if rows:
            connection.execute(insert(lookup), rows)

    def questions(self, most: int, now: str) -> tuple[Question, ...]:
        """Return the numbers that are to be asked by now, each once, the longest due first."""
        query = (
            select(lookup.c.kind, lookup.c.value, func.max(lookup.c.tries).label("tries"))
            .where(lookup.c.state.in_([WAITING, UNKNOWN]), lookup.c.next_at <= now)
            .group_by(lookup.c.kind, lookup.c.value)
            .order_by(func.min(lookup.c.next_at), lookup.c.kind, lookup.c.value)
            .limit(most)
        )
        with self._database.read() as connection:
            return tuple(
                Question(Asked(row.kind), row.value, row.tries) for row in connection.execute(query)
            )

    def asking(self, question: Question) -> tuple[str, ...]:
        """Return the documents that bear the number."""
        query = select(lookup.c.document_id).where(_is(question))
        with self._database.read() as connection:
            return tuple(connection.scalars(query.order_by(lookup.c.document_id)))

    def answered(self, question: Question, state: str, next_at: str, system: str) -> None:
        """Note how the system answered: FOUND, UNKNOWN, or still WAITING where it refused.

        It is an event of each document's that the system was asked, without the number.
        """
        after = {"kind": question.kind.value, "system": system, "state": state}
        values = {"state": state, "tries": question.tries + 1, "next_at": next_at}
        with self._database.write() as connection:
            query = select(lookup.c.document_id).where(_is(question))
            ids = connection.scalars(query.order_by(lookup.c.document_id)).all()
            connection.execute(update(lookup).where(_is(question)).values(**values))
            for one in ids:
                self._database.note(connection, "look up", f"document:{one}", {}, after)

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

    def backlog(self) -> Backlog:
        """Return how much waits."""
        with self._database.read() as connection:
            states = {state: _count(connection, state) for state in (WAITING, UNKNOWN)}
            due = select(func.count()).where(notice.c.version != notice.c.told)
            return Backlog(states[WAITING], states[UNKNOWN], connection.scalar(due) or 0)


def _now() -> ColumnElement[int]:
    """The version of a document that is current; 0 where none is."""
    current = and_(document.c.state == "filed", ~withdrawn())
    return case((current, document.c.version), else_=literal(0))


def _is(question: Question) -> ColumnElement[bool]:
    return and_(lookup.c.kind == question.kind.value, lookup.c.value == question.value)


def _count(connection: Connection, state: str) -> int:
    asked = select(lookup.c.kind, lookup.c.value).where(lookup.c.state == state).distinct()
    return connection.scalar(select(func.count()).select_from(asked.subquery())) or 0
