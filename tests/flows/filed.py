"""Scans whose pages are read already, digitised in this process from splitting on."""

import hashlib
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from flows import readings
from flows.configuration import reading_key
from flows.digitise import Work, digitise
from flows.house import House, opened
from models.codec import encode
from models.document import Scan
from models.page import Page
from storage import keys
from storage.rows import DocumentRow

QUICK = {"SOHOA_EXTRACT_MODEL": "false", "SOHOA_FILE_PDF": "export"}


@contextmanager
def quick(home: Path) -> Iterator[House]:
    """A house that neither draws pages nor asks the language model."""
    with opened({"SOHOA_HOME": str(home), **QUICK}) as house:
        yield house


def received(house: House, name: str, pages: Sequence[Page]) -> str:
    """Have a scan in the store and on the books, its pages numbered and read; return its hash."""
    data = f"%PDF-1.7 {name}".encode()
    sha256 = hashlib.sha256(data).hexdigest()
    house.store.put(keys.original(sha256), data)
    house.catalogue.receipts.open_batch("b")
    scan = Scan(sha256, "application/pdf", len(data), len(pages))
    house.catalogue.receipts.receive("b", f"{name}.pdf", scan)
    for number, page in enumerate(pages, 1):
        reading = readings.Reading(replace(page, number=number), {}, "2026-11-02T08:15:00+07:00")
        key = reading_key(sha256, number, house.settings)
        path = keys.derived(sha256, number, "read", key, "json")
        house.store.put(path, encode(readings.READING, reading))
    return sha256


def done(house: House, sha256: str) -> tuple[DocumentRow, ...]:
    """Split, extract, link and file a scan; return its documents."""
    with ThreadPoolExecutor(1) as pool:
        work = Work(house, pool, threading.Event(), lambda *_: None, "split")
        digitise(work, sha256)
    return house.catalogue.documents.find(sha256=sha256)


def reasons(house: House, row: DocumentRow) -> list[tuple[str, str]]:
    """Return path and reason of a document's tasks that are about its pages."""
    tasks = house.catalogue.tasks.of(row.id)
    return [(task.path, task.reason) for task in tasks if task.path.startswith("pages")]
