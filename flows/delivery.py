"""Delivering documents: a folder each, replaced whole, with the searchable PDF of its pages."""

import os
import re
import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from flows.capacity import cores
from flows.fhir import FHIR, papers
from flows.house import House
from flows.searchable import PDF
from models.errors import StoreError
from storage import keys
from storage.rows import DocumentRow

STORED = ("record.json", "text.txt", PDF)
"""What a folder holds beside the FHIR bundle, as it lies in the store."""
NAMED = {"id": re.compile(r"d[0-9a-f]{24}"), "patient_key": re.compile(r"p[0-9a-f]{24}")}
"""What files are named by: ids of documents, keys of patients."""


def deliver(
    house: House, rows: Sequence[DocumentRow], out: Path, stored: Sequence[str] = STORED
) -> int:
    """Write a folder for each document; return how many outdated folders were taken away.

    It holds `fhir.json` and the `stored` files. A folder is outdated where its document is
    superseded, withdrawn or disposed of. Raises StoreError where OUT cannot be written to.
    """
    scans: dict[str, list[DocumentRow]] = defaultdict(list)
    for row in rows:
        scans[row.sha256].append(row)
    with written(out), ThreadPoolExecutor(cores()) as pool:
        list(pool.map(lambda some: _scan(house, some, out, stored), scans.values()))
        return _outdated(house, out)


@contextmanager
def written(out: Path) -> Iterator[None]:
    """Have a folder to write to, without what a killed export left in it half written.

    Raises StoreError where it cannot be written to.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        _tidy(out)
        yield
    except OSError as error:
        raise StoreError(f"The folder cannot be written to ({error.strerror}).") from error


def beside(target: Path, what: str) -> Path:
    """Return a name for what is written next to a file or folder before, or kept after."""
    return target.with_name(f".{target.name}.{what}-{os.getpid()}")


def put(target: Path, data: bytes) -> None:
    """Write a file: all of the new one, or all of the old."""
    made = beside(target, "new")
    made.write_bytes(data)
    made.replace(target)


def outdated(house: House, out: Path, ending: str, by: str = "patient_key") -> None:
    """Take away the files of patients, or by `id` of documents, of whom none is current."""
    current = {getattr(row, by) for row in house.catalogue.documents.find()}
    for path in out.glob(f"*{ending}"):
        if NAMED[by].fullmatch(path.stem) and path.stem not in current:
            path.unlink()


@contextmanager
def replaced(out: Path) -> Iterator[Path]:
    """Have a folder to write files to; once all are written, they replace those in OUT."""
    made = beside(out / "documents", "new")
    made.mkdir()
    try:
        yield made
        for path in made.iterdir():
            path.replace(out / path.name)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _scan(house: House, rows: Sequence[DocumentRow], out: Path, stored: Sequence[str]) -> None:
    from exports.fhir.bundle import document

    for row, paper in zip(rows, papers(house, rows), strict=True):
        files = {name: house.store.get(keys.record(row.id, row.version, name)) for name in stored}
        _write(out / row.id, {**files, FHIR: document(paper)})


def _write(target: Path, files: Mapping[str, bytes]) -> None:
    """Replace the folder of a document: all of the new one, or all of the old."""
    made, old = beside(target, "new"), beside(target, "old")
    made.mkdir()
    for name, data in files.items():
        (made / name).write_bytes(data)
    if target.exists():
        target.rename(old)
    made.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _outdated(house: House, out: Path) -> int:
    """Take away the folders of documents that are no longer exported."""
    current = {row.id for row in house.catalogue.documents.find()}
    every = {row.id for row in house.catalogue.documents.find(superseded=True, withdrawn=True)}
    every |= house.catalogue.disposals.documents()
    gone = [out / name for name in every - current if (out / name).is_dir()]
    for folder in gone:
        shutil.rmtree(folder)
    return len(gone)


def _tidy(out: Path) -> None:
    """Take away what an export that was killed left half written."""
    for left in [*out.glob(".[dp]*.new-*"), *out.glob(".d*.old-*")]:
        owner = left.name.rpartition("-")[2]
        if owner.isdecimal() and not _alive(int(owner)):
            # Another export may be doing the same.
            left.unlink(missing_ok=True) if left.is_file() else shutil.rmtree(left, True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return pid != os.getpid()
