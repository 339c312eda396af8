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
from storage.query import Query, newest, place, span
from storage.ranking import fits
from storage.tables import document
from storage.terms import Paper

RANKED = 1000
"""Matches that are ranked: of more, those filed last."""


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
        with self._database.read() as connection:
            numbers = None
            if query.batch is not None:
                first, last = connection.execute(span(query.batch)).one()
                numbers = (first or 0, last or 0)
            asked = newest(query, numbers, sqlite=self._database.sqlite)
            rows = list(connection.execute(asked.limit(RANKED + 1)))
            over, rows = len(rows) > RANKED, rows[:RANKED]
            if query.phrases:
                rows = self._ranked(rows, query.phrases)
            best = rows[:most]
            number = self._number
            read = select(number.label("number"), words.c.text)
            texts = {
                row.number: row.text
                for row in connection.execute(read.where(number.in_([r.number for r in best])))
            }
        said = list(query.phrases)
        return tuple(
            Hit(row.document_id, row.day, terms.snippet(texts[row.number], said)) for row in best
        ), over

    def every(self, query: Query) -> frozenset[str]:
        """Return all documents that are found, however many."""
        with self._database.read() as connection:
            asked = newest(query, None, sqlite=self._database.sqlite)
            return frozenset(row.document_id for row in connection.execute(asked))

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

    def _ranked(self, rows: list[Any], phrases: Sequence[tuple[str, ...]]) -> list[Any]:
        """Return rows, those first that say what was asked for most often for their length."""
        if not self._database.sqlite:
            return sorted(rows, key=lambda row: -row.ranks)
        fit = fits([row.ranks for row in rows], phrases)
        return [row for _, row in sorted(zip(fit, rows, strict=True), key=lambda one: -one[0])]

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
