"""Finding documents by their words and by what they are about."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
)

from storage import due as behind
from storage import terms
from storage.database import Database
from storage.index_tables import due, entry, words
from storage.query import Query, matching, place, shown, span
from storage.ranking import fits
from storage.tables import document
from storage.terms import Paper

RANKED = 500
"""Matches that are ranked: of more, those filed last."""
_HIGHEST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that was found, and its words around the first that was asked for."""

    document_id: str
    day: str | None
    snippet: str


class Search:
    """The search index of a catalogue. It is derived: the audit has nothing of it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def due(self, after: str = "", most: int = 200) -> tuple[str, ...]:
        """Return documents that the index is behind on, by id, those that follow `after`."""
        query = select(due.c.document_id).where(due.c.document_id > after)
        with self._database.read() as connection:
            return tuple(connection.scalars(query.order_by(due.c.document_id).limit(most)))

    def again(self, document_ids: Iterable[str]) -> None:
        """Have these documents indexed anew."""
        with self._database.write() as connection:
            for one in document_ids:
                behind.note(connection, one)

    def put(self, papers: Sequence[Paper], gone: Collection[str] = ()) -> None:
        """Index documents, in place of what was indexed of them; `gone` are found no more."""
        names = [paper.document_id for paper in papers]
        with self._database.write() as connection:
            highest = connection.scalar(select(func.max(entry.c.number))) or 0
            numbers = self._remove(connection, [*names, *gone])
            for later, paper in enumerate(papers, 1):
                numbers.setdefault(paper.document_id, highest + later)
            if papers:
                self._add(connection, numbers, papers)

    def forget(self, connection: Connection, document_ids: Collection[str]) -> None:
        """Have nothing of these documents in the index any more."""
        self._remove(connection, document_ids)

    def find(self, query: Query, most: int) -> tuple[tuple[Hit, ...], bool]:
        """Return the best `most` documents, and whether there were too many to rank all.

        Without phrases those filed last come first. Superseded and withdrawn ones are left out.
        """
        sqlite, hits, over = self._database.sqlite, list[Hit](), False
        first, last = 0, _HIGHEST
        with self._database.read() as connection:
            if query.batch is not None:
                lowest, highest = connection.execute(span(query.batch, sqlite=sqlite)).one()
                first, last = lowest or 0, highest or 0
            while len(hits) < most:
                asked = matching(query, (first, last), RANKED + 1, sqlite=sqlite)
                rows = list(connection.execute(asked))
                ranked = self._ranked(rows[:RANKED], query.phrases)
                for start in range(0, len(ranked), most):
                    some = ranked[start : start + most]
                    if len(hits) < most:
                        found = connection.execute(shown(query, some, sqlite=sqlite))
                        hits += _hits(found, query, some)
                if len(rows) <= RANKED:
                    break
                over, last = True, rows[RANKED - 1].number - 1
        return tuple(hits[:most]), over

    def every(self, query: Query) -> frozenset[str]:
        """Return all documents that are found, however many."""
        sqlite, found, last = self._database.sqlite, set[str](), _HIGHEST
        with self._database.read() as connection:
            while rows := connection.execute(
                matching(query, (0, last), RANKED, sqlite=sqlite)
            ).all():
                numbers = [row.number for row in rows]
                there = connection.execute(shown(query, numbers, sqlite=sqlite))
                found.update(row.document_id for row in there)
                last = numbers[-1] - 1
        return frozenset(found)

    def days(self, document_ids: Collection[str]) -> Mapping[str, str]:
        """Return the day (ISO) that documents bear, of those that are indexed and bear one."""
        query = select(entry.c.document_id, entry.c.day).where(
            entry.c.document_id.in_(document_ids), entry.c.day.is_not(None)
        )
        with self._database.read() as connection:
            return {row.document_id: row.day for row in connection.execute(query)}

    def behind(self) -> tuple[str, ...]:
        """Return the documents that index and catalogue do not agree on, and that are not due."""
        number = self._number
        lacking = (
            select(document.c.id)
            .outerjoin(entry, entry.c.document_id == document.c.id)
            .where(
                or_(
                    (document.c.state == "filed")
                    & entry.c.version.is_distinct_from(document.c.version),
                    (document.c.state != "filed") & entry.c.number.is_not(None),
                )
            )
        )
        alone = select(entry.c.document_id).where(
            or_(
                ~exists(select(document.c.id).where(document.c.id == entry.c.document_id)),
                ~exists(select(number).where(number == entry.c.number)),
            )
        )
        with self._database.read() as connection:
            wrong = {*connection.scalars(lacking), *connection.scalars(alone)}
            return tuple(sorted(wrong - {*connection.scalars(select(due.c.document_id))}))

    @property
    def _number(self) -> ColumnElement[int]:
        return place(sqlite=self._database.sqlite)

    def _ranked(self, rows: list[Any], phrases: Sequence[tuple[str, ...]]) -> list[int]:
        """Return numbers, those first that say what was asked for most often for their length."""
        if not phrases:
            return [row.number for row in rows]
        if self._database.sqlite:
            fit = fits([row.marks for row in rows], phrases)
        else:
            fit = [row.rank for row in rows]
        best = sorted(zip(fit, rows, strict=True), key=lambda one: -one[0])
        return [row.number for _, row in best]

    def _remove(self, connection: Connection, document_ids: Collection[str]) -> dict[str, int]:
        """Take documents out of the index; return the numbers that they had there."""
        known = entry.c.document_id.in_(document_ids)
        numbers = {row.document_id: row.number for row in _entries(connection, known)}
        connection.execute(delete(words).where(self._number.in_(numbers.values())))
        connection.execute(delete(entry).where(entry.c.number.in_(numbers.values())))
        connection.execute(delete(due).where(due.c.document_id.in_(document_ids)))
        return numbers

    def _add(
        self, connection: Connection, numbers: Mapping[str, int], papers: Sequence[Paper]
    ) -> None:
        entries, rows = [], []
        for paper in papers:
            number, said = numbers[paper.document_id], paper.text[: terms.LONGEST]
            row = {"document_id": paper.document_id, "version": paper.version, "day": paper.day}
            entries.append(row | {"number": number})
            marks = f"{terms.bare(said)} {' '.join(paper.marks)}"
            if not self._database.sqlite:
                marks = f"{' '.join(terms.words(said))} {marks}"
            rows.append({"place": number, "said": said, "found_by": marks})
        connection.execute(insert(entry), entries)
        found_by: ColumnElement[str] = bindparam("found_by")
        if not self._database.sqlite:
            found_by = func.to_tsvector("simple", found_by)
        values: dict[str, Any] = {self._number.name: bindparam("place"), "text": bindparam("said")}
        connection.execute(insert(words).values(**values, marks=found_by), rows)


def _entries(connection: Connection, known: ColumnElement[bool]) -> Iterable[Any]:
    return connection.execute(select(entry).where(known)).all()


def _hits(rows: Iterable[Any], query: Query, order: Sequence[int]) -> list[Hit]:
    """Return rows as what was found, in an order of their numbers."""
    there, said = {row.number: row for row in rows}, list(query.phrases)
    found = (there[number] for number in order if number in there)
    return [Hit(row.document_id, row.day, terms.snippet(row.text, said)) for row in found]
