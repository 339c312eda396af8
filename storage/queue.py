"""The queue of what waits for stewards: who takes what, in which order, and how much there is."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
    update,
)

from models.errors import UsageError
from models.people import May
from storage import accounts, clock, posing
from storage.database import Database
from storage.filters import ALL, Filter, free_for, matching, waiting
from storage.rows import TaskRow
from storage.tables import document, task

GROUPS = ("reason", "type", "batch", "kind", "priority")
"""What the queue is counted by."""
_ORDER = (task.c.priority, task.c.made_at, task.c.id)
_FREE = dict.fromkeys(("claimed_by", "claimed_until"))


class Queue:
    """Open tasks of current documents: of priorities 0 first, then the oldest.

    The actor of the catalogue is who takes, skips and hands over.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(
        self, asked: Filter = ALL, limit: int = 50, after: TaskRow | None = None
    ) -> tuple[TaskRow, ...]:
        """Return a page of the queue, at most `limit` tasks; that which follows a task."""
        query = waiting(asked).order_by(*_ORDER).limit(limit)
        if after is not None:
            last = literal(after.priority), literal(after.made_at), literal(after.id)
            query = query.where(tuple_(*_ORDER) > tuple_(*last))
        with self._database.read() as connection:
            rows = [TaskRow(**row._mapping) for row in connection.execute(query)]
            rows += [row for row in self._own(connection, asked) if _after(row, after)]
        return tuple(sorted(rows, key=_place)[:limit])

    def counts(self, asked: Filter = ALL, by: str = "reason") -> Mapping[str, int]:
        """Return how many tasks wait, by one of GROUPS, the most first."""
        if by not in GROUPS:
            raise UsageError(f"Tasks are counted by {', '.join(GROUPS)}.")
        many = func.count().label("many")
        query = waiting(asked).with_only_columns(task.c[by], many).group_by(task.c[by])
        with self._database.read() as connection:
            counted = Counter({str(row[0]): row.many for row in connection.execute(query)})
            counted.update(str(getattr(row, by)) for row in self._own(connection, asked))
        return dict(sorted(counted.items(), key=lambda one: (-one[1], one[0])))

    def forms(self, asked: Filter = ALL) -> Mapping[tuple[str, str], int]:
        """Return how many tasks wait by form of the document and kind of field."""
        many = func.count().label("many")
        mine = document.c.id == task.c.document_id
        query = waiting(asked).join(document, mine).where(document.c.form.is_not(None))
        query = query.with_only_columns(document.c.form, task.c.kind, many)
        with self._database.read() as connection:
            rows = connection.execute(query.group_by(document.c.form, task.c.kind))
            return {(row.form, row.kind): row.many for row in rows}

    def next(
        self,
        minutes: int,
        asked: Filter = ALL,
        *,
        near: str | None = None,
        but: Collection[str] = (),
        gold: float = 0.0,
    ) -> TaskRow | None:
        """Claim the next task that is free for the actor; None where there is none.

        One of the document `near` comes before others; those in `but` are passed over. So
        large a share (0..1) as `gold` are tasks of which the answer is known.
        """
        free = waiting(asked).where(free_for(self._database.actor), task.c.id.not_in(but))
        with self._database.write() as connection:
            row = None
            if near is not None:
                mine = free.where(task.c.document_id == near)
                row = connection.execute(mine.order_by(*_ORDER).limit(1)).first()
            if row is None and (own := self._gold(connection, asked, near, but, gold, minutes)):
                return own
            row = row or connection.execute(free.order_by(*_ORDER).limit(1)).first()
            if row is None or not self._claim(connection, row.id, minutes):
                return None
            return _row(connection, row.id)

    def claim(self, task_id: str, minutes: int) -> bool:
        """Take a task for so long; False where another has it, or it is decided. Again extends."""
        with self._database.write() as connection:
            if self._claim(connection, task_id, minutes):
                return True
            return posing.extend(connection, self._database.actor, task_id, _until(minutes))

    def leave(self, task_id: str) -> None:
        """Let others take a task that the actor has at work."""
        mine = (task.c.id == task_id) & (task.c.claimed_by == self._database.actor)
        with self._database.write() as connection:
            connection.execute(update(task).where(mine).values(_FREE))
            posing.leave(connection, self._database.actor, task_id)

    def opened(self, document_id: str) -> None:
        """Ask the actor no more for known answers of a document: she has it before her now."""
        with self._database.read() as connection:
            asked = posing.on(connection, self._database.actor, document_id)
        if asked:
            with self._database.write() as connection:
                posing.put_by(connection, self._database.actor, asked)

    def release(self, ids: Collection[str]) -> int:
        """Give tasks back to whoever comes next; return how many were somebody's."""
        held = or_(task.c.claimed_by.is_not(None), task.c.assigned_to.is_not(None))
        values = _FREE | {"assigned_to": None}
        return self._each("release", ids, values, held, lambda row: {"from": _holder(row)})

    def assign(self, ids: Collection[str], to: str) -> int:
        """Hand tasks over to somebody; return how many were not that person's before.

        UsageError where the person is none, or may not decide.
        """
        with self._database.read() as connection:
            person = accounts.found(connection, to)
        if person.disabled or not person.may(May.DECIDE):
            raise UsageError(f"{to}: this account may not decide tasks.")
        other = task.c.assigned_to.is_distinct_from(to)
        values = _FREE | {"assigned_to": to, "skipped_by": None, "skipped_for": None}
        return self._each("assign", ids, values, other, lambda _: {"to": to})

    def skip(self, task_id: str, reason: str) -> bool:
        """Leave a task to others, and say what for; the actor is not given it again."""
        values = _FREE | {"assigned_to": None}
        values |= {"skipped_by": self._database.actor, "skipped_for": reason}
        return bool(self._each("skip", [task_id], values, true(), lambda _: {}))

    def begun(self, start: str) -> tuple[str, ...]:
        """Return the ids of open tasks that begin so, two at most."""
        query = waiting(ALL).with_only_columns(task.c.id)
        query = query.where(task.c.id.startswith(start, autoescape=True)).limit(2)
        with self._database.read() as connection:
            return tuple(connection.scalars(query))

    def same(self, task_id: str) -> tuple[TaskRow, ...]:
        """Return the open tasks, free for the actor, that ask the same as a task; it among them.

        They ask of the same kind of field, read as the same words, of the same value.
        """
        mine = select(task.c.same).where(task.c.id == task_id).scalar_subquery()
        query = waiting(ALL).where(free_for(self._database.actor), task.c.same == mine)
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(*_ORDER))
            return tuple(TaskRow(**row._mapping) for row in rows)

    def alike(self, tasks: Collection[TaskRow]) -> Mapping[str, int]:
        """Return by what tasks share how many, free for the actor, share it; only from two on."""
        shared = {row.same for row in tasks if row.same is not None}
        many = func.count().label("many")
        query = waiting(ALL).where(free_for(self._database.actor), task.c.same.in_(shared))
        query = query.with_only_columns(task.c.same, many).group_by(task.c.same)
        with self._database.read() as connection:
            return {row.same: row.many for row in connection.execute(query) if row.many > 1}

    def _claim(self, connection: Connection, task_id: str, minutes: int) -> bool:
        values = {"claimed_by": self._database.actor, "claimed_until": _until(minutes)}
        one = (task.c.id == task_id) & (task.c.state == "open") & free_for(self._database.actor)
        return connection.execute(update(task).where(one).values(values)).rowcount == 1

    def _own(self, connection: Connection, asked: Filter) -> Sequence[TaskRow]:
        """Return what looks open to the actor, though the answer is known."""
        if asked.skipped:
            return []
        those = matching(replace(asked, mine=None))
        own = posing.at_work(connection, those, self._database.actor)
        return own if asked.mine in (None, self._database.actor) else []

    def _gold(
        self,
        connection: Connection,
        asked: Filter,
        near: str | None,
        but: Collection[str],
        share: float,
        minutes: int,
    ) -> TaskRow | None:
        """Return a task of which the answer is known, if it is time for one."""
        who = self._database.actor
        if not share or asked.skipped:
            return None
        if own := [row for row in self._own(connection, asked) if row.id not in but]:
            return own[0]
        if not posing.due(connection, who, share, near):
            return None
        those = matching(replace(asked, mine=None))
        return posing.pose(connection, those, who, _until(minutes), but)

    def _each(
        self,
        action: str,
        ids: Collection[str],
        values: Mapping[str, Any],
        those: ColumnElement[bool],
        after: Callable[[Any], object],
    ) -> int:
        """Change open tasks and note it; UsageError where an id is none of an open task."""
        with self._database.write() as connection:
            own = posing.put_by(connection, self._database.actor, ids)
            ids = {*ids} - own
            query = select(task).where(task.c.id.in_(ids), task.c.state == "open")
            there = set(connection.scalars(query.with_only_columns(task.c.id)))
            if lacking := set(ids) - there:
                raise UsageError(f"There is no open task {min(lacking)}.")
            rows = connection.execute(query.where(those).order_by(task.c.id)).all()
            for row in rows:
                connection.execute(update(task).where(task.c.id == row.id).values(values))
                self._database.note(connection, action, f"task:{row.id}", {}, after(row))
            return len(rows) + len(own)


def _until(minutes: int) -> str:
    return clock.iso(datetime.now(UTC) + timedelta(minutes=minutes))


def _place(row: TaskRow) -> tuple[int, str, str]:
    return row.priority, row.made_at, row.id


def _after(row: TaskRow, last: TaskRow | None) -> bool:
    return last is None or _place(row) > _place(last)


def _holder(row: Any) -> str:
    return str(row.assigned_to or row.claimed_by)


def _row(connection: Connection, task_id: str) -> TaskRow:
    row = connection.execute(select(task).where(task.c.id == task_id)).one()
    return TaskRow(**row._mapping)
