"""Conditions that several parts of the catalogue ask by."""

from sqlalchemy import ColumnElement, exists, not_, or_, select

from storage.retention_tables import disposal
from storage.tables import batch, receipt, scan


def in_batch(name: str) -> ColumnElement[bool]:
    """Return the condition that a row of `scan` came, as a duplicate or not, in a batch."""
    # Gathered once: asked of each scan, SQLite goes through the whole batch for each.
    return scan.c.sha256.in_(select(receipt.c.sha256).where(receipt.c.batch == name))


def disposed(sha256: ColumnElement[str] = scan.c.sha256) -> ColumnElement[bool]:
    """Return the condition that a scan was disposed of: of its bytes nothing is left."""
    return exists(select(disposal.c.sha256).where(disposal.c.sha256 == sha256))


def withdrawn() -> ColumnElement[bool]:
    """Return the condition that a row of `scan` is withdrawn: itself, or each of its batches."""
    standing = (
        select(receipt.c.number)
        .join(batch, batch.c.name == receipt.c.batch)
        .where(receipt.c.sha256 == scan.c.sha256, not_(batch.c.withdrawn))
    )
    return or_(scan.c.withdrawn, not_(exists(standing)))
