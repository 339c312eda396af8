"""Disposing of scans: what is left on the books, and what still is to go from the store."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

from sqlalchemy import Connection, delete, insert, select, update

from models.retention import Years
from storage import batches, binding, clock, keys
from storage.database import Database
from storage.decision_tables import decision, unfiled
from storage.decisions import pictures_of
from storage.holds import held
from storage.keeping import ScanTerm, terms
from storage.patient_tables import identity, patient
from storage.quality_tables import gold, judged, known, opinion, posed
from storage.retention_tables import disposal, kept
from storage.said import SHOWN
from storage.search import Search
from storage.slip_tables import slip_page
from storage.tables import document, page, receipt, scan, task, version


class Why(StrEnum):
    """Why a scan is not disposed of."""

    UNKNOWN = "it is not known, or work on it is not done"
    HELD = "a legal hold is on it"
    NOT_DUE = "its time is not over"
    CHANGED = "it is not as the list says: make a new list"
    LOCKED = "the store still locks it"


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved a list, why, and the SHA-256 of its bytes."""

    approved_by: str
    because: str
    list: str


@dataclass(frozen=True, slots=True)
class Disposal:
    """A scan that was disposed of, on what day; `remaining` is to go from the store still."""

    sha256: str
    day: str
    documents: tuple[str, ...]
    remaining: tuple[str, ...]


class Disposals:
    """The scans that were disposed of. Their rows, pages and receipts stay, without names."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def refused(self, one: ScanTerm, day: str, years: Years) -> Why | None:
        """Return why a scan must be kept on `day`; None where it may go."""
        with self._database.read() as connection:
            return _refused(connection, one, day, years)

    def begin(self, one: ScanTerm, approval: Approval, day: str, years: Years) -> Why | None:
        """Take a scan off the books, all but what tells that it was there.

        Returns why not, looked at in the same transaction. The objects are to go afterwards:
        `get` names them until `finish`.
        """
        with self._database.write() as connection:
            if why := _refused(connection, one, day, years):
                return why
            self._take_off(connection, one, approval)
        return None

    def get(self, sha256: str) -> Disposal | None:
        """Return what is known of a scan that was disposed of."""
        with self._database.read() as connection:
            row = connection.execute(select(disposal).where(disposal.c.sha256 == sha256)).first()
        if row is None:
            return None
        listed = (tuple(json.loads(part)) for part in (row.documents, row.remaining))
        return Disposal(row.sha256, row.at[:10], *listed)

    def documents(self) -> set[str]:
        """Return the ids of the documents that were disposed of."""
        with self._database.read() as connection:
            every = connection.scalars(select(disposal.c.documents))
            return {one for some in every for one in json.loads(some)}

    def unfinished(self) -> tuple[str, ...]:
        """Return the scans of which objects are still to go."""
        query = select(disposal.c.sha256).where(disposal.c.remaining != "[]")
        with self._database.read() as connection:
            return tuple(connection.scalars(query.order_by(disposal.c.sha256)))

    def finish(self, sha256: str) -> None:
        """Note that nothing is left of a scan in the store."""
        one = disposal.c.sha256 == sha256
        with self._database.write() as connection:
            connection.execute(update(disposal).where(one).values(remaining="[]"))
            self._database.note(connection, "erase", f"scan:{sha256}", {}, {})

    def pages(self, batch: str) -> int:
        """Return how many of the pages that a batch brought were disposed of."""
        query = (
            select(receipt.c.pages)
            .join(disposal, disposal.c.sha256 == receipt.c.sha256)
            .where(receipt.c.batch == batch, ~receipt.c.duplicate)
        )
        with self._database.read() as connection:
            return sum(connection.scalars(query))

    def _take_off(self, connection: Connection, one: ScanTerm, approval: Approval) -> None:
        query = select(document).where(document.c.sha256 == one.sha256).order_by(document.c.id)
        rows = connection.execute(query).all()
        names = [row.id for row in rows]
        pointers = [keys.patient(row.patient_key, row.id) for row in rows if row.patient_key]
        folders = [f"documents/{name}/" for name in names]
        # The original goes last: as long as it is there, it is seen that something is to be done.
        mine = pictures_of(connection, decision.c.sha256 == one.sha256)
        bound = [name for name in binding.whole(connection, one.sha256) if name != one.sha256]
        again = [keys.original(other) for other in sorted({other for _, other in mine} | {*bound})]
        own = keys.original(one.sha256)
        objects = [*pointers, *folders, f"derived/{one.sha256}/", *again, own]
        told = asdict(one.term) | asdict(approval)
        for each in bound:
            self._enter(connection, each, told, [], [])
            _unname(connection, each)
        self._enter(connection, one.sha256, told, names, objects)
        Search(self._database).forget(connection, names)
        self._unsay(connection, one.sha256)
        _forget(connection, one.sha256, names)
        for name in names:
            after = {"scan": one.sha256}
            self._database.note(connection, "dispose", f"document:{name}", {}, after)

    def _enter(
        self,
        connection: Connection,
        sha256: str,
        told: Mapping[str, object],
        names: Sequence[str],
        objects: Sequence[str],
    ) -> None:
        """Note that a file is disposed of, with which documents, and which objects are to go."""
        listed = {"documents": json.dumps(names), "remaining": json.dumps(objects)}
        row = {"sha256": sha256, "at": clock.now(), **told, **listed}
        connection.execute(insert(disposal).values(row))
        batches.forget(self._database, connection, sha256)
        after = {**told, "documents": names}
        self._database.note(connection, "dispose", f"scan:{sha256}", {}, after)

    def _unsay(self, connection: Connection, sha256: str) -> None:
        """Take away what stewards said of a scan: it holds names and numbers."""
        for table in (decision, opinion, gold):
            mine = table.c.sha256 == sha256
            said = list(connection.scalars(select(table.c.id).where(mine)))
            connection.execute(delete(table).where(mine))
            for name in said:
                subject = f"{table.name}:{name}"
                self._database.note(connection, "dispose", subject, {}, {"scan": sha256})
        connection.execute(delete(unfiled).where(unfiled.c.sha256 == sha256))


def _refused(connection: Connection, one: ScanTerm, day: str, years: Years) -> Why | None:
    if held(connection, [one.sha256]):
        return Why.HELD
    now = terms(connection, [one.sha256], years).get(one.sha256)
    if now is None:
        return Why.UNKNOWN
    if now.term.until >= day:
        return Why.NOT_DUE
    # Other scans of its stay may have gone since, by the same list: then it tells less.
    longer = now.term.until > one.term.until
    return Why.CHANGED if longer or replace(now, term=one.term) != one else None


def _forget(connection: Connection, sha256: str, names: Collection[str]) -> None:
    """Take away the rows of documents, and what pages, receipts and patients say of them."""
    mine = identity.c.document_id.in_(names)
    owners = set(connection.scalars(select(identity.c.patient_key).where(mine))) - {None}
    asked = select(task.c.id).where(task.c.document_id.in_(names))
    connection.execute(delete(posed).where(posed.c.task_id.in_(asked)))
    for table in (version, task, identity, kept, judged, known):
        connection.execute(delete(table).where(table.c.document_id.in_(names)))
    connection.execute(delete(document).where(document.c.id.in_(names)))
    connection.execute(delete(slip_page).where(slip_page.c.sha256 == sha256))
    bare = {"document_id": None, "fingerprint": None}
    connection.execute(update(page).where(page.c.bound_to == sha256).values(bare))
    connection.execute(update(scan).where(scan.c.sha256 == sha256).values(signatures=None))
    _unname(connection, sha256)
    living = set(
        connection.scalars(
            select(identity.c.patient_key).where(identity.c.patient_key.in_(owners)).distinct()
        )
    )
    # A provisional patient is known from documents alone.
    gone = patient.c.key.in_(owners - living) & patient.c.patient_id.is_(None)
    connection.execute(update(patient).where(gone).values(dict.fromkeys(SHOWN)))


def _unname(connection: Connection, sha256: str) -> None:
    """Have hashes in place of file names, which may be patients'; the first of a batch alone.

    So the same bytes that come again are known by it, under whatever name.
    """
    query = select(receipt).where(receipt.c.sha256 == sha256).order_by(receipt.c.number)
    seen: set[str] = set()
    for row in connection.execute(query).all():
        name = f"{sha256}-{row.number}" if row.batch in seen else sha256
        seen.add(row.batch)
        one = receipt.c.number == row.number
        connection.execute(update(receipt).where(one).values(file_name=name))
