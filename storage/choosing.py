"""Documents by what the catalogue knows of them: conditions as data, and as SQL."""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, not_, select

from storage.index_tables import entry
from storage.selection import in_batch
from storage.tables import document, scan, task

SIGNS: dict[str, Callable[[Any, Any], Any]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "!=": operator.ne,
    "=": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
}


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold of a document: `key` `sign` `value`, as in `confidence` `<` 0.8.

    Keys are those of COLUMNS, `batch`, `reason` (of a task that waits, = and != only) and
    `day`, the day that the paper bears. Days and times are ISO texts.
    """

    key: str
    sign: str
    value: str | float


COLUMNS: dict[str, ColumnElement[Any]] = {
    "type": document.c.type,
    "received": scan.c.received_at,
    "filed": document.c.filed_at,
    "confidence": document.c.confidence,
}


def holds(one: Condition) -> ColumnElement[bool]:
    """Return the condition that it holds of a row of `document` joined to `scan`."""
    if one.key == "batch":
        return _or_not(in_batch(str(one.value)), one.sign)
    if one.key == "reason":
        waits = (task.c.document_id == document.c.id) & (task.c.state == "open")
        return _or_not(exists(select(task.c.id).where(waits, task.c.reason == one.value)), one.sign)
    if one.key == "day":
        mine = entry.c.document_id == document.c.id
        compared = SIGNS[one.sign](entry.c.day, one.value)
        return exists(select(entry.c.number).where(mine, compared))
    found: ColumnElement[bool] = SIGNS[one.sign](COLUMNS[one.key], one.value)
    return found


def _or_not(condition: ColumnElement[bool], sign: str) -> ColumnElement[bool]:
    return not_(condition) if sign == "!=" else condition
