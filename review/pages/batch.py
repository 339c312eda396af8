"""Batches: how their pages add up, what waits, and the samples that they are accepted by."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from starlette.responses import Response

from models.batch import Declared, checked, told
from models.errors import UsageError
from models.people import May
from review import plans, visit
from review.acceptance import acceptance
from review.access import allowed
from review.rendering import page, said
from review.visit import Visit
from storage.filters import Filter
from storage.inspections import Inspection
from storage.looked import seen, wrong
from storage.rows import Balance
from storage.stays import Stay

router = APIRouter(prefix="/batch")
Watcher = Annotated[Visit, Depends(allowed(May.BATCHES))]
Scanner = Annotated[Visit, Depends(allowed(May.SCAN))]
Text = Annotated[str, Form()]
MOST = 100
"""Stays that lack papers, as a page shows them."""
Supervisor = Annotated[Visit, Depends(allowed(May.ASSIGN))]


@router.get("")
def batches(request: Request, person: Watcher) -> Response:
    """Show all batches, the newest first."""
    waiting = person.catalogue.queue.counts(_mine(person), "batch")
    every = person.catalogue.balances.all()[::-1]
    stopped = person.catalogue.batches.stopped()
    last = person.catalogue.inspections.last()
    return page(
        request, "batches.html", balances=every, waiting=waiting, last=last, stopped=stopped
    )


@router.get("/{name}")
def show(request: Request, person: Watcher, name: str) -> Response:
    """Show a batch, and how its sample stands."""
    balance = _balance(person, name)
    every = person.catalogue.inspections.of(name)
    last = every[0] if every else None
    sample = person.catalogue.inspections.sample(last.number) if last else ()
    lot = person.catalogue.inspections.lot(name)
    settings = visit.desk(request).settings.sampling
    stays = _stays(request, person, name)
    return page(
        request,
        "batch.html",
        stays=stays,
        lacking=[stay for stay in stays if stay.lacks],
        open=[stay for stay in stays if stay.lacks or stay.absent],
        most=MOST,
        balance=balance,
        declared=person.catalogue.batches.declared(name),
        gaps=[told(gap) for gap in person.catalogue.batches.gaps(name)],
        may_scan=person.may(May.SCAN),
        reasons=person.catalogue.queue.counts(_mine(person, name)),
        lot=lot,
        plan=plans.plan_of(lot, settings) if lot else None,
        inspections=every,
        last=last,
        sample=[one for one in sample if person.account.sees(one.department)],
        hidden=sum(not person.account.sees(one.department) for one in sample),
        seen=seen(sample),
        wrong=wrong(sample),
        states=[one.state for one in sample],
        may_judge=person.may(May.ASSIGN),
        may_read=person.may(May.READ),
    )


@router.get("/{name}/lacks")
def lacks(request: Request, person: Watcher, name: str) -> Response:
    """Tell how many papers the stays of a batch lack: a list of batches asks once it is seen."""
    _balance(person, name)
    count = sum(len(stay.lacks) for stay in _stays(request, person, name))
    return Response(f"{count}", media_type="text/html")


@router.post("/{name}/declared")
def declare(
    request: Request,
    person: Scanner,
    name: str,
    box: Text = "",
    shelf: Text = "",
    operator: Text = "",
    charts: Text = "",
    pages: Text = "",
) -> Response:
    """Keep what the scan room says of a batch; what is left empty stays as it was."""
    _balance(person, name)
    said = Declared(box, shelf, operator, _count(charts), _count(pages))
    person.catalogue.batches.declare(name, checked(said))
    return _back(request, name)


@router.post("/{name}/draw")
def draw(request: Request, person: Supervisor, name: str) -> Response:
    """Draw a sample of a batch by the settings of today."""
    _balance(person, name)
    settings = visit.desk(request).settings.sampling
    person.catalogue.inspections.draw(name, lambda lot: plans.plan_of(lot, settings))
    return _back(request, name)


@router.post("/{name}/seal/{number}")
def seal(request: Request, person: Supervisor, name: str, number: int) -> Response:
    """Give a sample the verdict that it comes to."""
    person.catalogue.inspections.seal(_of(person, name, number).number)
    return _back(request, name)


@router.post("/{name}/void/{number}")
def void(request: Request, person: Supervisor, name: str, number: int) -> Response:
    """Give up a sample of which documents are gone."""
    person.catalogue.inspections.void(_of(person, name, number).number)
    return _back(request, name)


@router.get("/{name}/acceptance-{number}.pdf")
def record(request: Request, person: Watcher, name: str, number: int) -> Response:
    """Give the record of a sample that has its verdict."""
    one = _of(person, name, number)
    every = person.catalogue.audit.events(f"inspection:{number}")
    events = [event for event in every if event.action == "judge"]
    if not events:
        raise HTTPException(404)
    sample = person.catalogue.inspections.sample(number)
    data = acceptance(one, _balance(person, name), sample, events[0], said(request))
    return Response(data, media_type="application/pdf")


def _stays(request: Request, person: Visit, name: str) -> list[Stay]:
    """Return the stays of a batch in which papers are looked for."""
    desk = visit.desk(request)
    desk.catch_up()
    every = person.catalogue.stays.of_batch(name, desk.rules, desk.settings.completeness)
    return [stay for stay in every if stay.looked]


def _count(text: str) -> int | None:
    """Return a number that was typed, None for none; UsageError for what is no number."""
    plain = text.strip()
    if plain and not (plain.isascii() and plain.isdecimal() and len(plain) < 8):
        raise UsageError("Write a number of pages or charts in digits.")
    return int(plain) if plain else None


def _back(request: Request, name: str) -> Response:
    """Lead back to the batch, and have what is due filed soon."""
    for sha256 in visit.desk(request).catalogue.decisions.due():
        visit.worker(request).file(sha256)
    return Response(status_code=204, headers={"HX-Redirect": f"/batch/{quote(name)}"})


def _of(person: Visit, name: str, number: int) -> Inspection:
    try:
        one = person.catalogue.inspections.get(number)
    except UsageError as error:
        raise HTTPException(404) from error
    if one.batch != name:
        raise HTTPException(404)
    return one


def _balance(person: Visit, name: str) -> Balance:
    try:
        return person.catalogue.balances.of(name)
    except UsageError as error:
        raise HTTPException(404) from error


def _mine(person: Visit, batch: str | None = None) -> Filter:
    return Filter(batch=batch, departments=person.account.departments)
