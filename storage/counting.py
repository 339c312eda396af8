"""What is counted of all that was converted, at one moment."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import Connection, func, select

from models.campaign.counts import CONVERTED, Boxed, Chart, Group, grouped
from storage import clock
from storage.charted import charted
from storage.cost_tables import cost
from storage.database import Database
from storage.selection import disposed, withdrawn
from storage.tables import audit, document, page, receipt, scan

WAITED = timedelta(minutes=5)
"""Who opens a document later than that after a search was doing something else."""
SINCE = timedelta(days=90)
"""So far back it is looked how soon documents were opened."""
SAMPLE = 100
"""Scans of which the store is asked how much was made of them."""


class Counting:
    """Counts of everything that is not withdrawn. They read all rows: a million take minutes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def charts(self) -> dict[str, Any]:
        """Return the fields of `Counted` that tell of charts, pages, machines and bytes."""
        with self._database.read() as connection:
            charts, loose = charted(connection)
            groups, boxes = grouped(charts)
            return {
                **_told(charts, groups, boxes),
                "loose": loose,
                "event": connection.scalar(select(func.max(audit.c.id))) or 0,
                "pages": _pages(connection),
                "documents": _one(connection, func.count(), document.c.state == "filed"),
                **_machines(connection),
                "originals": _one(connection, func.sum(scan.c.size), ~disposed()),
            }

    def sample(self) -> dict[str, tuple[str, ...]]:
        """Return some filed scans by hash, with all documents that were made of them.

        They are the first by hash: hashes are as good as drawn by lot.
        """
        filed = (scan.c.state == "filed") & ~withdrawn() & ~disposed()
        query = select(scan.c.sha256).where(filed).order_by(scan.c.sha256).limit(SAMPLE)
        with self._database.read() as connection:
            names = connection.scalars(query).all()
            own = document.c.sha256.in_(names)
            found = connection.execute(select(document.c.sha256, document.c.id).where(own)).all()
        return {name: tuple(one.id for one in found if one.sha256 == name) for name in names}

    def opened(self, readers: Collection[str]) -> tuple[int, float | None]:
        """Return how often these people found and opened a document, and the median seconds.

        Counted is the first document that somebody looks at after a search.
        """
        since = clock.iso(datetime.fromisoformat(clock.now()) - SINCE)
        query = (
            select(audit.c.actor, audit.c.action, audit.c.subject, audit.c.at)
            .where(audit.c.action.in_(("search", "view")), audit.c.actor.in_(readers))
            .where(audit.c.at >= since)
            .order_by(audit.c.id)
        )
        with self._database.read() as connection:
            waits = list(_waits(connection.execute(query)))
        return len(waits), median(waits) if waits else None


def _told(
    charts: Iterable[Chart], groups: tuple[Group, ...], boxes: tuple[Boxed, ...]
) -> dict[str, Any]:
    done = [one for one in charts if one.state in CONVERTED]
    days = Counter(one.day for one in done)
    pages = sum(one.pages for one in done)
    return {"groups": groups, "boxes": boxes, "days": dict(days), "chart_pages": pages}


def _pages(connection: Connection) -> dict[str, int]:
    query = select(page.c.state, func.count()).group_by(page.c.state)
    found = {row[0]: int(row[1]) for row in connection.execute(query)}
    found["waiting"] = found.get("waiting", 0) + found.pop("read", 0)
    refused = (receipt.c.state == "refused") & receipt.c.duplicate.is_(False)
    lost = _one(connection, func.sum(receipt.c.pages), refused)
    found["rejected"] = found.get("rejected", 0) + lost
    return found


def _machines(connection: Connection) -> dict[str, Any]:
    known = scan.c.sha256.in_(select(cost.c.sha256))
    return {
        "core_seconds": connection.scalar(select(func.sum(cost.c.core_seconds))) or 0.0,
        "measured": _one(connection, func.sum(scan.c.pages), known),
    }


def _one(connection: Connection, what: Any, where: Any) -> int:
    return int(connection.scalar(select(what).where(where)) or 0)


def _waits(events: Iterable[Any]) -> Iterable[float]:
    """Yield the seconds from each search to the first document that its person then opened."""
    asked: dict[str, datetime] = {}
    for event in events:
        at = datetime.fromisoformat(event.at)
        if event.action == "search":
            asked[event.actor] = at
        elif event.subject.startswith("document:") and event.actor in asked:
            gap = at - asked.pop(event.actor)
            if gap < WAITED:
                yield gap.total_seconds()
