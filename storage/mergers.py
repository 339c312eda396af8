"""Patients that a steward found to be one, and how that shows in links. Undone by `unmerge`.

A merged patient keeps its key and its documents; it points to the one that it is. So nothing
is lost, and taking the pointer away brings all back.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection, select, update

from models.codec import canonical
from models.errors import UsageError
from models.record import PatientLink
from storage.database import Database
from storage.patient_tables import identity, patient
from storage.said import SHOWN

STEWARD = "steward"


def merged(connection: Connection) -> dict[str, str]:
    """Return for each merged patient the one that it was merged into."""
    query = select(patient.c.key, patient.c.merged_into).where(patient.c.merged_into.is_not(None))
    return {row.key: row.merged_into for row in connection.execute(query)}


def follow(mergers: Mapping[str, str], key: str) -> str:
    """Return the patient that a patient is after all mergers."""
    while key in mergers:
        key = mergers[key]
    return key


def enter(
    database: Database,
    connection: Connection,
    row: Mapping[str, Any],
    link: PatientLink,
    doubt: str | None,
    mergers: Mapping[str, str],
) -> None:
    """Write down what is decided for a document, as it shows after mergers."""
    shown = _shown(connection, link, mergers)
    values = {
        "patient_key": link.patient_key,
        "link": canonical(asdict(shown)).decode(),
        "doubt": doubt,
    }
    if all(row[key] == value for key, value in values.items()):
        return
    document_id = row["document_id"]
    one = identity.c.document_id == document_id
    connection.execute(update(identity).where(one).values(values))
    before = _told(json.loads(row["link"])) if row["link"] else {"patient": row["patient_key"]}
    after = _told(asdict(shown))
    if before != after:
        database.note(connection, "link", f"document:{document_id}", before, after)


def merge(database: Database, connection: Connection, one: str, into: str) -> bool:
    """Have the patient `one` be the patient `into`; False where it is so already."""
    mergers = merged(connection)
    if mergers.get(one) == into:
        return False
    if one in mergers:
        raise UsageError("The first patient is merged already: give sohoa patients unmerge first.")
    if follow(mergers, into) == one:
        raise UsageError("The two are one patient already.")
    _point(database, connection, "merge", one, into)
    return True


def unmerge(database: Database, connection: Connection, one: str) -> bool:
    """Have a merged patient be itself again; False where it is not merged."""
    if one not in merged(connection):
        return False
    _point(database, connection, "unmerge", one, None)
    return True


def leave_empty(database: Database, connection: Connection, keys: Collection[str]) -> None:
    """Mark those provisional patients of whom no document is left: they were others."""
    mine = identity.c.patient_key
    lived = set(connection.scalars(select(mine).where(mine.in_(keys)).distinct()))
    query = select(patient.c.key).where(
        patient.c.key.in_({*keys} - lived), patient.c.patient_id.is_(None)
    )
    for key in sorted(connection.scalars(query)):
        change: dict[str, object] = dict.fromkeys(SHOWN)
        change["status"] = "joined"
        connection.execute(update(patient).where(patient.c.key == key).values(change))
        before, after = {"status": "new"}, {"status": "joined"}
        database.note(connection, "join", f"patient:{key}", before, after)


def _point(
    database: Database, connection: Connection, action: str, key: str, into: str | None
) -> None:
    before = merged(connection).get(key)
    connection.execute(update(patient).where(patient.c.key == key).values(merged_into=into))
    database.note(connection, action, f"patient:{key}", {"into": before}, {"into": into})
    mergers = merged(connection)
    reached = {one for one in mergers if key in _way(mergers, one)} | {key}
    query = select(identity).where(identity.c.patient_key.in_(reached))
    for row in [dict(found._mapping) for found in connection.execute(query)]:
        enter(database, connection, row, _plain(connection, row), row["doubt"], mergers)


def _way(mergers: Mapping[str, str], key: str) -> list[str]:
    way = [key]
    while way[-1] in mergers:
        way.append(mergers[way[-1]])
    return way


def _plain(connection: Connection, row: Mapping[str, Any]) -> PatientLink:
    """Return what was decided for a document before any merger."""
    link = PatientLink(**json.loads(row["link"]))
    if link.method == STEWARD and not row["pinned"]:
        return PatientLink(row["patient_key"], None, "none", 0.0, "new")
    query = select(patient.c.patient_id).where(patient.c.key == row["patient_key"])
    return replace(link, patient_key=row["patient_key"], patient_id=connection.scalar(query))


def _shown(connection: Connection, link: PatientLink, mergers: Mapping[str, str]) -> PatientLink:
    if link.patient_key is None:
        return link
    key = follow(mergers, link.patient_key)
    if key == link.patient_key:
        return link
    number = connection.scalar(select(patient.c.patient_id).where(patient.c.key == key))
    if link.status == "new":
        return PatientLink(key, number, STEWARD, 1.0, "verified")
    return replace(link, patient_key=key, patient_id=number)


def _told(link: Mapping[str, Any]) -> dict[str, object]:
    """Return what the audit says of a link: nothing that a register says of a person."""
    told: dict[str, object] = {"patient": link["patient_key"]}
    return told | {key: link[key] for key in ("method", "score", "status")}
