"""Finding documents by their words and by what they are about."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from pydantic import BaseModel, BeforeValidator
from starlette.responses import Response

from models.errors import UsageError
from models.people import May
from models.record import DocumentType
from review import visit
from review.access import allowed
from review.current import sees
from review.pages.audit import Day
from review.rendering import page
from review.visit import Visit
from storage import terms
from storage.query import Query
from storage.search import RANKED

router = APIRouter(prefix="/find")
Reader = Annotated[Visit, Depends(allowed(May.READ))]

MOST = 50
"""Documents that are shown."""


class Asked(BaseModel):
    """What is looked for; all that is said must be there."""

    words: str = ""
    patient: str = ""
    type: Annotated[DocumentType | None, BeforeValidator(lambda text: text or None)] = None
    code: str = ""
    substance: str = ""
    since: Day = None
    until: Day = None


@router.get("")
def show(request: Request, person: Reader) -> Response:
    """Show the form."""
    return page(request, "find.html", types=DocumentType)


@router.post("")
def find(request: Request, person: Reader, asked: Annotated[Asked, Form()]) -> Response:
    """Show what is found. The words are in no address: addresses are kept."""
    query = _query(asked)
    visit.desk(request).catch_up()
    # Of what an account may not see there may be more than is shown.
    most = RANKED if person.account.limited else MOST
    hits, over = person.catalogue.search.find(query, most)
    rows = {hit.document_id: person.catalogue.documents.get(hit.document_id) for hit in hits}
    found = [(hit, row) for hit in hits if (row := rows[hit.document_id]) and sees(person, row)][
        :MOST
    ]
    person.catalogue.audit.note("search", "documents", {}, {"found": len(found)})
    return page(request, "hits.html", found=found, asked=True, over=over, charts=True)


def _query(asked: Asked) -> Query:
    since, until = (day.isoformat() if day else None for day in (asked.since, asked.until))
    kinds = {"who": asked.patient, "type": asked.type, "code": asked.code}
    kinds |= {"substance": asked.substance}
    marks = [terms.mark(kind, value) for kind, value in kinds.items() if value]
    one_of = terms.between(since, until, date.today()) if since or until else []
    phrases = terms.phrases(asked.words)
    if not (phrases or marks or one_of):
        raise UsageError("Say what to find.")
    return Query(tuple(phrases), tuple(marks), tuple(one_of))
