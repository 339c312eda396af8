"""Until when scans are kept, by what their documents and those of the same stays say."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, insert, or_, select

from models.retention import Kept, Kind, Term, Years, after, term, whole
from models.stay import Sign
from storage.database import Database
from storage.index_tables import due
from storage.patient_tables import identity
from storage.retention_tables import kept
from storage.selection import bound, disposed, pages_of
from storage.tables import document, page, scan

PORTION = 200
"""Scans that are in memory at once, with all that hangs on them."""


@dataclass(frozen=True, slots=True)
class ScanTerm:
    """How long a scan is kept; its filed documents, in order, and how many pages it has."""

    sha256: str
    term: Term
    received: str
    pages: int
    documents: tuple[str, ...]


class Keeping:
    """How long each scan is kept. It is derived from records: the audit has nothing of it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, papers: Sequence[Kept], gone: Collection[str] = ()) -> None:
        """Note what documents say, in place of what they said; `gone` say nothing any more."""
        names = [*(paper.document_id for paper in papers), *gone]
        with self._database.write() as connection:
            connection.execute(delete(kept).where(kept.c.document_id.in_(names)))
            if papers:
                connection.execute(insert(kept), [columns(paper) for paper in papers])

    def of(
        self, sha256s: Collection[str], years: Years, without: Collection[str] = ()
    ) -> dict[str, ScanTerm]:
        """Return until when scans are kept, but those of which that is not known yet.

        With `without` as if these documents were not there.
        """
        with self._database.read() as connection:
            return terms(connection, sha256s, years, without)

    def due(self, day: str, years: Years) -> Iterator[ScanTerm]:
        """Yield the scans, by hash, whose time is over before `day`, whoever holds them."""
        with self._database.read() as connection:
            names = list(connection.scalars(_perhaps(day, years).order_by(scan.c.sha256)))
        for first in range(0, len(names), PORTION):
            found = self.of(names[first : first + PORTION], years)
            yield from (one for one in found.values() if one.term.until < day)

    def behind(self) -> tuple[str, ...]:
        """Return the filed documents of which nothing is noted, and that are not due to be."""
        noted = select(kept.c.document_id).where(kept.c.document_id == document.c.id)
        waits = select(due.c.document_id).where(due.c.document_id == document.c.id)
        query = select(document.c.id).where(
            document.c.state == "filed", ~exists(noted), ~exists(waits)
        )
        with self._database.read() as connection:
            return tuple(connection.scalars(query.order_by(document.c.id)))

    def mates(self, document_ids: Collection[str]) -> dict[str, str]:
        """Return the filed documents of the same patients, these with them, and their scans."""
        mine = select(document.c.patient_key).where(document.c.id.in_(document_ids))
        same = or_(document.c.id.in_(document_ids), document.c.patient_key.in_(mine))
        query = select(document.c.id, document.c.sha256).where(same, document.c.state == "filed")
        with self._database.read() as connection:
            return {row.id: row.sha256 for row in connection.execute(query)}


def columns(paper: Kept) -> dict[str, object]:
    """Return the row of what a document says."""
    return {
        "document_id": paper.document_id,
        "kinds": " ".join(sorted(paper.kinds)),
        "since": paper.since,
        "first": paper.first,
        "last": paper.last,
        "cover": paper.cover,
        "signs": " ".join(sorted(paper.signs)),
    }


def terms(
    connection: Connection, sha256s: Collection[str], years: Years, without: Collection[str] = ()
) -> dict[str, ScanTerm]:
    """Return until when scans are kept, by hash.

    Left out are those that are not known, disposed of or not done with, and those of whose
    patients a document is still to be looked at.
    """
    columns = (scan.c.sha256, scan.c.received_at, pages_of().label("pages"))
    query = select(*columns).where(scan.c.sha256.in_(sha256s), _settled()).order_by(scan.c.sha256)
    rows = connection.execute(query).all()
    mine = document.c.sha256.in_([row.sha256 for row in rows])
    own: dict[str, list[Kept]] = defaultdict(list)
    others: dict[str, list[Kept]] = defaultdict(list)
    unknown: set[str] = set()
    for paper in _papers(connection, mine & document.c.id.not_in(without)):
        own[paper.sha256].append(paper)
    owners = {one.patient_key for some in own.values() for one in some if one.patient_key}
    same = document.c.patient_key.in_(owners) & document.c.id.not_in(without)
    for paper in _papers(connection, same):
        others[paper.patient_key or ""].append(paper)
    for some in (own, others):
        unknown |= {key for key, papers in some.items() if any(not one.since for one in papers)}
    return {
        row.sha256: _scan_term(row, own[row.sha256], others, years)
        for row in rows
        if unknown.isdisjoint([row.sha256, *(one.patient_key for one in own[row.sha256])])
    }


def _scan_term(
    row: Any, papers: Sequence[Kept], others: Mapping[str, list[Kept]], years: Years
) -> ScanTerm:
    def of(paper: Kept) -> Term:
        return term(paper, others.get(paper.patient_key or "", ()), years)

    received = row.received_at[:10]
    names = tuple(sorted(paper.document_id for paper in papers))
    return ScanTerm(row.sha256, whole(papers, of, received, years), received, row.pages, names)


def _papers(connection: Connection, which: ColumnElement[bool]) -> Iterator[Kept]:
    """Yield what filed documents say; `since` is empty where they were not looked at yet."""
    columns = (document.c.id, document.c.sha256, document.c.patient_key, kept)
    query = (
        select(*columns, identity.c.record_number)
        .outerjoin(kept, kept.c.document_id == document.c.id)
        .outerjoin(identity, identity.c.document_id == document.c.id)
        .where(which, document.c.state == "filed")
    )
    for row in connection.execute(query):
        yield _kept(row)


def _kept(row: Any) -> Kept:
    return Kept(
        row.id,
        row.sha256,
        frozenset(map(Kind, (row.kinds or "").split())),
        row.since or "",
        row.first,
        row.last,
        row.patient_key,
        row.record_number,
        bool(row.cover),
        signs_of(row.signs),
    )


def signs_of(text: str | None) -> frozenset[Sign]:
    """Return the signs of a row of `kept`."""
    return frozenset(map(Sign, (text or "").split()))


def _settled() -> ColumnElement[bool]:
    """Return the condition that a scan stands by itself, nothing of it waits, and it is there.

    A file that is bound to another is kept with that.
    """
    waits = select(page.c.number).where(
        page.c.bound_to == scan.c.sha256, page.c.state.in_(("waiting", "read"))
    )
    done = scan.c.state.in_(("filed", "rejected"))
    return and_(done, ~exists(waits), ~disposed(), ~bound())


def _perhaps(day: str, years: Years) -> Any:
    """Choose the scans that may be due: those of which nothing is younger than the least time."""
    latest = after(day, -min(years.values()))
    younger = (
        select(document.c.id)
        .outerjoin(kept, kept.c.document_id == document.c.id)
        .where(document.c.sha256 == scan.c.sha256, document.c.state == "filed")
        .where(or_(kept.c.since.is_(None), kept.c.since >= latest))
    )
    filed = select(document.c.id).where(
        document.c.sha256 == scan.c.sha256, document.c.state == "filed"
    )
    old = or_(exists(filed), scan.c.received_at < latest)
    return select(scan.c.sha256).where(_settled(), ~exists(younger), old)
