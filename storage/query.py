"""What documents are asked for, and the statement that finds them on each database."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, null, select, text

from storage.index_tables import entry, words
from storage.selection import in_batch, withdrawn
from storage.tables import document, receipt, scan


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


def place(*, sqlite: bool) -> ColumnElement[int]:
    """Return the column of a document's number in the full text."""
    return words.c.rowid if sqlite else words.c.number


def span(batch: str) -> Select[int, int]:
    """Return what finds the lowest and the highest number of documents that came in a batch.

    What was received together was mostly filed together: between these is little else.
    """
    return (
        select(func.min(entry.c.number), func.max(entry.c.number))
        .join(document, document.c.id == entry.c.document_id)
        .join(receipt, receipt.c.sha256 == document.c.sha256)
        .where(receipt.c.batch == batch)
    )


def newest(query: Query, numbers: tuple[int, int] | None, *, sqlite: bool) -> Select[Any]:
    """Return what finds the documents, those filed last first, each with what ranks it.

    `numbers` are the lowest and the highest to look at. The 0 keeps SQLite from matching the
    words once for each number of these.
    """
    (match, ranks), number = _match(query, sqlite=sqlite), place(sqlite=sqlite)
    asked = [
        (query.first is not None, entry.c.day >= (query.first or "")),
        (query.last is not None, entry.c.day <= (query.last or "")),
        (query.batch is not None, in_batch(query.batch or "")),
        (numbers is not None, number.between(*(numbers or (0, 0)))),
    ]
    return (
        select(entry.c.number, entry.c.document_id, entry.c.day, ranks.label("ranks"))
        .select_from(words)
        .join(entry, entry.c.number == (number + 0 if sqlite else number))
        .join(document, document.c.id == entry.c.document_id)
        .join(scan, scan.c.sha256 == document.c.sha256)
        .where(match, document.c.state == "filed", ~withdrawn())
        .where(*(what for by, what in asked if by))
        .order_by(number.desc())
    )


def _match(query: Query, *, sqlite: bool) -> tuple[ColumnElement[bool], ColumnElement[Any]]:
    """Return the condition that words are there, and what the documents are ranked by."""
    every = [" ".join(phrase) for phrase in (*query.phrases, *((one,) for one in query.marks))]
    if sqlite:
        parts = [f'"{phrase}"' for phrase in every]
        if query.one_of:
            parts.append("(" + " OR ".join(f'"{one}"' for one in query.one_of) + ")")
        match = text("words MATCH :asked").bindparams(asked=" AND ".join(parts))
        ranks = words.c.marks if query.phrases else null()
        return match, ranks  # type: ignore[return-value]
    asked = [func.phraseto_tsquery("simple", phrase) for phrase in every]
    if query.one_of:
        asked.append(func.to_tsquery("simple", " | ".join(query.one_of)))
    whole: ColumnElement[Any] = asked[0]
    for part in asked[1:]:
        whole = whole.op("&&")(part)
    rank = func.ts_rank(words.c.marks, whole) if query.phrases else null()
    return words.c.marks.op("@@")(whole), rank
