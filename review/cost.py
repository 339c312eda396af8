"""What a batch cost: time of machines, bytes that are kept, time of people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from review.dashboard import gap
from review.rendering import decimal
from review.texts import Texts
from storage import keys
from storage.catalogue import Catalogue
from storage.costs import Used
from storage.store import Store

MEGABYTE = 1_000_000
NONE = "–"


@dataclass(frozen=True, slots=True)
class Cost:
    """What a batch of so many `pages` cost; `used` is nothing where no run was measured.

    Bytes are as they are kept; readings can be made again. `minutes` are those between one word
    of a person and the next, breaks left out.
    """

    pages: int
    used: Used
    originals: int
    readings: int
    documents: int
    minutes: float


def cost(catalogue: Catalogue, store: Store, name: str) -> Cost:
    """Return what a batch has cost so far; UsageError where there is no such batch.

    The store lists the objects of each of its scans and documents.
    """
    used, scans = catalogue.costs.of(name), catalogue.costs.scans(name)
    return Cost(
        catalogue.balances.of(name).received,
        used,
        sum(store.size(keys.original(one)) for one in scans),
        sum(store.size(f"derived/{one}/") for one in scans),
        sum(store.size(f"documents/{one}/") for one in catalogue.costs.documents(name)),
        round(minutes(catalogue.costs.words(name)), 1),
    )


def minutes(words: Iterable[tuple[str | None, str]]) -> float:
    """Return the minutes that words took, each given with the time of the one before it."""
    times = ((before and datetime.fromisoformat(before), at) for before, at in words)
    gaps = (gap(before or None, datetime.fromisoformat(at)) for before, at in times)
    return sum(one for one in gaps if one is not None) / 60


def rows(one: Cost, said: Texts) -> list[tuple[str, str]]:
    """Return the lines of a cost: what, and how much."""

    def number(value: float) -> str:
        return decimal(said.language, value)

    core = NONE
    if one.used.pages:
        each = number(one.used.core_seconds / max(one.pages, 1))
        core = said("{all} ({each} a page)", all=number(one.used.core_seconds), each=each)
    parts = {"originals": one.originals, "readings": one.readings, "documents": one.documents}
    held = {name: number(size / MEGABYTE) for name, size in parts.items()}
    kept = said(
        "{all} MB: originals {originals}, readings {readings}, documents {documents}",
        all=number(sum(parts.values()) / MEGABYTE),
        **held,
    )
    return [
        (said("Core-seconds"), core),
        (said("Kept"), kept),
        (said("Minutes of review"), number(one.minutes)),
    ]
