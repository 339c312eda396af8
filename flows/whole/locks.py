"""Every original's lock and legal hold on the server: are they as the catalogue tells?"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from flows import keeping
from flows.house import House
from flows.whole.faults import Fault, Kind, Look
from storage import keys
from storage.keeping import PORTION
from storage.store import Locks, Protection

THREADS = 4
"""Originals asked for side by side: servers take their time."""


def locks(house: House, look: Look) -> Iterator[Fault]:
    """Yield the originals that the server keeps for less time than the catalogue, or less firmly.

    A longer lock is no fault, nor a hold that somebody set on the server itself. Of an
    original whose time is not known yet only the hold is looked at.
    """
    there = keeping.locks(house)
    if there is None:
        return
    names = [row.sha256 for row in house.catalogue.scans.of() if not row.disposed]
    with ThreadPoolExecutor(THREADS) as pool:
        for first in range(0, len(names), PORTION):
            some = names[first : first + PORTION]
            terms = house.catalogue.keeping.of(some, house.settings.retention.years)
            held = house.catalogue.holds.on(some)
            found = pool.map(lambda sha256: _protection(there, sha256), some)
            for sha256, server in zip(some, found, strict=True):
                until = keeping.end_of(terms[sha256].term.until) if sha256 in terms else None
                if server is not None:
                    yield from _short(keys.original(sha256), server, until, held=sha256 in held)
            look.done(len(some))


def _protection(there: Locks, sha256: str) -> Protection | None:
    try:
        return there.of(keys.original(sha256))
    except KeyError:
        return None  # told where the objects are looked at


def _short(key: str, server: Protection, until: datetime | None, *, held: bool) -> Iterator[Fault]:
    if until and until > datetime.now(UTC) and (server.until is None or server.until < until):
        yield Fault(Kind.UNLOCKED, key, "the server locks it for less time than it is to be kept")
    if held and not server.held:
        yield Fault(Kind.UNLOCKED, key, "it is under legal hold, and not on the server")
