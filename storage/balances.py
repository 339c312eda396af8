"""Law 2: every page that came is filed, blank, rejected with a reason, or waiting."""

from collections import Counter

from sqlalchemy import Connection, Row, and_, func, select

from models.errors import UsageError
from storage.database import Database
from storage.rows import Balance, Rejection
from storage.tables import batch, page, receipt


class Balances:
    """Pages received against what became of them.

    What was received is counted from the receipts, what became of it from the pages, so that
    a page that got lost shows.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, name: str | None) -> Balance:
        """Return the balance of a batch, or of everything; UsageError for an unknown batch."""
        with self._database.read() as connection:
            known = select(batch.c.name).where(batch.c.name == name)
            if name is not None and connection.scalar(known) is None:
                raise UsageError(f"There is no batch {name}: `sohoa status` names those there are.")
            return _balance(connection, name)

    def all(self) -> tuple[Balance, ...]:
        """Return the balance of each batch, the oldest first."""
        with self._database.read() as connection:
            query = select(batch.c.name).order_by(batch.c.created_at, batch.c.name)
            return tuple(_balance(connection, name) for name in connection.scalars(query).all())


def _balance(connection: Connection, name: str | None) -> Balance:
    query = select(receipt) if name is None else select(receipt).where(receipt.c.batch == name)
    receipts = connection.execute(query).all()
    counted = [row for row in receipts if not row.duplicate]
    refused = [row for row in counted if row.state == "refused"]
    pages = _pages(connection, name)
    states: Counter[str] = Counter()
    for row in pages:
        states[row.state] += row.many
    received = sum(row.pages for row in counted)
    rejected = states["rejected"] + sum(row.pages for row in refused)
    waiting = states["waiting"] + states["read"]
    return Balance(
        batch=name or "",
        received=received,
        filed=states["filed"],
        blank=states["blank"],
        rejected=rejected,
        waiting=waiting,
        duplicates=len(receipts) - len(counted),
        balanced=received == states["filed"] + states["blank"] + rejected + waiting,
        rejections=_rejections(refused, pages),
    )


def _pages(connection: Connection, name: str | None) -> list[Row[tuple[object, ...]]]:
    """Return how many pages of each counted, received file have which state and reason."""
    by = (receipt.c.file_name, page.c.state, page.c.reason)
    counted = and_(receipt.c.duplicate.is_(False), receipt.c.state == "received")
    query = (
        select(*by, func.count().label("many"))
        .select_from(receipt.join(page, page.c.sha256 == receipt.c.sha256))
        .where(counted)
        .group_by(*by)
    )
    if name is not None:
        query = query.where(receipt.c.batch == name)
    return list(connection.execute(query).all())


def _rejections(
    refused: list[Row[tuple[object, ...]]], pages: list[Row[tuple[object, ...]]]
) -> tuple[Rejection, ...]:
    whole = [Rejection(row.file_name, row.pages, row.reason) for row in refused]
    single = [
        Rejection(row.file_name, row.many, row.reason) for row in pages if row.state == "rejected"
    ]
    return tuple(sorted(whole + single, key=lambda entry: (entry.file, entry.reason)))
