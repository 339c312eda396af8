"""Asking somebody what is known already: the task looks to that person as if it were open."""

from collections.abc import Collection
from secrets import SystemRandom, token_hex
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, exists, func, insert, select, update

from storage import clock
from storage.decision_tables import decision
from storage.quality_tables import gold, known, opinion, posed
from storage.rows import Known, TaskRow
from storage.tables import task

_PUT_BY = ""
"""The `until` of what is not asked of the person any more."""
_CHANCE = SystemRandom()


def due(connection: Connection, who: str, share: float, near: str | None) -> bool:
    """Return whether it is time for a known answer, by chance, where somebody leaves a document.

    Between the tasks of one document it would be known by that; so what is due for each of
    them is due together.
    """
    mine = (decision.c.document_id == near) & (decision.c.by == who)
    many = connection.scalar(select(func.count()).where(mine)) or 0
    return _CHANCE.random() < chance(share, many + 1)


def chance(share: float, many: int) -> float:
    """Return how likely at least one of so many tasks is of a share, 0..1."""
    return float(1 - (1 - share) ** many)


def pose(
    connection: Connection, query: Select[Any], who: str, until: str, but: Collection[str]
) -> TaskRow | None:
    """Ask somebody for a known answer, of the tasks of a query; None where there is none.

    Nobody is asked again, nor about a document on which that person has said anything.
    """
    mine = exists().where(decision.c.document_id == known.c.document_id, decision.c.by == who)
    query = query.join(known, known.c.task_id == task.c.id).where(task.c.id.not_in(but), ~mine)
    for table in (opinion, gold, posed):
        query = query.where(~exists().where(table.c.task_id == task.c.id, table.c.by == who))
    query = query.with_only_columns(task.c.id).order_by(task.c.id).limit(1)
    # Ids are hashes: the first one from anywhere on is any.
    anywhere = query.where(task.c.id >= f"t{token_hex(12)}")
    found = connection.scalar(anywhere) or connection.scalar(query)
    if found is None:
        return None
    connection.execute(insert(posed).values(by=who, task_id=found, until=until))
    return of(connection, who, found)


def of(connection: Connection, who: str, task_id: str) -> TaskRow | None:
    """Return a task that is open for somebody alone; None where it is not."""
    query = _posed(select(task), who).where(task.c.id == task_id, posed.c.until != _PUT_BY)
    row = connection.execute(query).first()
    return None if row is None else _row(row)


def at_work(connection: Connection, query: Select[Any], who: str) -> list[TaskRow]:
    """Return the tasks of a query that are open for somebody alone, as if she had claimed them."""
    query = _posed(query, who).where(posed.c.until > clock.now())
    return [_row(row) for row in connection.execute(query)]


def on(connection: Connection, who: str, document_id: str) -> list[str]:
    """Return the ids of a document's tasks that are open for somebody alone."""
    query = _posed(select(task), who).where(task.c.document_id == document_id)
    query = query.where(posed.c.until != _PUT_BY).with_only_columns(task.c.id)
    return list(connection.scalars(query))


def extend(connection: Connection, who: str, task_id: str, until: str) -> bool:
    """Have somebody go on with such a task; False where it is none."""
    if of(connection, who, task_id) is None:
        return False
    mine = (posed.c.by == who) & (posed.c.task_id == task_id)
    connection.execute(update(posed).where(mine).values(until=until))
    return True


def again(connection: Connection, who: str, task_id: str) -> None:
    """Ask somebody once more."""
    leave(connection, who, task_id)
    connection.execute(insert(posed).values(by=who, task_id=task_id, until=clock.now()))


def leave(connection: Connection, who: str, task_id: str) -> None:
    """Ask no more; it may be asked of the same person another time."""
    mine = (posed.c.by == who) & (posed.c.task_id == task_id)
    connection.execute(delete(posed).where(mine))


def put_by(connection: Connection, who: str, ids: Collection[str]) -> set[str]:
    """Ask somebody no more, ever; return which of the tasks were asked."""
    mine = (posed.c.by == who) & posed.c.task_id.in_(ids) & (posed.c.until != _PUT_BY)
    there = set(connection.scalars(select(posed.c.task_id).where(mine)))
    if there:
        connection.execute(update(posed).where(mine).values(until=_PUT_BY))
    return there


def _posed(query: Select[Any], who: str) -> Select[Any]:
    mine = (posed.c.task_id == task.c.id) & (posed.c.by == who)
    query = query.join(posed, mine).join(known, known.c.task_id == task.c.id)
    return query.add_columns(posed.c.by, posed.c.until, known.c.decision_id, known.c.version)


def _row(row: Row[Any]) -> TaskRow:
    own = {column.name: row._mapping[column] for column in task.c}
    own |= {"state": "open", "claimed_by": row.by, "claimed_until": row.until}
    own |= dict.fromkeys(("assigned_to", "skipped_by", "skipped_for"))
    return TaskRow(**own, known=Known(row.decision_id, row.version))
