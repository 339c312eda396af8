"""What documents are asked for, and the statement that finds them on each database."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, text

from storage import terms
from storage.index_tables import entry, words
from storage.selection import in_batch, withdrawn
from storage.tables import document, scan

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


def matching(query: Query, below: int, most: int, *, sqlite: bool) -> Select[Any]:
    """Return what finds the numbers of documents that match, each with what ranks it.

    Of the numbers below one the `most` highest are found: those filed last. Whether they may
    be shown is not asked: that lies elsewhere for each, and most are not shown anyhow.
    """
    (match, rank), number = _match(query, sqlite=sqlite), place(sqlite=sqlite)
    found = select(number.label("number"), words.c.marks).where(match, number < below)
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
    # Names of batches that differ in their dashes alone have the same mark.
    return found if query.batch is None else found.where(in_batch(query.batch))


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
