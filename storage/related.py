"""Which documents have to do with one another, and with which patients."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from storage.identity import FULL_DATE, Identity, contradict, share_identifier
from storage.patient_tables import identity, patient

_KEYS = ("national_id", "insurance_end", "hospital_id", "record_number", "patient_key")


def related(connection: Connection, document_id: str) -> dict[str, dict[str, Any]]:
    """Return the rows of all documents that this one may share a person with, and theirs."""
    found: dict[str, dict[str, Any]] = {}
    fresh = connection.execute(select(identity).where(identity.c.document_id == document_id))
    new = [dict(row._mapping) for row in fresh]
    while new:
        found |= {row["document_id"]: row for row in new}
        same: list[ColumnElement[bool]] = [
            identity.c[key].in_({row[key] for row in new if row[key]})
            for key in _KEYS
            if any(row[key] for row in new)
        ]
        same += [
            and_(identity.c.folded_name == name, identity.c.birth_date == birth)
            for name, birth in {(row["folded_name"], row["birth_date"]) for row in new}
            if name and len(birth or "") == FULL_DATE  # what else tells nobody apart
        ]
        if not same:
            break
        rows = connection.execute(select(identity).where(or_(*same)))
        new = [dict(row._mapping) for row in rows if row.document_id not in found]
    return found


def sharing(saying: Mapping[str, Identity]) -> list[set[str]]:
    """Return the documents in groups that hang together by numbers, none of it contradicted."""
    groups: list[set[str]] = []
    for one, who in sorted(saying.items()):
        mine = {one}
        for group in [*groups]:
            with_it = [
                share_identifier(who, saying[other]) and not contradict(who, saying[other])
                for other in group
            ]
            if any(with_it):
                groups.remove(group)
                mine |= group
        groups.append(mine)
    return groups


def ages(connection: Connection, held: Mapping[str, str | None]) -> dict[str, int]:
    """Return the provisional patients that these documents have or once founded, with numbers."""
    theirs = patient.c.key.in_({key for key in held.values() if key})
    query = select(patient).where(
        or_(theirs, patient.c.founded_by.in_(set(held))), patient.c.patient_id.is_(None)
    )
    return {row.key: row.number for row in connection.execute(query)}


def taken(connection: Connection, keys: Collection[str]) -> set[str]:
    """Return which of these patients have a document."""
    query = select(identity.c.patient_key).where(identity.c.patient_key.in_(keys)).distinct()
    return {key for key in connection.scalars(query) if key}
