"""Known answers, and what people say who are asked for one: it changes no record."""

import hashlib
import json
from collections.abc import Collection
from dataclasses import asdict

from sqlalchemy import Connection, func, insert, select, update

from models.codec import canonical
from models.decision import Decision, Kind, Said, said_of
from models.errors import UsageError
from models.people import Role
from storage import clock, eyes, posing
from storage.account_tables import account
from storage.database import Database
from storage.decision_tables import decision
from storage.quality_tables import gold, known, opinion
from storage.tables import document, task


def know(connection: Connection, one: Decision) -> None:
    """Have the answer of a task be known: two people agreed on it, or a supervisor gave it."""
    row = _answered(connection, one)
    if row is None:
        return
    if not (_agreed(connection, row, one) or _supervises(connection, one.by)):
        return
    version = select(document.c.version).where(document.c.id == one.document_id)
    values = {
        "task_id": row,
        "decision_id": one.id,
        "document_id": one.document_id,
        "version": connection.scalar(version),
    }
    connection.execute(insert(known).values(values))


def kept(
    database: Database, connection: Connection, document_id: str, said: Said, ids: Collection[str]
) -> Decision | None:
    """Keep what the actor says to a task whose answer is known; None where it is no such task."""
    asked = posing.of(connection, database.actor, next(iter(ids))) if len(ids) == 1 else None
    if asked is None or asked.known is None:
        return None
    content, by, at = canonical(asdict(said)).decode(), database.actor, clock.now()
    one = asked.known.decision_id
    truth = select(decision.c.said).where(decision.c.id == one)
    true = json.loads(connection.execute(truth).scalar_one())
    right = eyes.means(true) == eyes.means(asdict(said))
    name = gold_id(asked.id, one, content, by, at)
    values = {
        "id": name,
        "task_id": asked.id,
        "decision_id": one,
        "document_id": document_id,
        "sha256": said.sha256,
        "after": connection.scalar(select(func.max(decision.c.number))),
        "said": content,
        "by": by,
        "at": at,
        "right": right,
        "back": False,
    }
    same = update(gold).where(gold.c.id == name).values(back=False)
    # The same word again within a second, taken back in between.
    if not connection.execute(same).rowcount:
        connection.execute(insert(gold).values(values))
    posing.leave(connection, by, asked.id)
    after = {"task": asked.id, "right": right, "back": False}
    database.note(connection, "prove", f"gold:{name}", {}, after)
    return Decision(name, said, by, at, document_id)


def undo(database: Database, connection: Connection, gold_id: str) -> Decision:
    """Take back such an answer, the actor's own, and ask again."""
    mine = (gold.c.id == gold_id) & (gold.c.by == database.actor) & gold.c.back.is_(False)
    row = connection.execute(select(gold).where(mine)).first()
    if row is None:
        raise UsageError(f"There is no decision {gold_id}.")
    connection.execute(update(gold).where(mine).values(back=True))
    posing.again(connection, row.by, row.task_id)
    database.note(connection, "unsay", f"gold:{gold_id}", {"back": False}, {"back": True})
    said = Said(Kind.UNDO, row.sha256, 0, "", undoes=gold_id)
    return Decision(gold_id, said, row.by, row.at, row.document_id)


def last(connection: Connection, who: str) -> tuple[Decision, tuple[str, ...]] | None:
    """Return somebody's last such answer that was not taken back, and its task; None for none.

    It has the number of the decision before it.
    """
    query = select(gold).where(gold.c.by == who, gold.c.back.is_(False))
    row = connection.execute(query.order_by(gold.c.number.desc())).first()
    if row is None:
        return None
    said = said_of(row.said)
    one = Decision(row.id, said, row.by, row.at, row.document_id, number=row.after)
    return one, (row.task_id,)


def gold_id(task_id: str, decision_id: str, said: str, by: str, at: str) -> str:
    """Return the id of an answer: who changes a row changes that."""
    content = canonical([task_id, decision_id, said, by, at])
    return "g" + hashlib.sha256(content).hexdigest()[:24]


def _answered(connection: Connection, one: Decision) -> str | None:
    """Return the one task that a word on a field answered; None where it is none, or several."""
    if len(one.tasks) != 1 or "." not in one.said.path:
        return None
    mine = task.c.id == one.tasks[0], task.c.kind == one.said.path
    return connection.scalar(select(task.c.id).where(*mine))


def _agreed(connection: Connection, task_id: str, one: Decision) -> bool:
    mine = (opinion.c.task_id == task_id) & (opinion.c.outcome == "agreed")
    others = connection.scalars(select(opinion.c.said).where(mine, opinion.c.by != one.by))
    return any(eyes.means(json.loads(said)) == eyes.means(asdict(one.said)) for said in others)


def _supervises(connection: Connection, name: str) -> bool:
    roles = connection.scalar(select(account.c.roles).where(account.c.name == name))
    return roles is not None and Role.SUPERVISOR.value in json.loads(roles)
