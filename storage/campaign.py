"""What people said of the campaign, and what was counted of it last."""

from collections.abc import Sequence
from dataclasses import asdict

from pydantic import TypeAdapter
from sqlalchemy import Connection, delete, func, insert, select

from models.campaign.counts import Counted, Line
from models.campaign.values import Said, Value
from models.codec import decode, encode
from storage import clock
from storage.campaign_tables import counted, entered, inventory
from storage.database import Database

FIGURES: TypeAdapter[Counted] = TypeAdapter(Counted)
COLUMNS = tuple(Line.__slots__)


class Campaign:
    """The inventory, the values that were entered, and the latest count."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def declare(self, lines: Sequence[Line], sha256: str) -> bool:
        """Have this inventory in place of the one before; False where it is the same.

        `sha256` is the hash of the file that it is from.
        """
        with self._database.write() as connection:
            if _lines(connection) == tuple(lines):
                return False
            before = _sums(connection)
            connection.execute(delete(inventory))
            who = {"by": self._database.actor, "at": clock.now()}
            if lines:
                connection.execute(insert(inventory), [asdict(one) | who for one in lines])
            after = {**_sums(connection), "file_sha256": sha256}
            self._database.note(connection, "enter", "campaign:inventory", before, after)
        return True

    def lines(self) -> tuple[Line, ...]:
        """Return the inventory, in the order of its file."""
        with self._database.read() as connection:
            return _lines(connection)

    def declared(self) -> tuple[str, str] | None:
        """Return who declared the inventory, and when; None where nobody has."""
        query = select(inventory.c.by, inventory.c.at).limit(1)
        with self._database.read() as connection:
            row = connection.execute(query).first()
        return (row.by, row.at) if row else None

    def enter(self, value: Value, text: str, source: str) -> bool:
        """Keep a value, as `values.checked` gave it; False where it is so already."""
        new = {"text": text, "source": source}
        with self._database.write() as connection:
            query = select(entered.c.text, entered.c.source).where(entered.c.value == value)
            row = connection.execute(query).first()
            before = dict(row._mapping) if row else {}
            if before == new:
                return False
            connection.execute(delete(entered).where(entered.c.value == value))
            who = {"by": self._database.actor, "at": clock.now()}
            connection.execute(insert(entered).values(value=value.value, **new, **who))
            self._database.note(connection, "enter", f"campaign:{value.value}", before, new)
        return True

    def entered(self) -> dict[Value, Said]:
        """Return what is entered."""
        with self._database.read() as connection:
            rows = connection.execute(select(entered).order_by(entered.c.value)).all()
        return {
            Value(row.value): Said(Value(row.value), row.text, row.source, row.by, row.at)
            for row in rows
        }

    def keep(self, figures: Counted) -> None:
        """Keep a count in place of the one before. It is derived: the audit has nothing of it."""
        row = {"at": figures.at, "figures": encode(FIGURES, figures).decode()}
        with self._database.write() as connection:
            connection.execute(delete(counted))
            connection.execute(insert(counted).values(row))

    def counted(self) -> Counted | None:
        """Return the latest count; None where nothing was counted yet."""
        with self._database.read() as connection:
            text = connection.scalar(select(counted.c.figures))
        return decode(FIGURES, text.encode()) if text else None


def _lines(connection: Connection) -> tuple[Line, ...]:
    columns = [inventory.c[name] for name in COLUMNS]
    rows = connection.execute(select(*columns).order_by(inventory.c.number))
    return tuple(Line(*row) for row in rows)


def _sums(connection: Connection) -> dict[str, int]:
    query = select(func.count(), func.coalesce(func.sum(inventory.c.charts), 0))
    lines, charts = connection.execute(query).one()
    return {"lines": int(lines), "charts": int(charts)}
