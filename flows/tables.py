"""Writing tables of documents."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from exports.stored import stored
from exports.table.files import write
from exports.table.rows import Filed
from flows.delivery import replaced, written
from flows.house import House
from storage import keys
from storage.rows import DocumentRow


def tables(house: House, rows: Sequence[DocumentRow], out: Path) -> int:
    """Write the tables of these documents; return of how many.

    Raises StoreError where OUT cannot be written to.
    """
    with written(out), replaced(out) as folder:
        return write(filed(house, rows), folder)


def filed(house: House, rows: Sequence[DocumentRow]) -> Iterator[Filed]:
    """Yield what is filed of each document."""
    for row in rows:
        said = stored(house.store.get(keys.record(row.id, row.version, "record.json")))
        text = house.store.get(keys.record(row.id, row.version, "text.txt")).decode()
        yield Filed(said, row.version, text)
