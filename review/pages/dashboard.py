"""The dashboard: what came, what waits, how good it is, how long it takes."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from models.people import May
from review.access import allowed
from review.dashboard import days, told
from review.labels import EXTRACTORS
from review.rendering import page
from review.visit import Visit
from storage import clock
from storage.catalogue import Catalogue
from storage.filters import Filter

router = APIRouter(prefix="/dashboard")
Watcher = Annotated[Visit, Depends(allowed(May.FIGURES))]
TITLES = ("By form type", "By reader", "By how it stands on paper", "By extractor")
FILTERS = ("type", "", "", "")
"""What the queue is filtered by for a line under each title; empty where it is not."""
PERIODS = ("7", "30", "90")
Period = Annotated[Literal["7", "30", "90"], Query(alias="days")]


@router.get("")
def show(request: Request, person: Watcher, period: Period = "30") -> Response:
    """Show the figures of the last days, today's among them."""
    figures = shown(person.catalogue, person.account.departments, int(period))
    return page(
        request,
        "dashboard.html",
        period=period,
        periods=PERIODS,
        may_decide=person.may(May.DECIDE),
        **figures,
    )


def shown(catalogue: Catalogue, departments: tuple[str, ...], many: int) -> dict[str, Any]:
    """Return what the page shows of so many days; what waits is of these departments."""
    until = date.fromisoformat(clock.now()[:10])
    since = f"{until - timedelta(days=many - 1)}"
    figures, mine = catalogue.figures, Filter(departments=departments)
    found = told(
        figures.words(since),
        figures.through(since),
        figures.second_looks(since),
        figures.proven(since),
    )
    extractors = [replace(one, name=EXTRACTORS.get(one.name, one.name)) for one in found.extractors]
    lines = found.types, found.readers, found.sources, extractors
    return {
        "days": days(figures.days(since), until, many),
        "reasons": catalogue.queue.counts(mine),
        "priorities": catalogue.queue.counts(mine, "priority"),
        "told": found,
        "groups": list(zip(TITLES, lines, FILTERS, strict=True)),
    }
