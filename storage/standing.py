"""How everything stands, in counts: what is filed, what waits, and for how long."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Table, func, not_, select

from storage.database import Database
from storage.decision_tables import decision, unfiled
from storage.selection import waits, withdrawn
from storage.tables import batch, document, page, receipt, scan, task


@dataclass(frozen=True, slots=True)
class Standing:
    """Counts of everything that is not withdrawn, but for pages, which all count.

    `pages` are by state, those of refused files among the rejected; `documents` current ones by
    review state, `tasks` open ones by reason. Since when the oldest waits is a time (ISO 8601),
    None where none does. `unfiled` documents are to be filed anew as stewards decided.
    """

    pages: Mapping[str, int]
    documents: Mapping[str, int]
    tasks: Mapping[str, int]
    batches: int
    scans_waiting: int
    batches_waiting: int
    scan_since: str | None
    task_since: str | None
    original_bytes: int
    words: int
    unfiled: int


def standing(database: Database) -> Standing:
    """Return how everything stands, as of one moment."""
    opened = (task.c.state == "open") & task.c.shown.is_(True)
    current = (document.c.state == "filed") & _stands(document.c.sha256)
    own = receipt.c.sha256.in_(select(scan.c.sha256).where(waits()))
    with database.read() as connection:

        def one(column: ColumnElement[int], *where: ColumnElement[bool]) -> int:
            return int(connection.scalar(select(column).where(*where)) or 0)

        def first(column: ColumnElement[str], where: ColumnElement[bool]) -> str | None:
            return connection.scalar(select(func.min(column)).where(where))

        refused = (receipt.c.state == "refused") & receipt.c.duplicate.is_(False)
        pages = _by(connection, page, page.c.state)
        pages["rejected"] = pages.get("rejected", 0) + one(func.sum(receipt.c.pages), refused)
        return Standing(
            pages=pages,
            documents=_by(connection, document, document.c.review, current),
            tasks=_by(connection, task, task.c.reason, opened),
            batches=one(func.count(), not_(batch.c.withdrawn)),
            scans_waiting=one(func.count(scan.c.sha256), waits()),
            batches_waiting=one(func.count(receipt.c.batch.distinct()), own),
            scan_since=first(scan.c.received_at, waits()),
            task_since=first(task.c.made_at, opened),
            original_bytes=one(func.sum(scan.c.size)),
            words=one(func.count(decision.c.number)),
            unfiled=one(func.count(unfiled.c.document_id)),
        )


def _by(
    connection: Connection,
    table: Table,
    column: ColumnElement[str],
    *where: ColumnElement[bool],
) -> dict[str, int]:
    query = select(column, func.count()).select_from(table).where(*where).group_by(column)
    return {row[0]: row[1] for row in connection.execute(query)}


def _stands(sha256: ColumnElement[str]) -> ColumnElement[bool]:
    return sha256.not_in(select(scan.c.sha256).where(withdrawn()))
