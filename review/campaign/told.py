"""The campaign as the director sees it: counted, held against what people declared and entered."""

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models.campaign.cost import Price, prices, total
from models.campaign.counts import Counted
from models.campaign.held import Box, Matrix, Place, backlog, matrix
from models.campaign.pace import Burn, burn
from models.campaign.values import WEEK, Said, Value
from models.people import Role
from review.cost import minutes
from storage import clock, keys
from storage.catalogue import Catalogue
from storage.store import Store

YEARS = 8
"""Most years beside each other; those before are one."""
BEGUN = (Place.PART, Place.WAITING, Place.REVIEW)
FRESH = timedelta(minutes=15)
"""A count is not made anew sooner."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the page and the report tell. `declared` is who imported the inventory, and when.

    `places` has how many boxes are where.
    """

    counted: Counted
    declared: tuple[str, str] | None
    charts: int
    pages: int | None
    entered: Mapping[Value, Said]
    matrix: Matrix
    boxes: tuple[Box, ...]
    places: Mapping[Place, int]
    burn: Burn | None
    prices: tuple[Price, ...]
    total: tuple[float, float] | None

    @property
    def begun(self) -> tuple[Box, ...]:
        """The boxes of which something has come and that are not done."""
        return tuple(one for one in self.boxes if one.place in BEGUN)

    @property
    def absent(self) -> tuple[Box, ...]:
        """The boxes of which nothing has come."""
        return tuple(one for one in self.boxes if one.place is Place.ABSENT)


def count(catalogue: Catalogue, store: Store) -> Counted:
    """Count everything, and keep that in place of the last count."""
    begun, at = time.monotonic(), clock.now()
    readers = [one.name for one in catalogue.accounts.all() if Role.READER in one.roles]
    opened, wait = catalogue.counting.opened(readers)
    said = catalogue.counting.charts()
    sampled, made = _made(catalogue, store, said["originals"])
    counted = Counted(
        at=at,
        minutes=round(minutes(catalogue.costs.words()), 1),
        sampled=sampled,
        made=made,
        opened=opened,
        wait=wait,
        took=round(time.monotonic() - begun, 1),
        **said,
    )
    catalogue.campaign.keep(counted)
    return counted


def _made(catalogue: Catalogue, store: Store, originals: int) -> tuple[int, int]:
    """Return of how many scans the store was asked, and how many bytes are made of all scans.

    That is estimated: in a sample, what is made is held against the originals.
    """
    sample, own, made = catalogue.counting.sample(), 0, 0
    for sha256, documents in sample.items():
        own += store.size(keys.original(sha256))
        made += store.size(f"derived/{sha256}/")
        made += sum(store.size(f"documents/{one}/") for one in documents)
    return len(sample), round(originals * made / own) if own else 0


def due(catalogue: Catalogue, counted: Counted) -> bool:
    """Say whether something has happened since a count that is no longer fresh."""
    age = datetime.fromisoformat(clock.now()) - datetime.fromisoformat(counted.at)
    return age > FRESH and catalogue.audit.head()[0] > counted.event


def told(catalogue: Catalogue, counted: Counted) -> Told:
    """Return what a count tells, as of its day."""
    lines, entered = catalogue.campaign.lines(), catalogue.campaign.entered()
    charts = sum(one.charts for one in lines)
    pages = [one.pages for one in lines if one.pages is not None]
    target = entered[Value.TARGET].day if Value.TARGET in entered else None
    boxes, cost = backlog(lines, counted.boxes), prices(counted, entered)
    today = date.fromisoformat(counted.at[:10])
    return Told(
        counted=counted,
        declared=catalogue.campaign.declared(),
        charts=charts,
        pages=sum(pages) if len(pages) == len(lines) and pages else None,
        entered=entered,
        matrix=matrix(lines, counted.groups, YEARS),
        boxes=boxes,
        places=Counter(one.place for one in boxes),
        burn=burn(charts, counted.days, today, _week(entered), target),
        prices=cost,
        total=total(cost),
    )


def _week(entered: Mapping[Value, Said]) -> int:
    return int(entered[Value.WEEK].number) if Value.WEEK in entered else WEEK
