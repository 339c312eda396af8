"""The campaign: how far the conversion is, when it ends, what it costs. For the director."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from models.campaign.values import LONGEST, Value, checked
from models.errors import UsageError
from models.people import May
from review import visit
from review.access import allowed
from review.campaign.figures import Figures
from review.campaign.pdf import pdf
from review.campaign.texts import ENTERED
from review.campaign.told import Told, due, told
from review.campaign.words import Words
from review.rendering import page, said
from review.visit import Visit

router = APIRouter(prefix="/campaign")
Director = Annotated[Visit, Depends(allowed(May.CAMPAIGN))]
Planner = Annotated[Visit, Depends(allowed(May.PLAN))]
Text = Annotated[str, Form()]


@router.get("")
def show(request: Request, person: Director) -> Response:
    """Show what was counted last; what happened since is counted in the background."""
    one = _told(request)
    anew = due(person.catalogue, one.counted)
    if anew:
        request.app.state.worker.count()
    words = Words(one, said(request))
    return page(
        request,
        "campaign.html",
        told=one,
        words=words,
        sections=words.sections(),
        figures=Figures(one, said(request)).all(),
        anew=anew,
        entered_by=ENTERED,
        may_plan=person.may(May.PLAN),
        longest=LONGEST,
    )


@router.get("/report.pdf")
def report(request: Request, person: Director) -> Response:
    """Hand out the same as PDF/A."""
    one = _told(request)
    after = {"counted": one.counted.at}
    person.catalogue.audit.note("report", "campaign:report", {}, after)
    name = f"campaign-{one.counted.at[:10]}.pdf"
    held = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(pdf(one, said(request)), headers=held, media_type="application/pdf")


@router.post("/enter")
def enter(person: Planner, value: Annotated[Value, Form()], text: Text, source: Text) -> Response:
    """Keep a value that somebody entered."""
    source = " ".join(source.split())
    if not source or len(source) > LONGEST:
        raise UsageError("Say where the value is from, in a line.")
    person.catalogue.campaign.enter(value, checked(value, text), source)
    return RedirectResponse("/campaign#entered", 303)


def _told(request: Request) -> Told:
    """Return what was counted last, now where nothing was yet."""
    desk = visit.desk(request)
    return told(desk.catalogue, desk.catalogue.campaign.counted() or desk.count())
