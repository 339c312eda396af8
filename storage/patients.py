"""Whose documents are: patients of the register, and provisional ones that it lacks."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, update

from models.doubt import Doubt
from models.errors import UsageError
from models.record import Item, PatientLink
from models.settings import Link
from storage import mergers, said
from storage.database import Database
from storage.deciding import Deciding
from storage.linking import Decision
from storage.patient_tables import identity, register
from storage.register import Register
from storage.stewards import confirm, known
from storage.tables import document
from storage.weights import made_by


@dataclass(frozen=True, slots=True)
class Why:
    """What is decided for a document, and what the register says to it alone."""

    link: PatientLink
    doubt: str | None
    decision: Decision


class Patients:
    """The patients, and which documents are whose.

    A document can change whose another is; `moved` names the documents whose filed record is
    then behind. A patient is named by our key or by the register's patient id.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.register = Register(database)

    def decide(
        self, document_id: str, patient: Item, encounter: Item, rules: Link, year: int | None = None
    ) -> PatientLink:
        """Decide whose a document is; the same fields again change nothing.

        `year` is that of its scan. Nothing is linked where the document bears neither name nor
        identifier.
        """
        found = said.columns(patient, encounter, year)
        one = identity.c.document_id == document_id
        with self._database.write() as connection:
            row = connection.execute(select(identity).where(one)).first()
            if row is None:
                connection.execute(insert(identity).values(found | {"document_id": document_id}))
            elif any(getattr(row, key) != value for key, value in found.items()) or (
                row.own and json.loads(row.own)["by"] != made_by(rules)
            ):
                connection.execute(update(identity).where(one).values(found | {"edition": None}))
            if not self._decided(connection, document_id):
                Deciding(self._database, connection, self.register, rules).anew(document_id)
            return _link(connection, document_id)

    def stale(self) -> tuple[str, ...]:
        """Return the documents that an older edition of the register was asked about."""
        with self._database.read() as connection:
            return tuple(connection.scalars(_stale().order_by(identity.c.document_id)))

    def decide_anew(self, document_id: str, rules: Link) -> None:
        """Decide a document by the register as it is now, unless that has been done."""
        with self._database.write() as connection:
            if not self._decided(connection, document_id):
                Deciding(self._database, connection, self.register, rules).anew(document_id)

    def link(self, document_id: str) -> PatientLink | None:
        """Return what was decided for a document; None where it never was."""
        with self._database.read() as connection:
            one = identity.c.document_id == document_id
            if connection.scalar(select(identity.c.link).where(one)) is None:
                return None
            return _link(connection, document_id)

    def doubt(self, document_id: str) -> str | None:
        """Return why a person is asked whose a document is: a code of `models.doubt`, or None."""
        with self._database.read() as connection:
            one = identity.c.document_id == document_id
            return connection.scalar(select(identity.c.doubt).where(one))

    def why(self, document_id: str, rules: Link) -> Why | None:
        """Return the link of a document with what speaks for and against it; None without one."""
        with self._database.read() as connection:
            row = _row(connection, document_id)
            if row is None or row["link"] is None:
                return None
            decision = Deciding(self._database, connection, self.register, rules).why(row)
            return Why(_link(connection, document_id), row["doubt"], decision)

    def moved(self) -> tuple[str, ...]:
        """Return the live documents whose filed link is not what is decided now."""
        query = (
            select(document.c.id)
            .join(identity, identity.c.document_id == document.c.id)
            .where(document.c.state == "filed", document.c.link.is_distinct_from(identity.c.link))
            .order_by(document.c.id)
        )
        with self._database.read() as connection:
            return tuple(connection.scalars(query))

    def confirm(self, document_id: str, whose: str | None) -> None:
        """Note that a steward said whose a document is; no machine changes that again.

        `whose` None means a patient of its own, whom the register lacks.
        """
        with self._database.write() as connection:
            confirm(self._database, connection, document_id, whose)

    def merge(self, one: str, into: str) -> bool:
        """Have one patient be another; False where it is so already. Nothing is lost by it."""
        with self._database.write() as connection:
            both = [known(self._database, connection, whose) for whose in (one, into)]
            if both[0] == both[1]:
                raise UsageError("The two are one patient already.")
            return mergers.merge(self._database, connection, *both) and _again(connection, both)

    def unmerge(self, one: str) -> bool:
        """Have a merged patient be itself again; False where it is not merged."""
        with self._database.write() as connection:
            key = known(self._database, connection, one)
            both = [key, mergers.follow(mergers.merged(connection), key)]
            return mergers.unmerge(self._database, connection, key) and _again(connection, both)

    def _decided(self, connection: Connection, document_id: str) -> bool:
        stale = _stale().where(identity.c.document_id == document_id)
        return connection.scalar(stale) is None


def _row(connection: Connection, document_id: str) -> dict[str, Any] | None:
    one = identity.c.document_id == document_id
    row = connection.execute(select(identity).where(one)).first()
    return dict(row._mapping) if row else None


def _link(connection: Connection, document_id: str) -> PatientLink:
    """Return what is decided for a document."""
    query = select(identity.c.link).where(identity.c.document_id == document_id)
    return PatientLink(**json.loads(connection.scalars(query).one() or "{}"))


def _stale() -> Select[tuple[str]]:
    """Choose the documents that the register as it is now was not asked about."""
    edition = select(func.coalesce(func.max(register.c.edition), 0)).scalar_subquery()
    return select(identity.c.document_id).where(
        identity.c.edition.is_distinct_from(edition), ~identity.c.pinned
    )


def _again(connection: Connection, keys: Collection[str]) -> bool:
    """Have all documents be decided again that a merger may matter to."""
    torn = identity.c.doubt.in_([Doubt.PATIENT_TIE.value, Doubt.PATIENT_NUMBER.value])
    these = torn | identity.c.patient_key.in_(keys)
    connection.execute(update(identity).where(these).values(edition=None))
    return True
