"""Every object: is it a row's, and are its bytes those that were stored."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice
from pathlib import Path

from flows.house import House
from flows.whole.faults import Fault, Kind, Look
from models.errors import StoreError
from pipeline.container import HEAD, media_type
from storage.durable import hash_of
from storage.holdings import Expected

PORTION = 500
"""Objects that are looked at together; no more are in memory."""
THREADS = 4
"""Objects read side by side: hashing leaves Python free, servers take their time."""

ALONE = ("audit/", "dossiers/")
"""Objects that may be there though no row tells of them: what the store remembers of the audit is
compared with the audit itself; a dossier whose command was killed is nobody's."""
HASHED = ("documents/", "dossiers/")
"""Objects of which rows tell the hash, and not their own key."""

_UNKNOWN = (
    "no row tells of it: a run was interrupted (give its command again), or somebody put it there"
)


def objects(house: House, look: Look) -> Iterator[Fault]:
    """Yield what is wrong with the objects that are there."""
    names, strays = house.store.keys(), list[str]()
    with ThreadPoolExecutor(THREADS) as pool:
        while keys := list(islice(names, PORTION)):
            expected = house.catalogue.holdings.expected(keys)
            strays += [key for key in keys if key not in expected and not key.startswith(ALONE)]
            if not look.quick:
                known = [(key, expected[key]) for key in keys if key in expected]
                yield from filter(None, pool.map(partial(_bytes, house), known))
            look.done(len(keys))
    # A run that goes on meanwhile puts objects before rows: those have rows by now.
    known_now = house.catalogue.holdings.expected(strays) if strays else {}
    yield from (Fault(Kind.EXTRA, key, _UNKNOWN) for key in strays if key not in known_now)


def _bytes(house: House, one: tuple[str, Expected]) -> Fault | None:
    """Return what is wrong with an object's bytes."""
    key, expected = one
    try:
        with house.store.fetch(key) as path:
            if expected.size not in (None, path.stat().st_size):
                return Fault(Kind.CHANGED, key, "its row has another size")
            if expected.media_type not in (None, _media_type(path)):
                return Fault(Kind.CHANGED, key, "its row has another kind of file")
            if key.startswith(HASHED) and expected.sha256 not in (None, hash_of(path)):
                return Fault(Kind.CHANGED, key, "its row has another hash")
    except KeyError:
        if key in house.catalogue.holdings.expected([key]):
            return Fault(Kind.MISSING, key, "it is not there")
    except StoreError as error:
        house.store.has(key)  # raises where it is the store that cannot be reached
        return Fault(Kind.DAMAGED, key, str(error))
    return None


def _media_type(path: Path) -> str | None:
    with path.open("rb") as file:
        return media_type(file.read(HEAD))
