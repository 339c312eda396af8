"""Whose document it is: provisional patients, one for each consistent identity."""

from collections import Counter
from dataclasses import astuple
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, insert, or_, select, update

from models.record import Field, Item, PatientLink
from storage.database import Database
from storage.founding import assign
from storage.identity import Identity, clusters, identity_of, sure, tells
from storage.tables import document, identity, patient

_NOBODY = PatientLink(None, None, method="none", score=0.0, status="review")

_FOLDED = (
    "folded_name birth_date sex national_id insurance_end hospital_id record_number facility"
).split()
"""Columns of `identity`, in the order of `Identity`'s fields."""

_SHOWN = ("full_name birth_date sex national_id insurance_number hospital_id record_number").split()
"""Columns that `patient` shares with `identity`."""


class Patients:
    """The patients, and which documents are whose.

    No register is asked here: every patient is provisional. A document can join what were
    two patients until then; `moved` names the documents whose filed record is then behind.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def provisional(
        self, document_id: str, patient: Item, facility: Field | None = None
    ) -> PatientLink:
        """Decide whose a document is; the same fields again change nothing.

        `facility` is the hospital that gave the patient's and the record's number. Nothing is
        linked where the document bears neither name nor identifier.
        """
        found = _columns(patient, facility)
        one = identity.c.document_id == document_id
        with self._database.write() as connection:
            row = connection.execute(select(identity).where(one)).first()
            if row is None:
                connection.execute(insert(identity).values(found | {"document_id": document_id}))
            elif any(getattr(row, key) != value for key, value in found.items()):
                connection.execute(update(identity).where(one).values(found))
            else:
                return _link(row.patient_key)
            self._decide(connection, document_id)
            return _link(connection.scalar(select(identity.c.patient_key).where(one)))

    def link(self, document_id: str) -> PatientLink | None:
        """Return what was decided for a document; None where it never was."""
        query = select(identity.c.patient_key).where(identity.c.document_id == document_id)
        with self._database.read() as connection:
            row = connection.execute(query).first()
        return _link(row.patient_key) if row else None

    def moved(self) -> tuple[str, ...]:
        """Return the live documents that were filed under another patient than is decided now."""
        query = (
            select(document.c.id)
            .join(identity, identity.c.document_id == document.c.id)
            .where(
                document.c.state == "filed",
                document.c.patient_key.is_distinct_from(identity.c.patient_key),
            )
            .order_by(document.c.id)
        )
        with self._database.read() as connection:
            return tuple(connection.scalars(query))

    def _decide(self, connection: Connection, document_id: str) -> None:
        """Cluster anew all documents that have to do with this one, and keep their keys."""
        rows = _related(connection, document_id)
        said = {one: _identity(row) for one, row in rows.items()}
        groups = [
            {one for one in said if said[one] in cluster}
            for cluster in clusters(who for who in said.values() if tells(who))
        ]
        groups += [{one} for one, who in said.items() if who.known and not tells(who)]
        held = {one: row["patient_key"] for one, row in rows.items()}
        decided = assign(groups, held, _ages(connection, held))
        for key in sorted(set(decided.values())):
            mine = [one for one in sorted(decided) if decided[one] == key]
            self._describe(connection, key, [rows[one] for one in mine], founder=mine[0])
        for one in sorted(rows):
            if decided.get(one) != held[one]:
                self._relink(connection, one, held[one], decided.get(one))
        self._leave_empty(connection, {key for key in held.values() if key})

    def _describe(
        self, connection: Connection, key: str, rows: list[dict[str, Any]], founder: str
    ) -> None:
        """Have a patient with what most of its documents say."""
        values: dict[str, object] = {name: _most(row[name] for row in rows) for name in _SHOWN}
        values["status"] = "new"
        if connection.scalar(select(patient.c.key).where(patient.c.key == key)) is not None:
            connection.execute(update(patient).where(patient.c.key == key).values(values))
            return
        connection.execute(insert(patient).values(values | {"key": key, "founded_by": founder}))
        after = {"founded_by": founder}
        self._database.note(connection, "found", f"patient:{key}", {}, after)

    def _relink(
        self, connection: Connection, document_id: str, before: str | None, after: str | None
    ) -> None:
        one = identity.c.document_id == document_id
        connection.execute(update(identity).where(one).values(patient_key=after))
        subject = f"document:{document_id}"
        self._database.note(connection, "link", subject, {"patient": before}, {"patient": after})

    def _leave_empty(self, connection: Connection, keys: set[str]) -> None:
        """Mark the patients of whom no document is left: they turned out to be others."""
        mine = identity.c.patient_key
        lived = set(connection.scalars(select(mine).where(mine.in_(keys)).distinct()))
        for key in sorted(keys - lived):
            cleared: dict[str, object] = dict.fromkeys(_SHOWN)
            change = cleared | {"status": "joined"}
            connection.execute(update(patient).where(patient.c.key == key).values(change))
            before, after = {"status": "new"}, {"status": "joined"}
            self._database.note(connection, "join", f"patient:{key}", before, after)


def _link(key: str | None) -> PatientLink:
    """Return a provisional link. No register was asked, so there is no score of a match."""
    return PatientLink(key, None, method="none", score=0.0, status="new") if key else _NOBODY


def _columns(patient: Item, facility: Field | None) -> dict[str, str | None]:
    folded = dict(zip(_FOLDED, astuple(identity_of(patient, facility)), strict=True))
    shown = {
        "full_name": sure(patient.get("full_name")),
        "insurance_number": sure(patient.get("insurance_number")),
    }
    return {key: value or None for key, value in (folded | shown).items()}


def _ages(connection: Connection, held: dict[str, str | None]) -> dict[str, int]:
    """Return the patients that these documents have or once founded, with their numbers."""
    theirs = patient.c.key.in_({key for key in held.values() if key})
    query = select(patient).where(or_(theirs, patient.c.founded_by.in_(set(held))))
    return {row.key: row.number for row in connection.execute(query)}


def _identity(row: dict[str, Any]) -> Identity:
    return Identity(*(row[name] or "" for name in _FOLDED))


def _most(values: Any) -> str | None:
    counts = Counter(value for value in values if value)
    return min(counts, key=lambda value: (-counts[value], value)) if counts else None


def _related(connection: Connection, document_id: str) -> dict[str, dict[str, Any]]:
    """Return the rows of all documents that this one may share a person with, and theirs."""
    found: dict[str, dict[str, Any]] = {}
    fresh = connection.execute(select(identity).where(identity.c.document_id == document_id))
    new = [dict(row._mapping) for row in fresh]
    while new:
        found |= {row["document_id"]: row for row in new}
        keys = ("national_id", "insurance_end", "hospital_id", "record_number", "patient_key")
        same: list[ColumnElement[bool]] = [
            identity.c[key].in_({row[key] for row in new if row[key]})
            for key in keys
            if any(row[key] for row in new)
        ]
        same += [
            and_(identity.c.folded_name == name, identity.c.birth_date == birth)
            for name, birth in {(row["folded_name"], row["birth_date"]) for row in new}
            if name and birth
        ]
        if not same:
            break
        rows = connection.execute(select(identity).where(or_(*same)))
        new = [dict(row._mapping) for row in rows if row.document_id not in found]
    return found
