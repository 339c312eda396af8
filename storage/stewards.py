"""Patients as a steward names them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, select, update

from models.errors import UsageError
from models.record import PatientLink
from storage import mergers, related
from storage.candidates import find
from storage.database import Database
from storage.founding import patient_key, registered_key
from storage.patient_tables import identity, patient


def confirm(
    database: Database, connection: Connection, document_id: str, whose: str | None
) -> None:
    """Note that a steward said whose a document is; no machine changes that again.

    `whose` is a key or the register's patient id; None means a patient of its own, whom the
    register lacks. UsageError where there is no such document or patient.
    """
    one = identity.c.document_id == document_id
    found = connection.execute(select(identity).where(one)).first()
    if found is None:
        raise UsageError(f"{document_id}: there is no such document. See sohoa list.")
    row = dict(found._mapping)
    key = known(database, connection, whose) if whose else lacked(database, connection, row)
    connection.execute(update(identity).where(one).values(pinned=True))
    number = connection.scalar(select(patient.c.patient_id).where(patient.c.key == key))
    link = PatientLink(key, number, mergers.STEWARD, 1.0, "verified")
    mergers.enter(database, connection, row, link, None, mergers.merged(connection))
    mergers.leave_empty(database, connection, [row["patient_key"] or ""])
    _ask_anew(connection, document_id)


def release(connection: Connection, document_id: str) -> None:
    """Have the machine decide again whose a document is, as if no steward had said it."""
    one = identity.c.document_id == document_id
    connection.execute(update(identity).where(one).values(pinned=False))
    _ask_anew(connection, document_id)


def _ask_anew(connection: Connection, document_id: str) -> None:
    """Have all documents be decided again that have to do with one."""
    those = identity.c.document_id.in_(related.related(connection, document_id))
    connection.execute(update(identity).where(those).values(edition=None))


def known(database: Database, connection: Connection, whose: str) -> str:
    """Return the key of a patient; UsageError where there is none of this key or number."""
    if connection.scalar(select(patient.c.key).where(patient.c.key == whose)) is not None:
        return whose
    if find(connection, whose) is None:
        raise UsageError("There is no such patient: give a key, or the register's patient id.")
    key = registered_key(whose)
    if connection.scalar(select(patient.c.key).where(patient.c.key == key)) is None:
        row = {"key": key, "patient_id": whose, "status": "registered", "founded_by": ""}
        connection.execute(insert(patient).values(row))
        database.note(connection, "found", f"patient:{key}", {}, {})
    return key


def lacked(database: Database, connection: Connection, row: Mapping[str, Any]) -> str:
    """Return the provisional patient that a document has, else one of its own."""
    own = patient_key(row["document_id"])
    those = patient.c.key.in_([own, row["patient_key"]]) & patient.c.patient_id.is_(None)
    known = set(connection.scalars(select(patient.c.key).where(those)))
    key = row["patient_key"] if row["patient_key"] in known else own
    if key in known:
        connection.execute(update(patient).where(patient.c.key == key).values(status="new"))
        return str(key)
    values = {"key": own, "status": "new", "founded_by": row["document_id"]}
    connection.execute(insert(patient).values(values))
    after = {"founded_by": row["document_id"]}
    database.note(connection, "found", f"patient:{own}", {}, after)
    return own
