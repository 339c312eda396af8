"""Whose a document is: the patients that it may be of, side by side with what it says."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from models.decision import LINK, belongs
from models.errors import UsageError
from models.people import May
from review import fields, visit
from review.access import allowed
from review.current import visible
from review.labels import LEVELS, chosen, label
from review.rendering import page, said
from review.texts import Texts
from review.visit import Visit
from storage.decisions import Ruling
from storage.person import Person
from storage.rows import DocumentRow

router = APIRouter(prefix="/document/{document_id}/whose")
Steward = Annotated[Visit, Depends(allowed(May.DECIDE))]

LINES = {
    "patient_id": "patient_id",
    "full_name": "full_name",
    "birth_date": "birth_date",
    "sex": "sex",
    "national_id": "national_id",
    "insurance_number": "insurance_end",
    "record_number": "record_number",
    "phone": "phone",
    "address": "address",
}
"""What is compared, and under which name of `storage.evidence` that is found."""

AGREES = "agree date first_of_january month year age same unmarked swapped".split()
DIFFERS = ("differ", "other", "year_only", "part")


@router.get("")
def show(request: Request, person: Steward, document_id: str) -> Response:
    """Show the likeliest patients."""
    return _shown(request, person, visible(person, document_id), "")


@router.post("/find")
def find(
    request: Request, person: Steward, document_id: str, asked: Annotated[str, Form()]
) -> Response:
    """Show the patients of a number, a name or a key. It is no address's: addresses are kept."""
    return _shown(request, person, visible(person, document_id), " ".join(asked.split()))


@router.post("")
def assign(
    request: Request, person: Steward, document_id: str, patient: Annotated[str, Form()]
) -> Response:
    """Say whose the document is: of a patient, or of a `new` one whom the register lacks."""
    row = visible(person, document_id)
    if not row.current:
        raise UsageError("The document is no longer current: look at what followed it.")
    desk = visit.desk(request)
    link = desk.catalogue.patients.link(row.id)
    word = belongs(row.sha256, row.numbers[0], link, None if patient == "new" else patient)
    every = person.catalogue.tasks.of(row.id)
    asked = [task.id for task in every if task.path == LINK and task.state == "open"]
    person.catalogue.decisions.decide([Ruling(row.id, word, tuple(asked))])
    desk.file_due(row.sha256)
    return Response(headers={"HX-Redirect": f"/document/{row.id}"})


def _shown(request: Request, person: Visit, row: DocumentRow, asked: str) -> Response:
    """Show patients; that those of the register were looked at is an event of the audit."""
    desk = visit.desk(request)
    proposals = desk.catalogue.proposals.of(row.id, asked)
    after = {"document": row.id, "patients": len(proposals)}
    person.catalogue.audit.note("view", "register", {}, after)
    why = desk.catalogue.patients.why(row.id, desk.settings.link)
    tell = said(request)
    return page(
        request,
        "whose.html",
        row=row,
        asked=asked,
        link=why.link if why else None,
        doubt=fields.sentence(why.doubt) if why and why.doubt else "",
        own=_written(desk.catalogue.proposals.said(row.id), tell),
        proposals=[(one, _written(one.known.person, tell)) for one in proposals],
        lines=LINES,
        label=label,
        levels=LEVELS,
        looks=dict.fromkeys(AGREES, "agrees") | dict.fromkeys(DIFFERS, "differs"),
    )


def _written(person: Person, tell: Texts) -> dict[str, str]:
    """Return what is known of a person as people write it."""
    every = {name: str(getattr(person, name)) for name in LINES}
    return every | {
        "birth_date": fields.written(person.birth_date),
        "sex": tell(chosen(person.sex)) if person.sex else "",
    }
