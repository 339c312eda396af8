"""Conditions that several parts of the catalogue ask by, and batches that there are."""

from sqlalchemy import ColumnElement, Connection, exists, func, not_, or_, select

from models.errors import UsageError
from storage.retention_tables import disposal
from storage.tables import batch, page, receipt, scan


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
