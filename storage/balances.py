"""Law 2: every page that came is filed, blank, rejected with a reason, or waiting."""

from collections import Counter

from sqlalchemy import Connection, and_, func, not_, select, true

from storage.database import Database
from storage.rows import Balance, Rejection
from storage.selection import known_batch
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
            if name is not None:
                known_batch(connection, name)
            return _balance(connection, name)

    def all(self) -> tuple[Balance, ...]:
        """Return the balance of each batch, the oldest first."""
        with self._database.read() as connection:
            query = select(batch.c.name).order_by(batch.c.created_at, batch.c.name)
            return tuple(_balance(connection, name) for name in connection.scalars(query).all())


def _balance(connection: Connection, name: str | None) -> Balance:
    received, duplicates, refused = _received(connection, name)
    states, rejected = _pages(connection, name)
    filed, blank = states["filed"], states["blank"]
    gone = states["rejected"] + sum(one.pages for one in refused)
    waiting = states["waiting"] + states["read"]
    return Balance(
        batch=name or "",
        received=received,
        filed=filed,
        blank=blank,
        rejected=gone,
        waiting=waiting,
        duplicates=duplicates,
        balanced=received == filed + blank + gone + waiting,
        rejections=tuple(sorted(refused + rejected, key=lambda one: (one.file, one.reason))),
    )


def _received(connection: Connection, name: str | None) -> tuple[int, int, list[Rejection]]:
    """Return how many pages came, how many files came twice, and the files that were refused."""
    mine = true() if name is None else receipt.c.batch == name
    once = receipt.c.duplicate.is_(False)
    pages = select(func.coalesce(func.sum(receipt.c.pages), 0)).where(mine, once)
    twice = select(func.count()).select_from(receipt).where(mine, not_(once))
    columns = (receipt.c.file_name, receipt.c.pages, receipt.c.reason)
    refused = select(*columns).where(mine, once, receipt.c.state == "refused")
    return (
        connection.scalar(pages) or 0,
        connection.scalar(twice) or 0,
        [Rejection(*row) for row in connection.execute(refused)],
    )


def _pages(connection: Connection, name: str | None) -> tuple[Counter[str], list[Rejection]]:
    """Return how many pages of counted, received files have which state; which were rejected."""
    mine = true() if name is None else receipt.c.batch == name
    counted = and_(mine, receipt.c.duplicate.is_(False), receipt.c.state == "received")
    joined = receipt.join(page, page.c.sha256 == receipt.c.sha256)
    many = func.count().label("many")
    states = select(page.c.state, many).select_from(joined).where(counted).group_by(page.c.state)
    by = (receipt.c.file_name, page.c.reason)
    rejected = (
        select(receipt.c.file_name, many, page.c.reason)
        .select_from(joined)
        .where(counted, page.c.state == "rejected")
        .group_by(*by)
    )
    return (
        Counter({row.state: row.many for row in connection.execute(states)}),
        [Rejection(*row) for row in connection.execute(rejected)],
    )
