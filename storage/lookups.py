"""Numbers by which the hospital's system is to be asked: they wait here while it is away."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from models.hospital import Asked
from storage import clock
from storage.database import Database
from storage.hospital_tables import hospital_prescription, hospital_stay, lookup
from storage.patient_tables import register
from storage.person import INSURED_PERSON

WAITING, UNKNOWN, FOUND = "waiting", "unknown", "found"
"""States of a lookup: not answered yet; answered, and nobody has it; known."""
_OPEN = lookup.c.state.in_([WAITING, UNKNOWN])


@dataclass(frozen=True, slots=True)
class Question:
    """A number that the system is asked by, whatever documents bear it; `tries` so far."""

    kind: Asked
    value: str
    tries: int


class Lookups:
    """What is to be asked, each number once, whatever documents bear it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def questions(self, most: int, now: str) -> tuple[Question, ...]:
        """Return the numbers that are to be asked by now, each once, the longest due first."""
        query = (
            select(lookup.c.kind, lookup.c.value, func.max(lookup.c.tries).label("tries"))
            .where(_OPEN, lookup.c.next_at <= now)
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

    def known(self) -> tuple[str, ...]:
        """Return the documents with an open lookup whose number is known by now."""
        query = select(lookup.c.document_id).where(_OPEN, _known()).distinct()
        with self._database.read() as connection:
            return tuple(connection.scalars(query.order_by(lookup.c.document_id)))

    def settle(self, document_ids: Collection[str]) -> None:
        """Have lookups of these documents be found whose number is known by now."""
        with self._database.write() as connection:
            for one in document_ids:
                mine = and_(_OPEN, lookup.c.document_id == one, _known())
                connection.execute(update(lookup).where(mine).values(state=FOUND))

    def answered(self, question: Question, state: str, next_at: str, system: str) -> None:
        """Note how the system answered: FOUND, UNKNOWN, or still WAITING where it refused.

        It is an event of each document's that the `system` was asked, without the number.
        """
        after = {"kind": question.kind.value, "system": system, "state": state}
        values = {"state": state, "tries": question.tries + 1, "next_at": next_at}
        with self._database.write() as connection:
            query = select(lookup.c.document_id).where(_is(question))
            ids = connection.scalars(query.order_by(lookup.c.document_id)).all()
            connection.execute(update(lookup).where(_is(question)).values(**values))
            for one in ids:
                self._database.note(connection, "look up", f"document:{one}", {}, after)

    def waiting(self, state: str = WAITING) -> int:
        """Return how many numbers are in a state."""
        asked = select(lookup.c.kind, lookup.c.value).where(lookup.c.state == state).distinct()
        with self._database.read() as connection:
            return connection.scalar(select(func.count()).select_from(asked.subquery())) or 0


def ask(connection: Connection, document_id: str, asked: Mapping[Asked, str]) -> None:
    """Have a document be asked about by these numbers, in place of those before."""
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


def _known() -> ColumnElement[bool]:
    """The condition that register, stays or prescriptions have the number of a lookup."""
    value, stay = lookup.c.value, hospital_stay.c
    end = func.substr(value, func.length(value) - INSURED_PERSON + 1)
    there: dict[Asked, list[ColumnElement[bool]]] = {
        Asked.PATIENT: [register.c.patient_id == func.upper(value)],
        Asked.NATIONAL: [register.c.national_id == value],
        Asked.INSURANCE: [register.c.insurance_end == end],
        Asked.RECORD: [
            register.c.record_number == func.upper(value),
            stay.record_number == func.upper(value),
        ],
        Asked.STAY: [stay.stay_code.in_([value, func.upper(value), func.lower(value)])],
        Asked.PRESCRIPTION: [hospital_prescription.c.code == func.lower(value)],
        Asked.STAYS: [stay.patient_id == value],
    }
    return or_(
        *(
            and_(lookup.c.kind == kind.value, exists().where(same))
            for kind, every in there.items()
            for same in every
        )
    )


def _is(question: Question) -> ColumnElement[bool]:
    return and_(lookup.c.kind == question.kind.value, lookup.c.value == question.value)
