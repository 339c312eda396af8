"""What the scan room says of papers that stays lack: that there is none."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import Response

from models.errors import UsageError
from models.people import May
from review import visit
from review.access import allowed
from review.visit import Visit

router = APIRouter(prefix="/stay")
Scanner = Annotated[Visit, Depends(allowed(May.SCAN))]
Text = Annotated[str, Form()]


@router.post("/none")
def none(request: Request, person: Scanner, document: Text, paper: Text) -> Response:
    """Keep that the stay of a document has no such paper."""
    if paper not in {one.id for one in visit.desk(request).rules.paper}:
        raise UsageError("The rules have no such paper any more: look at the stay again.")
    person.catalogue.stays.say_none(document, paper)
    return _again()


@router.post("/back")
def back(person: Scanner, decision: Text) -> Response:
    """Take such a word back."""
    person.catalogue.stays.take_back(decision)
    return _again()


def _again() -> Response:
    """Have the page that the person looks at be shown anew."""
    return Response(status_code=204, headers={"HX-Refresh": "true"})
