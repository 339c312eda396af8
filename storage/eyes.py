"""A second pair of eyes: words on tasks that two people are asked, each without the other's.

The first word waits. A second that says the same decides; where it says something else, a
third person decides. Nobody is asked twice.
"""

import hashlib
import json
from collections.abc import Collection
from dataclasses import asdict

from sqlalchemy import ColumnElement, Connection, exists, insert, select, update

from models.codec import canonical
from models.decision import MADE, Decision, Kind, Said, said_of
from models.errors import UsageError
from storage import clock, tasks
from storage.database import Database
from storage.quality_tables import opinion
from storage.tables import task

WAITS = opinion.c.outcome.is_(None)


def gave(who: str) -> ColumnElement[bool]:
    """Return the condition that somebody has said a word on a task that waits for another's."""
    return exists().where(opinion.c.task_id == task.c.id, opinion.c.by == who, WAITS)


def kept(
    database: Database, connection: Connection, document_id: str, said: Said, ids: Collection[str]
) -> Decision | None:
    """Keep a word on tasks for a second or third person; None where it decides.

    The tasks are free for others then. Raises UsageError where the actor has said a word on
    one of them, and as `tasks.free` does.
    """
    asked = [row.id for row in tasks.free(database, connection, ids) if row.eyes > 1]
    waiting = False
    for one in asked:
        before = _said(connection, one)
        if database.actor in (by for by, _ in before):
            raise UsageError("You have answered this: somebody else is asked now.")
        agreed = any(means(other) == means(asdict(said)) for _, other in before)
        waiting = waiting or not (agreed or len(before) > 1)
    if not waiting:
        _settle(connection, asked, said)
        return None
    return _keep(database, connection, document_id, said, asked)


def undo(database: Database, connection: Connection, opinion_id: str) -> Decision:
    """Take back a word that waits, the actor's own; UsageError where it does not wait any more."""
    mine = (opinion.c.id == opinion_id) & (opinion.c.by == database.actor) & WAITS
    row = connection.execute(select(opinion).where(mine)).first()
    if row is None:
        raise UsageError("This can be taken back no more: others have answered it too.")
    connection.execute(update(opinion).where(mine).values(outcome="back"))
    database.note(connection, "unsay", f"opinion:{opinion_id}", {}, {})
    said = Said(Kind.UNDO, row.sha256, 0, "", undoes=opinion_id)
    return Decision(opinion_id, said, row.by, row.at, row.document_id)


def last(connection: Connection, who: str) -> tuple[Decision, tuple[str, ...]] | None:
    """Return somebody's last word that waits, and its task; None where none does."""
    query = select(opinion).where(opinion.c.by == who, WAITS)
    row = connection.execute(query.order_by(opinion.c.number.desc())).first()
    if row is None:
        return None
    said = said_of(row.said)
    return Decision(row.id, said, row.by, row.at, row.document_id), (row.task_id,)


def _keep(
    database: Database,
    connection: Connection,
    document_id: str,
    said: Said,
    ids: Collection[str],
) -> Decision:
    content, by, at = canonical(asdict(said)).decode(), database.actor, clock.now()
    for one in ids:
        name = opinion_id(one, content, by, at)
        values = {
            "id": name,
            "task_id": one,
            "document_id": document_id,
            "sha256": said.sha256,
            "said": content,
            "by": by,
            "at": at,
        }
        again = update(opinion).where(opinion.c.id == name).values(outcome=None)
        # The same word again within a second, taken back or asked again in between.
        if not connection.execute(again).rowcount:
            connection.execute(insert(opinion).values(values))
        free = dict.fromkeys(("claimed_by", "claimed_until", "assigned_to"))
        connection.execute(update(task).where(task.c.id == one).values(free))
        database.note(connection, "weigh", f"opinion:{name}", {}, {"task": one})
    return Decision(name, said, by, at, document_id)


def _settle(connection: Connection, ids: Collection[str], said: Said) -> None:
    query = select(opinion).where(opinion.c.task_id.in_(ids), WAITS)
    for row in connection.execute(query).all():
        same = means(json.loads(row.said)) == means(asdict(said))
        outcome = "agreed" if same else "other"
        one = opinion.c.id == row.id
        connection.execute(update(opinion).where(one).values(outcome=outcome))


def _said(connection: Connection, task_id: str) -> list[tuple[str, dict[str, object]]]:
    query = select(opinion).where(opinion.c.task_id == task_id, WAITS)
    rows = connection.execute(query.order_by(opinion.c.number))
    return [(row.by, json.loads(row.said)) for row in rows]


def means(said: dict[str, object]) -> tuple[object, ...]:
    """Return what a word comes to: one that verifies says a value, as one that corrects does."""
    kind = Kind(str(said["kind"]))
    what = "value" if kind in (*MADE, Kind.VERIFY) else kind.value
    return what, said["path"], said["value"]


def opinion_id(task_id: str, said: str, by: str, at: str) -> str:
    """Return the id of a word: who changes a row changes that."""
    return "o" + hashlib.sha256(canonical([task_id, said, by, at])).hexdigest()[:24]
