"""What a flow run shows in Prefect: counts, and links to the desk. No names, no patient text."""

from collections.abc import Mapping, Sequence

from prefect.artifacts import create_link_artifact, create_table_artifact

from flows.house import House
from flows.learning.learn import Learnt
from flows.run import Ended
from storage.rows import Balance

COUNTED = ("received", "filed", "blank", "rejected", "waiting", "duplicates")
DESK = "http://127.0.0.1:8000"
"""Where the desk is, if the settings do not say."""


def pages(house: House, balance: Balance, read: int | None = None) -> None:
    """Show what became of all pages of a batch, or of everything, and how many this run read."""
    told = {} if read is None else {"pages read by this run": read}
    told |= {f"pages {key}": getattr(balance, key) for key in COUNTED[:-1]}
    counts(house, "digitise", {**told, "files received twice": balance.duplicates})


def again(house: House, ended: Ended, made: int) -> None:
    """Show how many scans were done again, and what came of it."""
    done = sum(not end.problem for end in ended.outcomes)
    told = {"scans done again": done, "new versions of documents": made, "pages": ended.pages}
    counts(house, "rerun", told)


def learnt(house: House, found: Learnt) -> None:
    """Show what came of learning: each figure before and after, or why there is none."""
    rows: list[dict[str, object]] = [
        {"figure": one.name, "group": one.group, "in use": one.before, "learnt": one.after}
        for one in found.figures
    ]
    _shown(house, "learn", [{"outcome": found.outcome.value}, *rows])


def counts(house: House, job: str, told: Mapping[str, int]) -> None:
    """Show counts by what was counted, and where the desk has the rest."""
    _shown(house, job, [{"what": what, "count": count} for what, count in told.items()])


def _shown(house: House, job: str, rows: Sequence[Mapping[str, object]]) -> None:
    create_table_artifact([dict(row) for row in rows], f"sohoa-{job}", f"sohoa {job}")
    desk = house.settings.review.address or DESK
    for place in ("batch", "queue", "dashboard"):
        create_link_artifact(f"{desk}/{place}", place, key=f"sohoa-desk-{place}")
