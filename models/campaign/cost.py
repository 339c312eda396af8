"""What a page and a chart cost: machine, people, storage. Money is in dong."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.campaign.counts import Counted
from models.campaign.values import Said, Value

GIGABYTE = 1e9


class Part(StrEnum):
    """What money goes to."""

    MACHINE = "machine"
    SCANNING = "scanning"
    REVIEW = "review"
    STORAGE = "storage"


NEEDED = {
    Part.MACHINE: (Value.CORE_HOUR,),
    Part.SCANNING: (Value.WAGE, Value.SCANNED),
    Part.REVIEW: (Value.WAGE,),
    Part.STORAGE: (Value.GIGABYTE_YEAR,),
}
"""What must be entered for each part to have a price."""


@dataclass(frozen=True, slots=True)
class Price:
    """What a part comes to for a page and a chart; None where it is not known.

    `used` is how much of it a page takes: core-seconds, minutes, minutes, bytes; None where
    nothing of it is measured or entered. `missing` is what would have to be entered.
    """

    part: Part
    used: float | None
    page: float | None
    chart: float | None
    missing: tuple[Value, ...]


def prices(counted: Counted, said: Mapping[Value, Said]) -> tuple[Price, ...]:
    """Return the price of each part. Storage is that of a year."""
    each = counted.chart_pages / counted.charts if counted.charts else None
    found = []
    for part, used in _used(counted, said).items():
        missing = tuple(one for one in NEEDED[part] if one not in said)
        page = None if used is None or missing else used * _rate(part, said)
        chart = None if page is None or each is None else page * each
        found.append(Price(part, used, page, chart, missing))
    return tuple(found)


def total(prices: tuple[Price, ...]) -> tuple[float, float] | None:
    """Return what a page and a chart come to in all; None while any part is not known."""
    known = [(one.page, one.chart) for one in prices]
    pages = [page for page, _ in known if page is not None]
    charts = [chart for _, chart in known if chart is not None]
    if len(pages) < len(known) or len(charts) < len(known):
        return None
    return sum(pages), sum(charts)


def _used(counted: Counted, said: Mapping[Value, Said]) -> dict[Part, float | None]:
    pages = counted.received
    speed = said[Value.SCANNED].number if Value.SCANNED in said else 0
    kept = counted.originals + counted.made
    return {
        Part.MACHINE: counted.core_seconds / counted.measured if counted.measured else None,
        Part.SCANNING: 60 / speed if speed else None,
        Part.REVIEW: counted.minutes / pages if pages else None,
        Part.STORAGE: kept / pages if pages and counted.sampled else None,
    }


def _rate(part: Part, said: Mapping[Value, Said]) -> float:
    """Return the price of one of what is used."""
    if part is Part.MACHINE:
        return said[Value.CORE_HOUR].number / 3600
    if part is Part.STORAGE:
        return said[Value.GIGABYTE_YEAR].number / GIGABYTE
    return said[Value.WAGE].number / 60
