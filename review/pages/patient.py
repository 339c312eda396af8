"""A patient: the chart as a timeline, and its words searched."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from starlette.responses import Response

from models.hospital import Stay
from models.people import May
from review import fields, visit
from review.access import allowed
from review.current import sees, sees_all
from review.rendering import page
from review.visit import Visit
from storage import terms
from storage.proposals import Known
from storage.query import Query
from storage.rows import DocumentRow
from storage.search import Hit

router = APIRouter(prefix="/patient/{key}")
Reader = Annotated[Visit, Depends(allowed(May.READ))]

MOST = 100
"""Documents that a search in a chart shows."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document of a chart, and the day that it bears (ISO; empty for none).

    `whole` is whether the person may see all of its scan.
    """

    row: DocumentRow
    day: str
    whole: bool

    @property
    def year(self) -> str:
        """The year under which the timeline has it."""
        return self.day[:4]


@router.get("")
def show(request: Request, person: Reader, key: str) -> Response:
    """Show a patient's chart, what is dated last first; the look is an event of the audit."""
    known, rows, withheld = _chart(request, person, key)
    person.catalogue.audit.note("view", f"patient:{known.key}", {}, {"documents": len(rows)})
    visit.desk(request).catch_up()
    days = person.catalogue.search.days([row.id for row in rows])
    ordered = sorted(rows, key=lambda row: (days.get(row.id, ""), row.filed_at), reverse=True)
    who, desk = known.person, visit.desk(request)
    stays = person.catalogue.stays.of_patient(
        known.key or "", desk.rules, desk.settings.completeness
    )
    return page(
        request,
        "patient.html",
        known=known,
        visits=_visits(person, known),
        birth=fields.written(who.birth_date),
        stays=[stay for stay in stays if stay.checked.kind],
        shown={row.id for row in rows},
        may_scan=person.may(May.SCAN),
        withheld=withheld,
        chart=[Entry(row, days.get(row.id, ""), _whole(person, row)) for row in ordered],
    )


@router.post("/find")
def find(
    request: Request, person: Reader, key: str, words: Annotated[str, Form()] = ""
) -> Response:
    """Show where a chart says these words. They are in no address: addresses are kept."""
    known, rows, _ = _chart(request, person, key)
    asked = terms.phrases(words)
    mine = {row.id: row for row in rows}
    hits: tuple[Hit, ...] = ()
    if asked:
        visit.desk(request).catch_up()
        query = Query(tuple(asked), (terms.mark("who", known.key or ""),))
        hits, _ = person.catalogue.search.find(query, MOST)
    found = [(hit, mine[hit.document_id]) for hit in hits if hit.document_id in mine]
    after = {"found": len(found)}
    person.catalogue.audit.note("search", f"patient:{known.key}", {}, after)
    return page(request, "hits.html", found=found, asked=bool(asked), over=False, charts=False)


def _chart(request: Request, person: Visit, key: str) -> tuple[Known, Sequence[DocumentRow], int]:
    """Return a patient, the documents that the person may see, and how many are withheld.

    404 where there are none.
    """
    known = visit.desk(request).catalogue.proposals.patient(key)
    every = person.catalogue.documents.find(patient=known.key) if known and known.key else ()
    theirs = [row for row in every if person.account.sees(row.department)]
    if known is None or not theirs:
        raise HTTPException(404)
    rows = [row for row in theirs if sees(person, row)]
    return known, rows, len(theirs) - len(rows)


def _visits(person: Visit, known: Known) -> list[Stay]:
    """Return the patient's stays in the hospital's system, of departments that the person sees."""
    every = (
        person.catalogue.hospital.of_patient(known.person.patient_id) if known.registered else ()
    )
    return [one for one in every if person.account.sees(one.department)]


def _whole(person: Visit, row: DocumentRow) -> bool:
    return not person.account.limited or sees_all(person, row)
