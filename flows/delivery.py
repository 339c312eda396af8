"""Delivering documents: a folder each, replaced whole, with the searchable PDF of its pages."""

import os
import shutil
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from flows.house import House
from flows.run import cores
from flows.searchable import PDF, complete
from models.errors import StoreError
from storage import keys
from storage.rows import DocumentRow

COPIED = ("record.json", "text.txt")


def deliver(house: House, rows: Sequence[DocumentRow], out: Path) -> int:
    """Write a folder for each document; return how many outdated folders were taken away.

    A folder is outdated where its document is superseded or withdrawn. Raises StoreError
    where OUT cannot be written to.
    """
    scans: dict[str, list[DocumentRow]] = defaultdict(list)
    for row in rows:
        scans[row.sha256].append(row)
    try:
        out.mkdir(parents=True, exist_ok=True)
        _tidy(out)
        with ThreadPoolExecutor(cores()) as pool:
            list(pool.map(lambda some: _scan(house, some, out), scans.values()))
        return _outdated(house, out)
    except OSError as error:
        raise StoreError(f"The folder cannot be written to ({error.strerror}).") from error


def _scan(house: House, rows: Sequence[DocumentRow], out: Path) -> None:
    complete(house, rows)
    for row in rows:
        _write(house, row, out)


def _write(house: House, row: DocumentRow, out: Path) -> None:
    """Replace the folder of a document: all of the new one, or all of the old."""
    made, old = out / f".{row.id}.new-{os.getpid()}", out / f".{row.id}.old-{os.getpid()}"
    made.mkdir()
    for name in (*COPIED, PDF):
        (made / name).write_bytes(house.store.get(_key(row, name)))
    target = out / row.id
    if target.exists():
        target.rename(old)
    made.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _outdated(house: House, out: Path) -> int:
    """Take away the folders of documents that are no longer exported."""
    current = {row.id for row in house.catalogue.documents.find()}
    every = {row.id for row in house.catalogue.documents.find(superseded=True, withdrawn=True)}
    gone = [out / name for name in every - current if (out / name).is_dir()]
    for folder in gone:
        shutil.rmtree(folder)
    return len(gone)


def _tidy(out: Path) -> None:
    """Take away what an export that was killed left half written."""
    for folder in [*out.glob(".d*.new-*"), *out.glob(".d*.old-*")]:
        owner = folder.name.rpartition("-")[2]
        if owner.isdecimal() and not _alive(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return pid != os.getpid()


def _key(row: DocumentRow, name: str) -> str:
    return keys.record(row.id, row.version, name)
