"""What one arriving file changes on the books. The caller holds the writers' transaction."""

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, delete, insert, select, update

from models.codec import SIGNATURES, encode
from models.document import Scan
from storage import clock, due, tasks
from storage.database import Database
from storage.rows import Received
from storage.tables import document, page, receipt, scan


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file on its way in; `state` is received or refused, the latter with `reason`."""

    batch: str
    file_name: str
    sha256: str | None
    pages: int
    state: str
    reason: str | None = None
    advice: str | None = None


def take(database: Database, connection: Connection, found: Scan) -> bool:
    """Have a readable scan and its pages on the books; True where that changed anything."""
    row = connection.execute(select(scan).where(scan.c.sha256 == found.sha256)).first()
    if row is None:
        _add_scan(connection, found, "received", None)
    elif row.state == "rejected" and not _page_states(connection, found.sha256):
        # Refused as a whole earlier, under other limits: now it is readable.
        change = _columns(found) | {"state": "received", "reason": None}
        connection.execute(update(scan).where(scan.c.sha256 == found.sha256).values(change))
        change = {"state": "received", "reason": None, "advice": None, "pages": found.pages}
        _restate(connection, found.sha256, change)
    else:
        return False
    numbers = range(1, found.pages + 1)
    own = {"sha256": found.sha256, "bound_to": found.sha256, "state": "waiting"}
    rows = [{**own, "number": number, "place": number} for number in numbers]
    connection.execute(insert(page), rows)
    before = {"state": row.state, "reason": row.reason} if row else {}
    after: dict[str, object] = {"state": "received", "pages": found.pages}
    if found.signatures:
        after["signed"] = [one.state for one in found.signatures]  # no names: of people they are
    database.note(connection, "receive", f"scan:{found.sha256}", before, after)
    return True


def turn_away(database: Database, connection: Connection, arrival: Arrival) -> bool:
    """Have the bytes on the books as rejected, unless work on them has begun."""
    if arrival.sha256 is None:
        return False
    sha256 = arrival.sha256
    after = {"state": "rejected", "reason": arrival.reason, "pages": arrival.pages}
    row = connection.execute(select(scan).where(scan.c.sha256 == sha256)).first()
    if row is None:
        unread = Scan(sha256, media_type="", size=0, pages=arrival.pages)
        _add_scan(connection, unread, "rejected", arrival.reason)
    elif row.reason == arrival.reason or _page_states(connection, sha256) - {"waiting"}:
        return False
    else:
        connection.execute(delete(page).where(page.c.sha256 == sha256))
        connection.execute(update(scan).where(scan.c.sha256 == sha256).values(after))
        keys = ("state", "reason", "advice", "pages")
        _restate(connection, sha256, {key: getattr(arrival, key) for key in keys})
    before = {"state": row.state, "reason": row.reason} if row else {}
    database.note(connection, "refuse", f"scan:{sha256}", before, after)
    return True


def enter(
    database: Database, connection: Connection, arrival: Arrival, *, changed: bool
) -> Received:
    """Have the file in its batch; `changed` tells that its bytes are new on the books."""
    query = select(receipt).where(
        receipt.c.batch == arrival.batch, receipt.c.file_name == arrival.file_name
    )
    rows = connection.execute(query).all()
    unknown = next((row for row in rows if row.sha256 is None), None)
    if any(row.sha256 == arrival.sha256 for row in rows) or (rows and arrival.sha256 is None):
        if unknown and arrival.sha256 is None:
            _amend(database, connection, unknown.number, arrival)
            return Received.KNOWN
        return Received.NEW if changed else Received.KNOWN
    if unknown:
        connection.execute(delete(receipt).where(receipt.c.number == unknown.number))
    return _add_receipt(database, connection, arrival)


def _add_receipt(database: Database, connection: Connection, arrival: Arrival) -> Received:
    row = asdict(arrival) | {"received_at": clock.now(), "duplicate": False}
    if arrival.sha256 is not None:
        query = select(receipt).where(receipt.c.sha256 == arrival.sha256)
        first = connection.execute(query).first()
        if first:
            # What became of the bytes is one story, told by the first receipt.
            keys = ("pages", "state", "reason", "advice")
            row |= {key: getattr(first, key) for key in keys} | {"duplicate": True}
    connection.execute(insert(receipt).values(row))
    if row["duplicate"]:  # of a batch that stands, perhaps, beside one that was withdrawn
        tasks.show(connection, scan.c.sha256 == arrival.sha256)
        mine = (document.c.sha256 == arrival.sha256) & (document.c.state == "filed")
        for one in list(connection.scalars(select(document.c.id).where(mine))):
            due.note(connection, one)  # they are found by this batch too
    after = {key: row[key] for key in ("batch", "pages", "state", "reason", "duplicate")}
    # The file's name may be a patient's: it stands in the receipt only.
    subject = f"scan:{arrival.sha256}" if arrival.sha256 else f"batch:{arrival.batch}"
    database.note(connection, "arrive", subject, {}, after)
    return Received.DUPLICATE if row["duplicate"] else Received.NEW


def _amend(database: Database, connection: Connection, number: int, arrival: Arrival) -> None:
    """Bring the refusal of a file without known bytes up to date."""
    keys = ("pages", "reason", "advice")
    row = connection.execute(select(receipt).where(receipt.c.number == number)).one()
    after = {key: getattr(arrival, key) for key in keys}
    before = {key: getattr(row, key) for key in keys}
    if before == after:
        return
    connection.execute(update(receipt).where(receipt.c.number == number).values(after))
    del before["advice"], after["advice"]
    database.note(connection, "refuse", f"batch:{arrival.batch}", before, after)


def _add_scan(connection: Connection, found: Scan, state: str, reason: str | None) -> None:
    row = _columns(found) | {"state": state, "reason": reason}
    extra = {"withdrawn": False, "received_at": clock.now()}
    connection.execute(insert(scan).values(row | extra))


def _columns(found: Scan) -> dict[str, object]:
    row = {name: value for name, value in asdict(found).items() if name != "signatures"}
    kept = encode(SIGNATURES, found.signatures).decode() if found.signatures else None
    return row | {"signatures": kept}


def _page_states(connection: Connection, sha256: str) -> set[str]:
    return set(connection.scalars(select(page.c.state).where(page.c.sha256 == sha256)))


def _restate(connection: Connection, sha256: str, change: dict[str, object]) -> None:
    connection.execute(update(receipt).where(receipt.c.sha256 == sha256).values(change))
