"""Patients as a steward names them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, select, update

from models.errors import UsageError
from storage.candidates import find
from storage.database import Database
from storage.founding import patient_key, registered_key
from storage.patient_tables import patient


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
