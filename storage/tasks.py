"""What a person must look at, by document."""

import hashlib
from collections.abc import Collection

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from models.errors import UsageError
from storage import clock
from storage.database import Database
from storage.rows import TaskDraft, TaskRow
from storage.selection import in_batch, withdrawn
from storage.tables import document, scan, task


class Tasks:
    """The tasks of all documents."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, document_id: str) -> tuple[TaskRow, ...]:
        """Return the tasks of a document, open and decided, by path."""
        return self._rows(select(task).where(task.c.document_id == document_id))

    def waiting(self, batch: str | None = None) -> tuple[TaskRow, ...]:
        """Return the open tasks of a batch, or all, but for withdrawn and superseded documents."""
        query = (
            select(task)
            .join(document, document.c.id == task.c.document_id)
            .join(scan, scan.c.sha256 == document.c.sha256)
            .where(task.c.state == "open", document.c.state == "filed", ~withdrawn())
        )
        return self._rows(query if batch is None else query.where(in_batch(batch)))

    def decide(self, task_id: str) -> bool:
        """Note that a person decided; the document is verified once nothing waits."""
        one = task.c.id == task_id
        with self._database.write() as connection:
            row = connection.execute(select(task).where(one)).first()
            if row is None:
                raise UsageError(f"There is no task {task_id}.")
            if row.state == "decided":
                return False
            connection.execute(update(task).where(one).values(state="decided"))
            left = count_open(connection, row.document_id)
            change = {"waiting": left, "review": "in review" if left else "verified"}
            connection.execute(
                update(document).where(document.c.id == row.document_id).values(change)
            )
            before, after = {"state": "open"}, {"state": "decided", "waiting": left}
            self._database.note(connection, "decide", f"task:{task_id}", before, after)
        return True

    def _rows(self, query: Select[tuple[object, ...]]) -> tuple[TaskRow, ...]:
        with self._database.read() as connection:
            found = connection.execute(query.order_by(task.c.document_id, task.c.path, task.c.id))
            return tuple(TaskRow(**row._mapping) for row in found)


def task_id(document_id: str, draft: TaskDraft) -> str:
    """Return the id of a task, the same in every run."""
    content = f"{document_id}:{draft.path}:{draft.reason}"
    return "t" + hashlib.sha256(content.encode()).hexdigest()[:24]


def replace(connection: Connection, document_id: str, drafts: Collection[TaskDraft]) -> bool:
    """Have these tasks in place of the open ones; what was decided is not asked again."""
    wanted = {task_id(document_id, draft): draft for draft in drafts}
    query = select(task.c.id, task.c.state).where(task.c.document_id == document_id)
    there = {row.id: row.state for row in connection.execute(query)}
    gone = [one for one, state in there.items() if state == "open" and one not in wanted]
    new = [
        {
            "id": one,
            "document_id": document_id,
            "path": draft.path,
            "reason": draft.reason,
            "state": "open",
            "made_at": clock.now(),
        }
        for one, draft in wanted.items()
        if one not in there
    ]
    if gone:
        connection.execute(delete(task).where(task.c.id.in_(gone)))
    if new:
        connection.execute(insert(task), new)
    return bool(gone or new)


def count_open(connection: Connection, document_id: str) -> int:
    """Return how many tasks of a document wait."""
    query = select(func.count()).where(task.c.document_id == document_id, task.c.state == "open")
    return connection.scalar(query) or 0
