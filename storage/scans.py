"""Scans and their pages: what is known of each, and what waits."""

from typing import Any

from sqlalchemy import Connection, Row, Select, select, update

from models.codec import SIGNATURES, decode
from models.decision import Picture
from models.errors import CatalogueError, RejectReason
from storage.database import Database
from storage.rows import PageRow, ScanRow
from storage.selection import bound, disposed, in_batch, pages_of, waits, withdrawn
from storage.tables import page, scan

RESCAN = "rescan"
"""Why a page waits that was read."""


class Scans:
    """The scans of the catalogue, and the state of each page."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, sha256: str) -> ScanRow | None:
        """Return one scan."""
        found = self._rows(_scans().where(scan.c.sha256 == sha256))
        return found[0] if found else None

    def of(self, batch: str | None = None) -> tuple[ScanRow, ...]:
        """Return the scans of a batch, those it brought as duplicates with them, or all."""
        return self._rows(_scans() if batch is None else _scans().where(in_batch(batch)))

    def waiting(self, batch: str | None = None) -> tuple[ScanRow, ...]:
        """Return the scans that still have work to do."""
        query = _scans() if batch is None else _scans().where(in_batch(batch))
        return self._rows(query.where(waits()))

    def pages(self, sha256: str) -> tuple[PageRow, ...]:
        """Return the pages of a scan in order, those of files that are bound to it with them.

        There are none of one that was refused as a whole, and of one that is bound itself.
        """
        place = (page.c.bound_to, page.c.place)
        query = select(*place, page.c.state, page.c.reason, page.c.document_id)
        with self._database.read() as connection:
            found = connection.execute(query.where(page.c.bound_to == sha256).order_by(*place))
            return tuple(PageRow(*row) for row in found)

    def files(self, sha256: str) -> dict[int, Picture]:
        """Return by page the files that are bound to a scan."""
        with self._database.read() as connection:
            found = connection.execute(_files(sha256).order_by(page.c.place))
            return {place: Picture(*file) for place, *file in found}

    def file(self, sha256: str, number: int) -> Picture | None:
        """Return the file that is bound to a scan as a page of it; None where none is."""
        with self._database.read() as connection:
            row = connection.execute(_files(sha256).where(page.c.place == number)).first()
        return Picture(*row[1:]) if row else None

    def mark_read(self, sha256: str, number: int) -> bool:
        """Note that a page was read and has writing; one that is filed stays so."""
        return self._mark(sha256, number, "read", None, leave=("filed",))

    def mark_blank(self, sha256: str, number: int) -> bool:
        """Note that a page is blank."""
        return self._mark(sha256, number, "blank", None)

    def reject_page(self, sha256: str, number: int, reason: RejectReason) -> bool:
        """Note that a page cannot be digitised."""
        return self._mark(sha256, number, "rejected", reason.value)

    def ask_again(self, sha256: str, number: int) -> bool:
        """Note that a steward asked for a page to be scanned again: it waits for that."""
        return self._mark(sha256, number, "waiting", RESCAN)

    def _mark(
        self,
        sha256: str,
        number: int,
        state: str,
        reason: str | None,
        leave: tuple[str, ...] = (),
    ) -> bool:
        """Set a page's state; True where that changed anything."""
        one = (page.c.bound_to == sha256) & (page.c.place == number)
        with self._database.write() as connection:
            row = connection.execute(select(page).where(one)).first()
            if row is None:
                raise CatalogueError(f"Page {number} of scan {sha256} was never received.")
            if row.state in leave or (row.state, row.reason) == (state, reason):
                return False
            after = {"state": state, "reason": reason, "document_id": None}
            connection.execute(update(page).where(one).values(after))
            before = {key: getattr(row, key) for key in after}
            subject = f"scan:{row.sha256}:{row.number}"
            self._database.note(connection, "page", subject, before, after)
            for each in {sha256, row.sha256}:
                restate(self._database, connection, each)
        return True

    def _rows(self, query: Select[tuple[object, ...]]) -> tuple[ScanRow, ...]:
        with self._database.read() as connection:
            return tuple(_row(row) for row in connection.execute(query))


def restate(
    database: Database, connection: Connection, sha256: str, *, settled: bool = False
) -> bool:
    """Bring the state of a scan, or of a file bound to one, in line with its pages'.

    `settled` tells that its documents are all filed. True where it changed.
    """
    mine = (page.c.sha256 == sha256) | (page.c.bound_to == sha256)
    pages = connection.execute(select(page).where(mine)).all()
    row = connection.execute(select(scan).where(scan.c.sha256 == sha256)).one()
    # What waits for the scanner is no work for the machine.
    states = {p.state for p in pages if p.reason != RESCAN}
    reasons = [p.reason for p in pages]
    after: dict[str, str | None] = {"state": _state(states, row.state, settled), "reason": None}
    if after["state"] == "rejected":
        after["reason"] = reasons[0]
    before = {"state": row.state, "reason": row.reason}
    if before == after:
        return False
    connection.execute(update(scan).where(scan.c.sha256 == sha256).values(after))
    database.note(connection, "state", f"scan:{sha256}", before, after)
    return True


def _state(pages: set[str], before: str, settled: bool) -> str:
    if "waiting" in pages:
        return "received"
    if pages == {"rejected"}:
        return "rejected"
    if "read" not in pages and (settled or before == "filed"):
        return "filed"
    return "read"


def _files(sha256: str) -> Select[Any]:
    return (
        select(page.c.place, page.c.sha256, page.c.number, scan.c.media_type)
        .join(scan, scan.c.sha256 == page.c.sha256)
        .where(page.c.bound_to == sha256, page.c.sha256 != sha256)
    )


def _scans() -> Select[tuple[object, ...]]:
    marks = (withdrawn().label("gone"), disposed().label("disposed"), bound().label("bound"))
    columns = [column for column in scan.c if column.name not in ("pages", "withdrawn")]
    every = (*columns, pages_of().label("pages"), *marks)
    return select(*every).order_by(scan.c.received_at, scan.c.sha256)


def _row(row: Row[tuple[object, ...]]) -> ScanRow:
    values = dict(row._mapping)
    values["withdrawn"] = values.pop("gone")
    for name in ("withdrawn", "disposed", "bound"):
        values[name] = bool(values[name])
    values["signatures"] = decode(SIGNATURES, (values["signatures"] or "[]").encode())
    return ScanRow(**values)
