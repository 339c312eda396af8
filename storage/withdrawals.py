"""Undoing a mistaken scan or batch: it is kept, marked, and left out."""

from sqlalchemy import Connection, Table, select, update

from models.errors import UsageError
from storage import binding, tasks
from storage.database import Database
from storage.selection import in_batch
from storage.tables import batch, scan

_LEAST_PREFIX = 8


class Withdrawals:
    """What is withdrawn. A scan that also came in a batch that stands is not lost with another."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def withdraw(self, subject: str) -> bool:
        """Withdraw a batch by name, or a scan by SHA-256 or at least 8 of its digits.

        Files that are bound to a scan go with it. True where it was not withdrawn; UsageError
        where there is no such one, or it is bound itself.
        """
        return self._set(subject, withdrawn=True)

    def restore(self, subject: str) -> bool:
        """Take a withdrawal back; see `withdraw`."""
        return self._set(subject, withdrawn=False)

    def _set(self, subject: str, *, withdrawn: bool) -> bool:
        with self._database.write() as connection:
            table, name = _find(connection, subject)
            one = (batch.c.name if table is batch else scan.c.sha256) == name
            if connection.scalar(select(table.c.withdrawn).where(one)) == withdrawn:
                return False
            action = "withdraw" if withdrawn else "restore"
            before, after = {"withdrawn": not withdrawn}, {"withdrawn": withdrawn}
            for each in [name] if table is batch else binding.whole(connection, name):
                one = (batch.c.name if table is batch else scan.c.sha256) == each
                connection.execute(update(table).where(one).values(withdrawn=withdrawn))
                tasks.show(connection, one if table is scan else in_batch(each))
                self._database.note(connection, action, f"{table.name}:{each}", before, after)
        return True


def _find(connection: Connection, subject: str) -> tuple[Table, str]:
    if connection.scalar(select(batch.c.name).where(batch.c.name == subject)) is not None:
        return batch, subject
    query = select(scan.c.sha256).where(scan.c.sha256.startswith(subject, autoescape=True))
    found = list(connection.scalars(query.limit(2))) if len(subject) >= _LEAST_PREFIX else []
    if len(found) == 1:
        if (there := binding.place(connection, found[0])) is not None:
            raise UsageError(
                f"This file is page {there[1]} of the scan {there[0][:12]}: withdraw that, or take"
                " the page out of its document at the desk."
            )
        return scan, found[0]
    raise UsageError(
        "There is no such batch, and no single scan whose hash begins so: `sohoa status` names"
        f" the batches; give at least {_LEAST_PREFIX} digits of a scan's hash."
    )
