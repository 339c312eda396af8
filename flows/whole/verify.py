"""`sohoa verify`: store with its locks, catalogue and audit against each other."""

from collections.abc import Iterator

from flows import keeping
from flows.house import House
from flows.whole.faults import Fault, Kind, Look
from flows.whole.locks import locks
from flows.whole.objects import objects
from flows.whole.rows import rows
from flows.whole.signed import signed


def verify(house: House, look: Look) -> Iterator[Fault]:
    """Yield what is not whole, each thing once; nothing is changed."""
    seen: set[tuple[Kind, str, str]] = set()
    for fault in _every(house, look):
        # An object that a row misses may have gone while the objects were looked at.
        one = (fault.kind, fault.subject, fault.what)
        if one not in seen:
            seen.add(one)
            yield fault


def total(house: House) -> int:
    """Return about how much there is to look at, for telling how far it is."""
    counts = house.catalogue.books.counts()
    # Originals, a reading of each page, and five objects of each document.
    every = 2 * (counts["scan"] + counts["page"]) + 6 * counts["document"]
    return every + (counts["scan"] if keeping.locks(house) else 0)


def _every(house: House, look: Look) -> Iterator[Fault]:
    for line in house.catalogue.audit.verify(_remembered(house)):
        yield Fault(Kind.AUDIT, "audit", line.removeprefix("audit: "))
    for balance in house.catalogue.balances.all():
        if not balance.balanced:
            what = "its pages do not add up: see sohoa status"
            yield Fault(Kind.CHANGED, f"batch:{balance.batch}", what)
    for one in house.catalogue.search.behind():
        yield Fault(Kind.INDEX, f"document:{one}", "it is not found as it is filed")
    for one in house.catalogue.keeping.behind():
        yield Fault(Kind.INDEX, f"document:{one}", "until when it is kept is not noted")
    yield from rows(house, look)
    yield from locks(house, look)
    yield from signed(house, look)
    yield from objects(house, look)


def _remembered(house: House) -> Iterator[tuple[int, str]]:
    """Yield number and hash of each event that the store remembers, ascending."""
    for key in house.store.keys("audit/"):
        number, _, sha256 = key.rpartition("/")[2].partition("-")
        yield int(number), sha256
