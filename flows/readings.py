"""Readings: what was read on a page, kept so that no page is read twice."""

from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from flows.configuration import engines, reading_key
from flows.house import House
from flows.seen.stages import stage
from models import decision
from models.codec import decode, encode
from models.decision import Picture
from models.document import Scan
from models.errors import RejectReason, ScanRefused, StoreDamaged, StoreError, StoreFull
from models.page import Page
from storage import clock, keys
from storage.rows import ScanRow


@dataclass(frozen=True, slots=True)
class Reading:
    """One page as read, by which engines (name and version), and when (ISO 8601).

    `turn` is how many degrees clockwise a steward said that the page lies turned; `picture` is
    what was in its place, where that was a file bound to the scan, or it had been scanned again.
    """

    page: Page
    engines: dict[str, str]
    read_at: str
    turn: int | None = None
    picture: Picture | None = None


READING: TypeAdapter[Reading] = TypeAdapter(Reading)


def read(house: House, scan: Scan, path: Path, number: int, *, anew: bool) -> Reading | None:
    """Return the reading of a page, made if need be and kept; None for a page that is refused.

    `path` holds the bytes of the scan. `anew` reads the page even if that was done; what is
    kept is replaced only where the page then says something else.
    """
    words = _words(house, scan.sha256, number)
    key = _key(house, scan.sha256, number, words)
    kept = _kept(house, key)
    if kept and not anew:
        return kept
    try:
        made = _made(house, scan, path, number, words)
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
    words = _words(house, scan.sha256, number)
    made = _made(house, scan, path, number, words)
    house.store.replace(_key(house, scan.sha256, number, words), encode(READING, made))


def latest(house: House, sha256: str, number: int) -> Reading:
    """Return the reading of this configuration, else the newest there is; nothing is read.

    Raises StoreError where no reading of the page is kept.
    """
    words = _words(house, sha256, number)
    if kept := _kept(house, _key(house, sha256, number, words)):
        return kept
    prefix = f"derived/{sha256}/{number}/read-"
    every = [_kept(house, key) for key in house.store.keys(prefix)]
    found = [reading for reading in every if reading]
    if not found:
        raise StoreError(
            f"Nothing is kept of page {number} of scan {sha256[:12]}: "
            "read it again with sohoa rerun --from read."
        )
    same = [reading for reading in found if words.hold_for(reading)]
    return max(same or found, key=lambda reading: reading.read_at)


def turned(house: House, row: ScanRow) -> None:
    """Read those pages that were turned, or scanned again, since they were read, and no others."""
    said = house.catalogue.decisions.of(row.sha256)
    asked = sorted({*decision.turns(said), *decision.pictures(said)})
    left = [
        number
        for number in asked
        if not _words(house, row.sha256, number).hold_for(latest(house, row.sha256, number))
    ]
    if left:
        scan = Scan(row.sha256, row.media_type, row.size, row.pages)
        with house.store.fetch(keys.original(row.sha256)) as path:
            for number in left:
                read(house, scan, path, number, anew=False)


@dataclass(frozen=True, slots=True)
class _Words:
    """What a page's reading depends on: how it lies, as was said, and which picture it is."""

    turn: int | None
    picture: Picture | None

    def hold_for(self, reading: Reading) -> bool:
        return (reading.turn, reading.picture) == (self.turn, self.picture)


def _words(house: House, sha256: str, number: int) -> _Words:
    paper = house.catalogue.decisions.paper(sha256)
    shown = house.catalogue.shown(sha256, number, paper)
    return _Words(decision.turns(paper).get(number), shown)


def _key(house: House, sha256: str, number: int, words: _Words) -> str:
    key = reading_key(sha256, number, house.settings, words.turn, words.picture)
    return keys.derived(sha256, number, "read", key, "json")


def _made(house: House, scan: Scan, path: Path, number: int, words: _Words) -> Reading:
    if there := words.picture:
        with house.store.fetch(keys.original(there.sha256)) as other:
            return _read(house, other, there.media_type, there.page, number, words)
    return _read(house, path, scan.media_type, number, number, words)


def _read(
    house: House, path: Path, media_type: str, place: int, number: int, words: _Words
) -> Reading:
    """Read the page at a place of a file as page `number` of its scan."""
    from pipeline.decoding import rasterise
    from pipeline.digitise import read_page

    settings = house.settings
    with stage("ingest"):
        image = rasterise(path, media_type, place, settings.ingest, settings.limits)
    with stage("read"):
        page = read_page(image, settings, words.turn)
    used = {} if page.born_digital else engines(settings)
    made = replace(page, number=number)
    return Reading(made, used, clock.now(), words.turn, words.picture)


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
