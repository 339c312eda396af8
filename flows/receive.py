"""Receiving: the bytes are kept and the pages counted before anything else is done."""

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from flows.authorities import authorities
from flows.discover import Found
from flows.house import House
from models.document import Scan
from models.errors import RejectReason, ScanRefused, StoreError, StoreFull
from models.settings import Limits
from models.signature import Authorities
from pipeline.container import PDF
from pipeline.decoding import inspect, signatures
from storage import keys
from storage.rows import Received

ATTEMPTS = 3
"""How often a file is looked at anew that changes while it is being stored."""

OUTSIDE = "The link leads out of the folder that was given. Give the file itself."


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one file. `sha256` is None where its bytes could not be kept."""

    file: Found
    sha256: str | None
    pages: int
    state: Received
    refusal: ScanRefused | None = None


def receive(house: House, batch: str, files: Sequence[Found], jobs: int) -> Iterator[Receipt]:
    """Yield what became of each file, in order, once it is stored and in the catalogue.

    Hashing runs `jobs` files ahead. Raises StoreFull or StoreError at the file that cannot
    be kept; those before it are safe.
    """
    trusted = authorities(house.settings.signing)
    with ThreadPoolExecutor(jobs) as pool:
        ahead = pool.map(lambda file: look(file, house.settings.limits), files)
        try:
            for file, scan in zip(files, ahead, strict=True):
                yield _receive(house, batch, file, scan, trusted)
        finally:
            pool.shutdown(cancel_futures=True)


def look(file: Found, limits: Limits) -> Scan | ScanRefused:
    """Return what a file is, or why it is refused."""
    if file.refusal is RejectReason.OUTSIDE_FOLDER:
        return ScanRefused(file.refusal, OUTSIDE)
    try:
        return inspect(file.path, limits)
    except ScanRefused as refusal:
        return refusal


def _receive(
    house: House, batch: str, file: Found, scan: Scan | ScanRefused, trusted: Authorities
) -> Receipt:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            if isinstance(scan, ScanRefused):
                return _refuse(house, batch, file, scan)
            if receipt := _come_again(house, batch, file, scan.sha256, scan.pages):
                return receipt
            # Before its bytes are kept: they are those that were hashed, else it begins anew.
            found = _signatures(house, scan, file, trusted)
            _keep(house, scan.sha256, file.path)
            state = house.catalogue.receipts.receive(batch, file.name, found)
            return Receipt(file, scan.sha256, scan.pages, state)
        except StoreFull:
            raise
        except StoreError:
            # The file may have grown or gone since it was looked at; if not, the store failed.
            before, scan = scan, look(file, house.settings.limits)
            if attempt == ATTEMPTS or scan == before:
                raise
    raise AssertionError("every attempt returns or raises")


def _signatures(house: House, scan: Scan, file: Found, trusted: Authorities) -> Scan:
    """Return a scan with the signatures that it carries, where its bytes are new."""
    known = house.catalogue.scans.get(scan.sha256)
    if scan.media_type != PDF or (known and known.state != "rejected"):
        return scan
    return replace(scan, signatures=signatures(file.path, trusted, house.settings.limits))


def _refuse(house: House, batch: str, file: Found, refusal: ScanRefused) -> Receipt:
    sha256 = None
    if refusal.reason is not RejectReason.OUTSIDE_FOLDER:
        sha256 = _hash(file.path, house.settings.limits.file_bytes)
    if sha256:
        if receipt := _come_again(house, batch, file, sha256, refusal.pages):
            return receipt
        _keep(house, sha256, file.path)
    state = house.catalogue.receipts.refuse(
        batch, file.name, sha256, refusal.reason, str(refusal), refusal.pages
    )
    return Receipt(file, sha256, refusal.pages, state, refusal)


def _come_again(house: House, batch: str, file: Found, sha256: str, pages: int) -> Receipt | None:
    """Return the receipt of bytes that were disposed of: they are not kept a second time."""
    gone = house.catalogue.disposals.get(sha256)
    if gone is None:
        return None
    advice = f"These bytes were disposed of on {gone.day}. There is nothing to do."
    refusal = ScanRefused(RejectReason.DISPOSED, advice, pages=pages)
    state = house.catalogue.receipts.come_again(batch, sha256)
    return Receipt(file, sha256, pages, state, refusal)


def _keep(house: House, sha256: str, path: Path) -> None:
    key = keys.original(sha256)
    if not house.store.has(key):
        house.store.put_file(key, path)


def _hash(path: Path, most: int) -> str | None:
    """Return the SHA-256 of a file that can be read and is not larger than `most` bytes."""
    try:
        if not path.is_file() or path.stat().st_size > most:
            return None
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
