"""Legal holds: what must not be disposed of, whatever its time, until somebody lifts them."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Select, insert, or_, select, update

from models.errors import UsageError
from storage import clock
from storage.database import Database
from storage.mergers import follow, merged
from storage.patient_tables import identity, patient
from storage.retention_tables import hold
from storage.selection import in_batch, known_batch
from storage.stewards import known
from storage.tables import document, page, scan

LEAST_PREFIX = 8
_STANDING = hold.c.lifted_by.is_(None)


@dataclass(frozen=True, slots=True)
class Hold:
    """One hold: its number, on what, why, and who placed it when; `lifted_by` None while it is."""

    number: int
    kind: str
    subject: str
    reason: str
    placed_by: str
    placed_at: str
    lifted_by: str | None
    lifted_at: str | None


class Holds:
    """The legal holds of the catalogue."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def place(self, kind: str, subject: str, reason: str, by: str) -> Hold:
        """Hold a document, scan, patient or batch; the same again is the same hold.

        A document or scan may be named by its first letters. UsageError where there is none.
        """
        with self._database.write() as connection:
            whole = _FIND[kind](self._database, connection, subject)
            same = (hold.c.kind == kind) & (hold.c.subject == whole) & (hold.c.reason == reason)
            query = select(hold).where(same, hold.c.placed_by == by, _STANDING)
            row = connection.execute(query).first()
            if row is None:
                values = {"kind": kind, "subject": whole, "reason": reason, "placed_by": by}
                made = connection.execute(
                    insert(hold).values(placed_at=clock.now(), **values).returning(hold)
                )
                row = made.one()
                after = values | {"lifted_by": None}
                self._database.note(connection, "hold", f"hold:{row.number}", {}, after)
            return Hold(**row._mapping)

    def lift(self, number: int, by: str) -> bool:
        """Lift a hold; False where it was lifted before, UsageError where there is none."""
        with self._database.write() as connection:
            row = _row(connection, number)
            if row.lifted_by is not None:
                return False
            change = {"lifted_by": by, "lifted_at": clock.now()}
            connection.execute(update(hold).where(hold.c.number == number).values(change))
            self._database.note(connection, "lift", f"hold:{number}", {}, {"lifted_by": by})
        return True

    def get(self, number: int) -> Hold:
        """Return a hold; UsageError where there is none."""
        with self._database.read() as connection:
            return _row(connection, number)

    def all(self, *, lifted: bool = False) -> tuple[Hold, ...]:
        """Return the holds in order; with `lifted` those too that were lifted."""
        query = select(hold).order_by(hold.c.number)
        if not lifted:
            query = query.where(_STANDING)
        with self._database.read() as connection:
            return tuple(Hold(**row._mapping) for row in connection.execute(query))

    def on(self, sha256s: Collection[str]) -> dict[str, set[int]]:
        """Return for each scan that is held the numbers of the holds on it."""
        with self._database.read() as connection:
            return held(connection, sha256s)

    def scans(self, number: int) -> tuple[str, ...]:
        """Return the scans that a hold is on, by hash."""
        with self._database.read() as connection:
            return tuple(
                sorted(set(connection.scalars(_scans(connection, _row(connection, number)))))
            )


def held(connection: Connection, sha256s: Collection[str]) -> dict[str, set[int]]:
    """Return for each of the scans that is held the numbers of the holds on it."""
    found: dict[str, set[int]] = defaultdict(set)
    for row in connection.execute(select(hold).where(_STANDING)).all():
        query = _scans(connection, Hold(**row._mapping))
        for sha256 in connection.scalars(query.where(scan.c.sha256.in_(sha256s))):
            found[str(sha256)].add(row.number)
    return found


def _scans(connection: Connection, one: Hold) -> Select[tuple[str]]:
    """Choose the scans that a hold is on."""
    if one.kind == "scan":
        # Of a file that is bound to another, that one: they are kept together.
        its = select(page.c.bound_to).where(page.c.sha256 == one.subject)
        return select(scan.c.sha256).where((scan.c.sha256 == one.subject) | scan.c.sha256.in_(its))
    if one.kind == "batch":
        return select(scan.c.sha256).where(in_batch(one.subject))
    return (
        select(scan.c.sha256)
        .join(document, document.c.sha256 == scan.c.sha256)
        .outerjoin(identity, identity.c.document_id == document.c.id)
        .where(_documents(connection, one))
    )


def _documents(connection: Connection, one: Hold) -> ColumnElement[bool]:
    """Return the condition that a document is held, be it only perhaps the patient's."""
    if one.kind == "document":
        return document.c.id == one.subject
    mergers = merged(connection)
    keys = _same_patient(mergers, one.subject)
    query = select(patient.c.patient_id).where(
        patient.c.key.in_(keys), patient.c.patient_id.is_not(None)
    )
    numbers = connection.scalars(query).all()
    return or_(
        document.c.patient_key.in_(keys),
        identity.c.patient_key.in_(keys),
        *(
            document.c.link.contains(f'"patient_id":"{number}"', autoescape=True)
            for number in numbers
        ),
    )


def _same_patient(mergers: Mapping[str, str], key: str) -> set[str]:
    end = follow(mergers, key)
    return {end, key, *(one for one in mergers if follow(mergers, one) == end)}


def _row(connection: Connection, number: int) -> Hold:
    row = connection.execute(select(hold).where(hold.c.number == number)).first()
    if row is None:
        raise UsageError(f"There is no hold {number}: sohoa hold list shows them.")
    return Hold(**row._mapping)


def _scan(_: Database, connection: Connection, subject: str) -> str:
    return _begun(connection, scan.c.sha256, subject)


def _document(_: Database, connection: Connection, subject: str) -> str:
    return _begun(connection, document.c.id, subject)


def _begun(connection: Connection, column: ColumnElement[str], subject: str) -> str:
    query = select(column).where(column.startswith(subject, autoescape=True)).limit(2)
    found = list(connection.scalars(query)) if len(subject) >= LEAST_PREFIX else []
    if len(found) == 1:
        return found[0]
    raise UsageError(
        "There is no single document or scan whose id or hash begins so: give at least"
        f" {LEAST_PREFIX} letters."
    )


def _batch(_: Database, connection: Connection, subject: str) -> str:
    known_batch(connection, subject)
    return subject


_FIND = {"document": _document, "scan": _scan, "patient": known, "batch": _batch}
