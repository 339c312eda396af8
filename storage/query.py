"""What documents are asked for, and the statement that finds them on each database."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, text

from storage import terms
from storage.index_tables import entry, words
from storage.selection import withdrawn
from storage.tables import document, receipt, scan

Rank = Callable[[ColumnElement[Any]], ColumnElement[Any]]


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked for: `phrases`, `marks` and `batch` must all be there, one of `one_of`."""

    phrases: tuple[tuple[str, ...], ...] = ()
    marks: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    batch: str | None = None


def place(*, sqlite: bool) -> ColumnElement[int]:
    """Return the column of a document's number in the full text."""
    return words.c.rowid if sqlite else words.c.number


def span(batch: str, *, sqlite: bool) -> Select[int, int]:
    """Return what finds the lowest and the highest number of the documents of a batch.

    What was received together was mostly filed together: between these is little else. The 0
    keeps databases from looking for them among all numbers, in order.
    """
    match, _ = _match(Query(batch=batch), sqlite=sqlite)
    number = place(sqlite=sqlite) + 0
    return select(func.min(number), func.max(number)).select_from(words).where(match)


def matching(query: Query, numbers: tuple[int, int], most: int, *, sqlite: bool) -> Select[Any]:
    """Return what finds the numbers of documents that match, each with what ranks it.

    Of `numbers`, the lowest and the highest, the `most` highest are found: those filed last.
    Whether they may be shown is not asked: that lies elsewhere for each, and most are not shown.
    """
    (match, rank), number = _match(query, sqlite=sqlite), place(sqlite=sqlite)
    found = select(number.label("number"), words.c.marks).where(match, number.between(*numbers))
    found = found.order_by(number.desc()).limit(most)
    if not query.phrases:
        return found.with_only_columns(number.label("number"))
    if sqlite:
        return found
    last = found.subquery()
    return select(last.c.number, rank(last.c.marks).label("rank")).order_by(last.c.number.desc())


def shown(query: Query, numbers: Collection[int], *, sqlite: bool) -> Select[Any]:
    """Return what finds those of some documents that may be shown, with their texts."""
    found = (
        select(entry.c.number, entry.c.document_id, entry.c.day, words.c.text)
        .join(words, place(sqlite=sqlite) == entry.c.number)
        .join(document, document.c.id == entry.c.document_id)
        .join(scan, scan.c.sha256 == document.c.sha256)
        .where(entry.c.number.in_(numbers), document.c.state == "filed", ~withdrawn())
    )
    if query.batch is None:
        return found
    # Names of batches that differ in their dashes alone have the same mark. The empty text keeps
    # SQLite from going through the whole batch for each scan.
    mine = (receipt.c.sha256 == scan.c.sha256, receipt.c.batch + "" == query.batch)
    return found.where(select(receipt.c.number).where(*mine).exists())


def _match(query: Query, *, sqlite: bool) -> tuple[ColumnElement[bool], Rank]:
    """Return the condition that words are there, and what PostgreSQL ranks a document by."""
    every = [*map(" ".join, query.phrases), *query.marks]
    if query.batch is not None:
        every.append(terms.mark("batch", query.batch))
    if sqlite:
        parts = [f'"{phrase}"' for phrase in every]
        if query.one_of:
            parts.append("(" + " OR ".join(f'"{one}"' for one in query.one_of) + ")")
        match = text("words MATCH :asked").bindparams(asked=" AND ".join(parts))
        return match, lambda marks: marks  # type: ignore[return-value]
    asked = [func.phraseto_tsquery("simple", phrase) for phrase in every]
    if query.one_of:
        asked.append(func.to_tsquery("simple", " | ".join(query.one_of)))
    whole: ColumnElement[Any] = asked[0]
    for part in asked[1:]:
        whole = whole.op("&&")(part)
    return words.c.marks.op("@@")(whole), lambda marks: func.ts_rank(marks, whole)
