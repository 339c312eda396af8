"""One view of a hospital's database: its columns by what they are, and its rows."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import chain
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    DateTime,
    MetaData,
    String,
    Table,
    select,
)
from sqlalchemy.types import NullType

from flows.lexicons.columns import Bad, Cells, table
from flows.lexicons.sheet import Row
from models.errors import DeliveryError, UsageError
from storage import clock

PORTION = 1000
"""Rows that are in memory at once."""

Rows = Iterator[tuple[int, Cells | Bad]]


class View:
    """A view, and which of its columns are what (`configs/lists.toml`).

    Raises DeliveryError where it lacks columns that are needed.
    """

    def __init__(self, connection: Connection, kind: str, name: str) -> None:
        schema, _, short = name.rpartition(".")
        self._connection, self._kind = connection, kind
        self._view = Table(short, MetaData(), schema=schema or None, autoload_with=connection)
        self._heads = Row(1, tuple(one.name for one in self._view.c))
        try:
            found = table(kind, iter([iter([self._heads])]), page="his").columns
        except UsageError as error:
            raise DeliveryError(str(error)) from error
        self.columns = {what: head for head, what in found.items()}

    def under(self, what: str, values: Iterable[str]) -> Rows:
        """Yield the rows with one of these values; none where the view has no such column."""
        head, wanted = self.columns.get(what), sorted(set(values))
        if head is None or not wanted:
            return iter(())
        return self.rows(_in(self._view.c[head], wanted))

    def changed(self, since: str) -> ColumnElement[bool]:
        """Return the condition that a row was changed since a time."""
        when = self._view.c[self.columns["changed_at"]]
        at = datetime.fromisoformat(since)
        if isinstance(when.type, DateTime):
            return when >= (at if when.type.timezone else clock.local(since))
        return when >= clock.local(since).isoformat(" ", "seconds")

    def rows(self, where: ColumnElement[bool] | None) -> Rows:
        """Yield rows by what their columns are."""
        query = select(self._view) if where is None else select(self._view).where(where)
        result = self._connection.execution_options(yield_per=PORTION).execute(query)
        every = (
            Row(line, tuple(_text(value) for value in row)) for line, row in enumerate(result, 2)
        )
        yield from table(self._kind, iter([chain([self._heads], every)]), page="his").rows


def _in(one: Column[Any], values: list[str]) -> ColumnElement[bool]:
    """Return the condition that a column is one of these, as its type has them.

    A column of numbers is asked by numbers, else its index is of no use.
    """
    if isinstance(one.type, String | NullType):
        spelt = {form for value in values for form in (value, value.upper(), value.lower())}
        return one.in_(sorted(spelt))
    return one.in_([int(value) for value in values if value.isdecimal()])


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())
