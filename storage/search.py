"""Finding documents by their words and by what they are about."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    delete,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    text,
)

from storage import due as behind
from storage import terms
from storage.database import Database
from storage.index_tables import due, entry, words
from storage.selection import in_batch, withdrawn
from storage.tables import document, scan
from storage.terms import Paper

RANKED = 2000
"""Matches that are ranked: of more, those filed last."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked for. `phrases` and `marks` must all be there, of `one_of` at least one.

    `first` and `last` are ISO days.
    """

    phrases: tuple[tuple[str, ...], ...] = ()
    marks: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    first: str | None = None
    last: str | None = None
    batch: str | None = None


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
            numbers = self._remove(connection, [*names, *gone])
            newest = connection.scalar(select(func.max(entry.c.number))) or 0
            for place, paper in enumerate(papers, 1):
                self._add(connection, numbers.get(paper.document_id, newest + place), paper)

    def forget(self, connection: Connection, document_ids: Collection[str]) -> None:
        """Have nothing of these documents in the index any more."""
        self._remove(connection, document_ids)

    def find(self, query: Query, most: int) -> tuple[tuple[Hit, ...], bool]:
        """Return the best `most` documents, and whether there were too many to rank all.

        Without phrases those filed last come first. Superseded and withdrawn ones are left out.
        """
        with self._database.read() as connection:
            rows = connection.execute(self._ranked(query).limit(RANKED + 1)).all()
            over, rows = len(rows) > RANKED, rows[:RANKED]
            if query.phrases:
                rows = sorted(rows, key=lambda row: row.rank)
            best = rows[:most]
            number = self._number
            read = select(number.label("number"), words.c.text)
            texts = {
                row.number: row.text
                for row in connection.execute(read.where(number.in_([r.number for r in best])))
            }
        asked = list(query.phrases)
        return tuple(
            Hit(row.document_id, row.day, terms.snippet(texts[row.number], asked)) for row in best
        ), over

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
        return words.c.rowid if self._database.sqlite else words.c.number

    def _ranked(self, query: Query) -> Select[Any]:
        match, rank = self._match(query)
        asked = [
            (query.first is not None, entry.c.day >= (query.first or "")),
            (query.last is not None, entry.c.day <= (query.last or "")),
            (query.batch is not None, in_batch(query.batch or "")),
        ]
        return (
            select(entry.c.number, entry.c.document_id, entry.c.day, rank.label("rank"))
            .select_from(words)
            .join(entry, entry.c.number == self._number)
            .join(document, document.c.id == entry.c.document_id)
            .join(scan, scan.c.sha256 == document.c.sha256)
            .where(match, document.c.state == "filed", ~withdrawn())
            .where(*(what for by, what in asked if by))
            .order_by(self._number.desc())
        )

    def _match(self, query: Query) -> tuple[ColumnElement[bool], ColumnElement[float]]:
        """Return the condition that words are there, and how well they fit: less is better."""
        every = [" ".join(phrase) for phrase in (*query.phrases, *((one,) for one in query.marks))]
        if self._database.sqlite:
            parts = [f'"{phrase}"' for phrase in every]
            if query.one_of:
                parts.append("(" + " OR ".join(f'"{one}"' for one in query.one_of) + ")")
            match = text("words MATCH :asked").bindparams(asked=" AND ".join(parts))
            return match, func.bm25(literal_column("words"))  # type: ignore[return-value]
        asked = [func.phraseto_tsquery("simple", phrase) for phrase in every]
        if query.one_of:
            asked.append(func.to_tsquery("simple", " | ".join(query.one_of)))
        whole: ColumnElement[Any] = asked[0]
        for part in asked[1:]:
            whole = whole.op("&&")(part)
        return words.c.marks.op("@@")(whole), -func.ts_rank(words.c.marks, whole)

    def _remove(self, connection: Connection, document_ids: Collection[str]) -> dict[str, int]:
        """Take documents out of the index; return the numbers that they had there."""
        known = entry.c.document_id.in_(document_ids)
        numbers = {row.document_id: row.number for row in _entries(connection, known)}
        connection.execute(delete(words).where(self._number.in_(numbers.values())))
        connection.execute(delete(entry).where(entry.c.number.in_(numbers.values())))
        connection.execute(delete(due).where(due.c.document_id.in_(document_ids)))
        return numbers

    def _add(self, connection: Connection, number: int, paper: Paper) -> None:
        said = paper.text[: terms.LONGEST]
        marks = f"{terms.bare(said)} {' '.join(paper.marks)}"
        row = {"document_id": paper.document_id, "version": paper.version, "day": paper.day}
        connection.execute(insert(entry).values(number=number, **row))
        if self._database.sqlite:
            connection.execute(insert(words).values(rowid=number, text=said, marks=marks))
            return
        both = f"{' '.join(terms.words(said))} {marks}"
        vector = func.to_tsvector("simple", both)
        connection.execute(insert(words).values(number=number, text=said, marks=vector))


def _entries(connection: Connection, known: ColumnElement[bool]) -> Iterable[Any]:
    return connection.execute(select(entry).where(known)).all()
