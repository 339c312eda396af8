"""Readings: what was read on a page, kept so that no page is read twice."""

from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from flows.configuration import engines, reading_key
from flows.house import House
from models.codec import decode, encode
from models.document import Scan
from models.errors import RejectReason, ScanRefused, StoreDamaged, StoreError, StoreFull
from models.page import Page
from storage import clock, keys


@dataclass(frozen=True, slots=True)
class Reading:
    """One page as read, by which engines (name and version), and when (ISO 8601)."""

    page: Page
    engines: dict[str, str]
    read_at: str


READING: TypeAdapter[Reading] = TypeAdapter(Reading)


def read(house: House, scan: Scan, path: Path, number: int, *, anew: bool) -> Reading | None:
    """Return the reading of a page, made if need be and kept; None for a page that is refused.

    `path` holds the bytes of the scan. `anew` reads the page even if that was done; what is
    kept is replaced only where the page then says something else.
    """
    key = keys.derived(
        scan.sha256, number, "read", reading_key(scan.sha256, number, house.settings), "json"
    )
    kept = _kept(house, key)
    if kept and not anew:
        return kept
    try:
        made = _made(house, scan, path, number)
    except ScanRefused as refusal:
        house.catalogue.scans.reject_page(scan.sha256, number, RejectReason(refusal.reason))
        return None
    if kept and kept.page == made.page:
        return kept
    if kept:
        house.store.replace(key, encode(READING, made))
        return made
    return _keep(house, key, made)


def again(house: House, scan: Scan, path: Path, number: int) -> None:
    """Read a page and keep that in place of what was kept; ScanRefused where it cannot be."""
    key = keys.derived(
        scan.sha256, number, "read", reading_key(scan.sha256, number, house.settings), "json"
    )
    house.store.replace(key, encode(READING, _made(house, scan, path, number)))


def latest(house: House, sha256: str, number: int) -> Reading:
    """Return the reading of this configuration, else the newest there is; nothing is read.

    Raises StoreError where no reading of the page is kept.
    """
    own = keys.derived(sha256, number, "read", reading_key(sha256, number, house.settings), "json")
    if kept := _kept(house, own):
        return kept
    prefix = f"derived/{sha256}/{number}/read-"
    every = [_kept(house, key) for key in house.store.keys(prefix)]
    found = [reading for reading in every if reading]
    if not found:
        raise StoreError(
            f"Nothing is kept of page {number} of scan {sha256[:12]}: "
            "read it again with sohoa rerun --from read."
        )
    return max(found, key=lambda reading: reading.read_at)


def _made(house: House, scan: Scan, path: Path, number: int) -> Reading:
    from pipeline.digitise import read_page
    from pipeline.ingest import rasterise

    settings = house.settings
    image = rasterise(path, scan.media_type, number, settings.ingest, settings.limits)
    page = read_page(image, settings)
    used = {} if page.born_digital else engines(settings)
    return Reading(replace(page, number=number), used, clock.now())


def _kept(house: House, key: str) -> Reading | None:
    try:
        return decode(READING, house.store.get(key))
    except KeyError:
        return None
    except (StoreDamaged, ValidationError):
        house.store.delete(key)  # damaged, and can be made again
        return None


def _keep(house: House, key: str, made: Reading) -> Reading:
    try:
        house.store.put(key, encode(READING, made), media_type="application/json")
    except StoreFull:
        raise
    except StoreError:
        # Another run on this home was first: its reading stands, with its time.
        return decode(READING, house.store.get(key))
    return made
