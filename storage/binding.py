"""Charts of which each page is a file: such files are bound to one scan, as pages of it.

The files stay scans of their own for the books: each is received, counted and locked by itself.
What is read off them is put together in the scan that they are bound to, so that a document may
go on from one file into the next.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from storage import scans
from storage.database import Database
from storage.selection import disposed, withdrawn
from storage.tables import page, receipt, scan

_DIGITS = re.compile(r"(\d+)")


class Binding:
    """Which files are pages of other scans. What was bound stays so."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def bind(self, batch: str) -> int:
        """Bind the files of one page that wait, of each folder of each chart; return how many.

        They are pages of the first of them, in the order of their names as people count (9
        before 10); those that come later are its last pages. Files of several pages stay by
        themselves, and so does what was digitised before the chart was told.
        """
        with self._database.write() as connection:
            folders = _folders(connection, batch)
            return sum(self._bind(connection, files) for files in folders)

    def _bind(self, connection: Connection, files: Sequence[Row[Any]]) -> int:
        leads = [row.bound_to for row in files if row.bound_to != row.sha256]
        lead = leads[0] if leads else files[0].sha256
        loose = [row for row in files if _waits(row) and row.sha256 != lead]
        query = select(func.max(page.c.place)).where(page.c.bound_to == lead)
        last = connection.scalar(query) or 0
        for number, row in enumerate(loose, last + 1):
            one = page.c.sha256 == row.sha256
            after = {"bound_to": lead, "place": number}
            connection.execute(update(page).where(one).values(after))
            before = {"bound_to": row.sha256, "place": row.number}
            self._database.note(connection, "bind", f"scan:{row.sha256}:1", before, after)
        if loose:
            scans.restate(self._database, connection, lead)
        return len(loose)


def whole(connection: Connection, sha256: str) -> list[str]:
    """Return a scan and the files that are bound to it, in the order of their pages."""
    query = select(page.c.sha256).where(page.c.bound_to == sha256, page.c.sha256 != sha256)
    return [sha256, *connection.scalars(query.order_by(page.c.place))]


def place(connection: Connection, sha256: str) -> tuple[str, int] | None:
    """Return the scan that a file is bound to and which page of it; None where it is to none."""
    query = select(page.c.bound_to, page.c.place)
    mine = query.where(page.c.sha256 == sha256, page.c.bound_to != sha256)
    row = connection.execute(mine).first()
    return (row.bound_to, row.place) if row else None


def _folders(connection: Connection, batch: str) -> list[list[Row[Any]]]:
    """Return the files of one page that tell their chart, by chart and folder, in order."""
    query = (
        select(receipt.c.file_name, receipt.c.chart, page, scan.c.state.label("scan_state"))
        .join(scan, scan.c.sha256 == receipt.c.sha256)
        .join(page, page.c.sha256 == scan.c.sha256)
        .where(receipt.c.batch == batch, receipt.c.chart.is_not(None), ~receipt.c.duplicate)
        .where(scan.c.pages == 1, scan.c.state != "rejected", ~withdrawn(), ~disposed())
    )
    found: dict[tuple[str, PurePosixPath], list[Row[Any]]] = defaultdict(list)
    for row in sorted(connection.execute(query), key=lambda row: _counted(row.file_name)):
        found[row.chart, PurePosixPath(row.file_name).parent].append(row)
    return [*found.values()]


def _waits(row: Row[Any]) -> bool:
    """Say whether nothing was done yet with a file, and it is bound to none."""
    untouched = (row.scan_state, row.state) == ("received", "waiting")
    return untouched and bool(row.bound_to == row.sha256)


def _counted(name: str) -> list[tuple[int, str]]:
    """Return what names are ordered by: digits in them by the number that they are."""
    return [
        (int(part), "") if part.isdecimal() else (0, part.casefold())
        for part in _DIGITS.split(name)
    ]
