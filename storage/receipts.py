"""Files as they come in: what is new, what is here already, what is refused."""

from sqlalchemy import Connection, insert, select

from models.document import Scan
from models.errors import RejectReason
from storage import clock, intake
from storage.database import Database
from storage.intake import Arrival
from storage.rows import Names, Received
from storage.tables import batch, receipt


class Receipts:
    """The files of each batch. The same bytes count once, wherever and whenever they come."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open_batch(self, name: str) -> bool:
        """Begin a batch, or go on with it; True where it is new."""
        with self._database.write() as connection:
            return self._open(connection, name)

    def receive(self, batch: str, file_name: str, scan: Scan) -> Received:
        """Take in a readable file, whose bytes lie in the store; its pages wait from now on."""
        arrival = Arrival(batch, printable(file_name), scan.sha256, scan.pages, "received")
        with self._database.write() as connection:
            self._open(connection, batch)
            made = intake.take(self._database, connection, scan)
            return intake.enter(self._database, connection, arrival, changed=made)

    def refuse(
        self,
        batch: str,
        file_name: str,
        sha256: str | None,
        reason: RejectReason,
        advice: str,
        pages: int,
    ) -> Received:
        """Take in a file that is no readable scan; `pages` is what it declares, at least 1.

        Where the same bytes, or a file of this name, were taken in before and worked on, they
        stay as they are. Later `receive` of the same bytes or name takes the refusal's place.
        """
        name, text = printable(file_name), reason.value
        arrival = Arrival(batch, name, sha256, max(1, pages), "refused", text, advice)
        with self._database.write() as connection:
            self._open(connection, batch)
            changed = intake.turn_away(self._database, connection, arrival)
            return intake.enter(self._database, connection, arrival, changed=changed)

    def come_again(self, batch: str, sha256: str) -> Received:
        """Take in bytes that were disposed of: they count as known; their name is not kept."""
        with self._database.write() as connection:
            self._open(connection, batch)
            # In a batch that brought them before, the hash is their name already.
            arrival = Arrival(batch, sha256, sha256, 0, "received")
            return intake.enter(self._database, connection, arrival, changed=False)

    def names(self, sha256: str) -> Names:
        """Return the names that the same bytes came under; KeyError if they never came."""
        query = (
            select(receipt.c.file_name)
            .where(receipt.c.sha256 == sha256)
            .order_by(receipt.c.duplicate, receipt.c.number)
        )
        with self._database.read() as connection:
            found = list(connection.scalars(query))
        if not found:
            raise KeyError(sha256)
        return Names(found[0], tuple(sorted(set(found) - {found[0]})))

    def brought(self, sha256: str) -> tuple[str, ...]:
        """Return the names of the batches that brought a scan, as a duplicate or not."""
        query = select(receipt.c.batch).where(receipt.c.sha256 == sha256).distinct()
        with self._database.read() as connection:
            return tuple(connection.scalars(query))

    def first(self, sha256: str) -> str:
        """Return the name of the batch that brought a scan first; KeyError if none did."""
        query = select(receipt.c.batch).where(receipt.c.sha256 == sha256, ~receipt.c.duplicate)
        with self._database.read() as connection:
            found = connection.scalar(query)
        if found is None:
            raise KeyError(sha256)
        return str(found)

    def batches(self) -> tuple[str, ...]:
        """Return the names of all batches, the oldest first."""
        with self._database.read() as connection:
            query = select(batch.c.name).order_by(batch.c.created_at, batch.c.name)
            return tuple(connection.scalars(query))

    def _open(self, connection: Connection, name: str) -> bool:
        if connection.scalar(select(batch.c.name).where(batch.c.name == name)) is not None:
            return False
        row = {"name": name, "created_at": clock.now(), "withdrawn": False}
        connection.execute(insert(batch).values(row))
        self._database.note(connection, "open", f"batch:{name}", {}, {})
        return True


def printable(file_name: str) -> str:
    """Return a name that every database takes: bytes that are not UTF-8 stand in hex."""
    return file_name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
