"""What a person must look at, by document."""

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)

from models.errors import UsageError
from models.record import kind_of
from models.text import fold
from storage import clock, posing
from storage.database import Database
from storage.decision_tables import decision
from storage.quality_tables import known, posed
from storage.rows import Filing, TaskDraft, TaskRow
from storage.selection import in_batch, withdrawn
from storage.tables import document, receipt, scan, task


class Tasks:
    """The tasks of all documents."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, document_id: str) -> tuple[TaskRow, ...]:
        """Return the tasks of a document, open and decided, by path."""
        return self._rows(select(task).where(task.c.document_id == document_id))

    def get(self, task_id: str) -> TaskRow:
        """Return a task as the actor has it; UsageError where there is none of this id."""
        with self._database.read() as connection:
            if (own := posing.of(connection, self._database.actor, task_id)) is not None:
                return own
        found = self._rows(select(task).where(task.c.id == task_id))
        if not found:
            raise UsageError(f"There is no task {task_id}.")
        return found[0]

    def waiting(self, batch: str | None = None) -> tuple[TaskRow, ...]:
        """Return the open tasks of a batch, or all, but for withdrawn and superseded documents."""
        query = select(task).where(task.c.state == "open", task.c.shown)
        if batch is not None:
            query = query.join(document, document.c.id == task.c.document_id)
            query = query.join(scan, scan.c.sha256 == document.c.sha256).where(in_batch(batch))
        return self._rows(query)

    def _rows(self, query: Select[Any]) -> tuple[TaskRow, ...]:
        with self._database.read() as connection:
            found = connection.execute(query.order_by(task.c.document_id, task.c.path, task.c.id))
            return tuple(TaskRow(**row._mapping) for row in found)


def task_id(document_id: str, draft: TaskDraft) -> str:
    """Return the id of a task, the same in every run."""
    content = f"{document_id}:{draft.path}:{draft.reason}"
    return "t" + hashlib.sha256(content.encode()).hexdigest()[:24]


def replace(
    database: Database, connection: Connection, filing: Filing, drafts: Collection[TaskDraft]
) -> bool:
    """Have these tasks in place of the open ones; True where that changes any.

    What was decided of a page is not asked again, nor what was decided meanwhile. A field that
    is asked about although it was decided is another one under the same path: it is open again.
    """
    wanted = {task_id(filing.document_id, draft): draft for draft in drafts}
    query = select(task.c.id, task.c.state).where(task.c.document_id == filing.document_id)
    there = {row.id: row.state for row in connection.execute(query)}
    gone = [one for one, state in there.items() if state == "open" and one not in wanted]
    again = [
        one
        for one, draft in wanted.items()
        if there.get(one) == "decided" and not draft.path.startswith("pages.")
    ]
    again = sorted({*again} - _answered_since(connection, filing))
    new = [one for one in wanted if one not in there]
    connection.execute(delete(task).where(task.c.id.in_(gone)))
    reopen(database, connection, again)
    common = _common(connection, filing)
    for one in wanted.keys() & there.keys():
        change = common | _asked(wanted[one])
        connection.execute(update(task).where(task.c.id == one).values(change))
    if new:
        rows = [_row(filing.document_id, one, wanted[one]) | common for one in new]
        connection.execute(insert(task), rows)
    show(connection, document.c.id == filing.document_id)
    return bool(gone or new or again)


def _answered_since(connection: Connection, filing: Filing) -> set[str]:
    """Return the tasks that stewards answered while the document was being made."""
    if filing.said is None:
        return set()
    mine = decision.c.document_id == filing.document_id
    query = select(decision.c.tasks).where(mine, decision.c.number > filing.said)
    return {one for ids in connection.scalars(query) for one in json.loads(ids)}


def _row(document_id: str, one: str, draft: TaskDraft) -> dict[str, Any]:
    return {
        "id": one,
        "document_id": document_id,
        "path": draft.path,
        "reason": draft.reason,
        "state": "open",
        "made_at": clock.now(),
        "kind": kind_of(draft.path),
        "shown": False,
        **_asked(draft),
    }


def _asked(draft: TaskDraft) -> dict[str, Any]:
    return {"priority": draft.priority, "same": draft.same, "eyes": draft.eyes}


def _common(connection: Connection, filing: Filing) -> dict[str, Any]:
    first = select(receipt.c.batch).where(
        receipt.c.sha256 == filing.sha256, receipt.c.duplicate.is_(False)
    )
    return {
        "type": filing.type,
        "batch": connection.scalar(first) or "",
        "department": fold(filing.department) if filing.department else None,
    }


def show(connection: Connection, those: ColumnElement[bool]) -> None:
    """Have the queue show the tasks of some documents, by document and scan, that are current."""
    current = exists(
        select(document.c.id)
        .join(scan, scan.c.sha256 == document.c.sha256)
        .where(document.c.id == task.c.document_id, document.c.state == "filed", ~withdrawn())
    )
    mine = select(document.c.id).join(scan, scan.c.sha256 == document.c.sha256).where(those)
    connection.execute(update(task).where(task.c.document_id.in_(mine)).values(shown=current))


def reopen(database: Database, connection: Connection, ids: Iterable[str]) -> None:
    """Ask again what was decided; what was known of it is not known any more."""
    ids = list(ids)
    for table in (known, posed):
        connection.execute(delete(table).where(table.c.task_id.in_(ids)))
    free = dict.fromkeys(("claimed_by", "claimed_until", "skipped_by", "skipped_for"))
    for one in ids:
        connection.execute(update(task).where(task.c.id == one).values(state="open", **free))
        database.note(connection, "ask", f"task:{one}", {"state": "decided"}, {"state": "open"})


def free(database: Database, connection: Connection, ids: Collection[str]) -> Sequence[Row[Any]]:
    """Return tasks that the actor may decide.

    UsageError where another was first, or is at it; one that is not there any more is passed
    over: filing anew has answered it.
    """
    rows = connection.execute(select(task).where(task.c.id.in_(ids))).all()
    for row in rows:
        others = row.claimed_by not in (None, database.actor)
        if row.state == "decided":
            raise UsageError("This was decided meanwhile.")
        if others and row.claimed_until > clock.now():
            raise UsageError("Somebody else is deciding this.")
    return rows


def close(database: Database, connection: Connection, ids: Collection[str]) -> None:
    """Have tasks be decided by the actor; refused as in `free`."""
    for row in free(database, connection, ids):
        connection.execute(update(task).where(task.c.id == row.id).values(state="decided"))
        left = count(connection, row.document_id)
        before, after = {"state": "open"}, {"state": "decided", "waiting": left}
        database.note(connection, "decide", f"task:{row.id}", before, after)


def count(connection: Connection, document_id: str) -> int:
    """Bring a document's count of open tasks up to date and return it.

    A document is verified once nothing waits any more of what waited.
    """
    left = count_open(connection, document_id)
    change = {"waiting": left, "review": "in review" if left else "verified"}
    connection.execute(update(document).where(document.c.id == document_id).values(change))
    return left


def count_open(connection: Connection, document_id: str) -> int:
    """Return how many tasks of a document wait."""
    # As a condition, the state would lead SQLite to all open tasks rather than to the document's.
    many = func.count().filter(task.c.state == "open")
    return connection.scalar(select(many).where(task.c.document_id == document_id)) or 0
