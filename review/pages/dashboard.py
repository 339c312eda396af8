"""The dashboard: what came, what waits, how good it is, how long it takes."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from models.people import May
from review.access import allowed
from review.dashboard import days, told
from review.labels import EXTRACTORS
from review.rendering import page
from review.visit import Visit
from storage import clock
from storage.filters import Filter

router = APIRouter(prefix="/dashboard")
Watcher = Annotated[Visit, Depends(allowed(May.FIGURES))]
TITLES = ("By form type", "By way of reading", "By extractor")
FILTERS = ("type", "", "")
"""What the queue is filtered by for a line under each title; empty where it is not."""
PERIODS = ("7", "30", "90")
Period = Annotated[Literal["7", "30", "90"], Query(alias="days")]


@router.get("")
def show(request: Request, person: Watcher, period: Period = "30") -> Response:
    """Show the figures of the last days, today's among them."""
    until = date.fromisoformat(clock.now()[:10])
    since = f"{until - timedelta(days=int(period) - 1)}"
    figures = person.catalogue.figures
    mine = Filter(departments=person.account.departments)
    found = told(
        figures.words(since),
        figures.through(since),
        figures.second_looks(since),
        figures.proven(since),
    )
    extractors = [replace(one, name=EXTRACTORS.get(one.name, one.name)) for one in found.extractors]
    return page(
        request,
        "dashboard.html",
        period=period,
        periods=PERIODS,
        days=days(figures.days(since), until, int(period)),
        reasons=person.catalogue.queue.counts(mine),
        priorities=person.catalogue.queue.counts(mine, "priority"),
        told=found,
        groups=zip(TITLES, (found.types, found.readers, extractors), FILTERS, strict=True),
        may_decide=person.may(May.DECIDE),
    )
