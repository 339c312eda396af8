"""Which tasks of the queue are meant, as conditions of the catalogue."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from models.text import fold
from storage import clock, eyes
from storage.tables import document, task


@dataclass(frozen=True, slots=True)
class Filter:
    """Which open tasks are meant; None and nothing for all.

    `batch` is the one that brought a scan first; `until` the latest time at which a task was
    made (ISO 8601); `mine` an account that has them assigned or at work; `departments` whose
    documents, as `Account.sees` has it; `skipped` only those that somebody skipped; `form` the
    id of the document's form; `hand` only those written by hand.
    """

    batch: str | None = None
    type: str | None = None
    reason: str | None = None
    kind: str | None = None
    priority: int | None = None
    until: str | None = None
    mine: str | None = None
    departments: tuple[str, ...] = ()
    skipped: bool = False
    form: str | None = None
    hand: bool = False


ALL = Filter()


def waiting(asked: Filter) -> Select[Any]:
    """Choose the open tasks of a filter."""
    return matching(asked).where(task.c.state == "open")


def matching(asked: Filter) -> Select[Any]:
    """Choose the tasks of a filter, decided ones too."""
    query = select(task).where(task.c.shown.is_(True))
    for name in ("batch", "type", "reason", "kind", "priority"):
        if (value := getattr(asked, name)) is not None:
            query = query.where(task.c[name] == value)
    if asked.until is not None:
        query = query.where(task.c.made_at <= asked.until)
    if asked.mine is not None:
        query = query.where(_held(asked.mine))
    if asked.form is not None or asked.hand:
        those = select(document.c.id)
        if asked.form is not None:
            those = those.where(document.c.form == asked.form)
        if asked.hand:
            those = those.where(document.c.hand)
        query = query.where(task.c.document_id.in_(those))
    if asked.departments:
        query = query.where(task.c.department.in_([fold(one) for one in asked.departments]))
    return query.where(task.c.skipped_by.is_not(None)) if asked.skipped else query


def _held(who: str) -> ColumnElement[bool]:
    # Two short looks at an index, where one condition with `or` would read the whole queue.
    mine = select(task.c.id).where(task.c.assigned_to == who)
    claimed = (task.c.claimed_by == who) & (task.c.claimed_until > clock.now())
    at_work = select(task.c.id).where(claimed)
    return task.c.id.in_(mine.union(at_work))


def free_for(who: str) -> ColumnElement[bool]:
    """Return the condition that somebody may take a task."""
    claimed = or_(
        task.c.claimed_by.is_(None), task.c.claimed_by == who, task.c.claimed_until <= clock.now()
    )
    assigned = or_(task.c.assigned_to.is_(None), task.c.assigned_to == who)
    return claimed & assigned & task.c.skipped_by.is_distinct_from(who) & ~eyes.gave(who)
