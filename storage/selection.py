"""Conditions that several parts of the catalogue ask by, and batches that there are."""

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, exists, func, not_, or_, select

from models.errors import UsageError
from storage.retention_tables import disposal
from storage.tables import batch, page, receipt, scan

PORTION = 1000
"""Values that a column is compared with at once."""


def known_batch(connection: Connection, name: str) -> None:
    """Raise UsageError where there is no batch of this name."""
    if connection.scalar(select(batch.c.name).where(batch.c.name == name)) is None:
        raise UsageError(f"There is no batch {name}: `sohoa status` names those there are.")


def in_batch(name: str) -> ColumnElement[bool]:
    """Return the condition that a row of `scan` came, as a duplicate or not, in a batch."""
    # Gathered once: asked of each scan, SQLite goes through the whole batch for each.
    return scan.c.sha256.in_(select(receipt.c.sha256).where(receipt.c.batch == name))


def disposed(sha256: ColumnElement[str] = scan.c.sha256) -> ColumnElement[bool]:
    """Return the condition that a scan was disposed of: of its bytes nothing is left."""
    return exists(select(disposal.c.sha256).where(disposal.c.sha256 == sha256))


def bound() -> ColumnElement[bool]:
    """Return the condition that a row of `scan` is a page of another scan."""
    elsewhere = page.c.bound_to != page.c.sha256
    return exists(select(page.c.number).where(page.c.sha256 == scan.c.sha256, elsewhere))


def waits() -> ColumnElement[bool]:
    """Return the condition that a row of `scan` still has work to do.

    What waits of files that are bound to a scan is work on that; withdrawn ones have none.
    """
    begun = scan.c.state.in_(("received", "read"))
    return and_(begun, not_(withdrawn()), not_(bound()))


def pages_of() -> ColumnElement[int]:
    """Return how many pages a row of `scan` has, with those of files that are bound to it."""
    elsewhere = page.c.bound_to != page.c.sha256
    query = select(func.count()).where(page.c.bound_to == scan.c.sha256, elsewhere)
    return scan.c.pages + query.scalar_subquery()


def withdrawn() -> ColumnElement[bool]:
    """Return the condition that a row of `scan` is withdrawn: itself, or each of its batches."""
    standing = (
        select(receipt.c.number)
        .join(batch, batch.c.name == receipt.c.batch)
        .where(receipt.c.sha256 == scan.c.sha256, not_(batch.c.withdrawn))
    )
    return or_(scan.c.withdrawn, not_(exists(standing)))


def among(
    connection: Connection, query: Select[Any], by: ColumnElement[Any], values: Collection[Any]
) -> Iterator[Row[Any]]:
    """Yield the rows of a query where a column is one of these values, however many there are."""
    ordered = sorted(values)
    for first in range(0, len(ordered), PORTION):
        yield from connection.execute(query.where(by.in_(ordered[first : first + PORTION])))
