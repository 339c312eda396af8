"""What people found in the documents that were drawn."""

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, exists, select

from models.decision import LINK, PAGES, Kind
from storage.decision_tables import decision, unfiled
from storage.quality_tables import inspected, judged
from storage.selection import withdrawn
from storage.tables import document, scan

_PAPER = (Kind.SPLIT, Kind.TURN, Kind.RESCAN)


class State(StrEnum):
    """Whether a drawn document was looked at whole, and what of it; or is not there any more."""

    WAITING = "waiting"
    RIGHT = "right"
    WRONG = "wrong"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Looked:
    """A drawn document: `waiting` of its tasks are open; `department` is as its record has it.

    `said` fields were looked at, of which those of the kinds in `wrong` were wrong or missing.
    """

    document_id: str
    type: str
    department: str | None
    waiting: int
    state: State
    said: int
    wrong: tuple[str, ...]


def seen(every: Collection[Looked]) -> int:
    """Return how many were looked at whole, or found wrong before that."""
    return sum(one.state in (State.RIGHT, State.WRONG) for one in every)


def wrong(every: Collection[Looked]) -> int:
    """Return in how many something was wrong."""
    return sum(one.state is State.WRONG for one in every)


def at(connection: Connection, number: int) -> tuple[Looked, ...]:
    """Return the drawn documents of a sample, by id.

    One is wrong in which a person changed, rejected or added a value, or moved or turned a
    page, or said that it is another patient's, whether or not it was looked at whole.
    """
    query = (
        select(
            inspected.c.document_id,
            document.c.type,
            document.c.department,
            document.c.waiting,
            ((document.c.state == "filed") & ~withdrawn()).label("current"),
            exists().where(unfiled.c.document_id == document.c.id).label("due"),
        )
        .outerjoin(document, document.c.id == inspected.c.document_id)
        .outerjoin(scan, scan.c.sha256 == document.c.sha256)
        .where(inspected.c.number == number, inspected.c.drawn)
    )
    rows = connection.execute(query.order_by(inspected.c.document_id)).all()
    more, words = _no_fields(connection, number), _words(connection, number)
    return tuple(
        _looked(row, more.get(row.document_id, ()), words[row.document_id]) for row in rows
    )


def _looked(
    row: Row[Any], more: Collection[str], words: Sequence[tuple[str, bool | None]]
) -> Looked:
    wrong = (*(kind for kind, right in words if not right), *more)
    state = State.WAITING
    if wrong:
        state = State.WRONG
    elif not row.current:
        state = State.GONE
    elif words and not row.waiting and not row.due:
        state = State.RIGHT
    named, waits = (row.type or "", row.department), row.waiting or 0
    return Looked(row.document_id, *named, waits, state, len(words), tuple(sorted(wrong)))


def _words(connection: Connection, number: int) -> dict[str, list[tuple[str, bool | None]]]:
    """Return by document the kind of each field that people looked at, and if it was right."""
    query = (
        select(judged.c.document_id, judged.c.kind, judged.c.right)
        .join(inspected, inspected.c.document_id == judged.c.document_id)
        .where(inspected.c.number == number, inspected.c.drawn)
    )
    found: dict[str, list[tuple[str, bool | None]]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.document_id].append((row.kind, row.right))
    return found


def _no_fields(connection: Connection, number: int) -> dict[str, set[str]]:
    """Return by document what was wrong beside fields: `pages`, or whose it is."""
    kinds = [kind.value for kind in (*_PAPER, Kind.UNDO)]
    another = (decision.c.kind == Kind.CORRECT.value) & (decision.c.path == LINK)
    query = (
        select(decision.c.id, decision.c.document_id, decision.c.kind, decision.c.said)
        .join(inspected, inspected.c.document_id == decision.c.document_id)
        .where(inspected.c.number == number, inspected.c.drawn)
        .where(decision.c.kind.in_(kinds) | another)
    )
    found: dict[str, tuple[str, str]] = {}
    gone = set[str]()
    for row in connection.execute(query):
        if row.kind == Kind.UNDO.value:
            gone.add(json.loads(row.said)["undoes"])
        else:
            found[row.id] = row.document_id, LINK if row.kind == Kind.CORRECT.value else PAGES
    wrong: dict[str, set[str]] = defaultdict(set)
    for one in found.keys() - gone:
        name, what = found[one]
        wrong[name].add(what)
    return wrong
