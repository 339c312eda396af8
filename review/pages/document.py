"""A whole document: its fields beside its pages, and what was said of it."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import JSONResponse, Response

from models.decision import PAGES, Decision, standing
from models.errors import StoreError
from models.page import Poor
from models.people import May
from models.record import LISTS
from review import fields, labels, visit
from review.access import allowed
from review.current import current, sees, sees_all, visible
from review.rendering import page, said
from review.visit import Visit
from storage.rows import DocumentRow

router = APIRouter(prefix="/document/{document_id}")
Reader = Annotated[Visit, Depends(allowed(May.READ, May.DECIDE))]
Steward = Annotated[Visit, Depends(allowed(May.DECIDE))]


@router.get("")
def show(
    request: Request, person: Reader, document_id: str, path: str = "", number: int = 0
) -> Response:
    """Show a document; that it was looked at is an event of the audit."""
    row = visible(person, document_id)
    person.catalogue.audit.seen("view", [row.id], {"version": row.version})
    person.catalogue.queue.opened(row.id)
    desk = visit.desk(request)
    scan = desk.catalogue.scans.get(row.sha256)
    every = desk.catalogue.documents.find(sha256=row.sha256, withdrawn=True)
    seen = [one for one in every if sees(person, one)]
    return page(
        request,
        "document.html",
        row=row,
        scan=scan,
        sheets=desk.catalogue.scans.pages(row.sha256),
        others={one.id: one for one in seen},
        whole=len(seen) == len(every),
        withheld={one.id for one in every if person.account.withheld(one.form)},
        ranges="; ".join(_range(one.numbers) for one in every),
        poor=Poor,
        heirs=[one.id for one in seen if one.current and {*one.numbers} & {*row.numbers}],
        day=desk.catalogue.search.days([row.id]).get(row.id),
        path=path,
        number=number if number in row.numbers else row.numbers[0],
        **_told(request, person, row),
    )


@router.get("/fields")
def every(request: Request, person: Reader, document_id: str) -> Response:
    """Show the fields as they stand now."""
    return shown(request, person, visible(person, document_id))


@router.get("/field")
def field(request: Request, person: Steward, document_id: str, path: str) -> Response:
    """Show a field as a form."""
    of = current(visit.desk(request), visible(person, document_id))
    own = of.fields.get(path)
    if own is None:
        raise HTTPException(404)
    return page(
        request,
        "field_form.html",
        row=of.row,
        seen=of.seen,
        own=own,
        one=fields.row(of, path, own, said(request)),
        choices=fields.choices(path, said(request)),
        turn=_turn(request, of.row, own.page),
        is_item=path.split(".")[0] in LISTS,
    )


@router.get("/lies")
def lies(request: Request, person: Reader, document_id: str, number: int) -> Response:
    """Tell how many degrees clockwise a page lies turned in its scan."""
    return JSONResponse({"turn": _turn(request, visible(person, document_id), number)})


def shown(request: Request, person: Visit, row: DocumentRow) -> Response:
    """Show the fields of a document, and what was said of it."""
    return page(request, "document_fields.html", row=row, **_told(request, person, row))


def _told(request: Request, person: Visit, row: DocumentRow) -> dict[str, object]:
    """Return what the fields and the words said are shown by."""
    of, words = current(visit.desk(request), row), words_of(person, row)
    stand = {one.id for one in standing(words)}
    return {
        "groups": fields.groups(of, said(request)),
        "words": [(one, one.id in stand) for one in reversed(words)],
        "seen": of.seen,
        "link": of.filed.link,
        "writes": row.current and person.may(May.DECIDE),
        "waiting": len(of.tasks),
        "said_names": labels.SAID,
        "label": labels.label,
    }


def words_of(person: Visit, row: DocumentRow) -> list[Decision]:
    """Return what was said of a document's pages, and of which pages of its scan belong together.

    A page that is to be scanned again is in no document: its word is found by this.
    """
    every = [one for one in person.catalogue.decisions.of(row.sha256) if not one.said.of_stay]
    theirs = [one for one in every if one.said.page in row.numbers]
    if sees_all(person, row):
        theirs = [one for one in every if one in theirs or one.said.path == PAGES]
    return theirs


def _range(numbers: Sequence[int]) -> str:
    """Return pages as people write them: `1-3, 5`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(f"{a}-{b}" if a < b else f"{a}" for a, b in runs)


def _turn(request: Request, row: DocumentRow, number: int) -> int:
    if number not in row.numbers:
        raise HTTPException(404)
    try:
        return visit.desk(request).reading(row.sha256, number).rotation
    except StoreError:
        return 0
