"""A whole document: its fields beside its pages, and what stewards say of the fields."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request
from starlette.responses import JSONResponse, Response

from extractors.typed import normal
from models.decided import about
from models.decision import PAGES, Decision, Kind, Said, Stage, standing
from models.errors import StoreError, UsageError
from models.page import Poor
from models.people import May
from models.record import LISTS
from review import fields, labels, visit
from review.access import allowed
from review.current import Current, current, sees_all, visible
from review.filing import file, heir
from review.rendering import page, said
from review.visit import Visit
from storage.decisions import Ruling
from storage.rows import DocumentRow
from storage.tasks import kind_of

router = APIRouter(prefix="/document/{document_id}")
Reader = Annotated[Visit, Depends(allowed(May.READ, May.DECIDE))]
Steward = Annotated[Visit, Depends(allowed(May.DECIDE))]
Text = Annotated[str, Form()]

CHANGED = "Somebody said something of this document meanwhile: look at it again."
KINDS = {"keep": Kind.CORRECT, "right": Kind.VERIFY, "wrong": Kind.REJECT}
KINDS |= {"illegible": Kind.ILLEGIBLE, "remove": Kind.REMOVE}


@router.get("")
def show(
    request: Request, person: Reader, document_id: str, path: str = "", number: int = 0
) -> Response:
    """Show a document; that it was looked at is an event of the audit."""
    row = visible(person, document_id)
    person.catalogue.audit.seen("view", [row.id], {"version": row.version})
    desk = visit.desk(request)
    scan = desk.catalogue.scans.get(row.sha256)
    every = desk.catalogue.documents.find(sha256=row.sha256, withdrawn=True)
    seen = [one for one in every if person.account.sees(one.department)]
    return page(
        request,
        "document.html",
        row=row,
        scan=scan,
        sheets=desk.catalogue.scans.pages(row.sha256),
        others={one.id: one for one in seen},
        whole=len(seen) == len(every),
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
    return _fields(request, person, visible(person, document_id))


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


@router.post("/became")
def became(
    request: Request, person: Steward, document_id: str, path: Text, value: Text
) -> Response:
    """Show what becomes of what is typed."""
    visible(person, document_id)
    try:
        made = normal(kind_of(path), value) or ""
    except UsageError as error:
        return page(request, "became.html", made="", wrong=said(request).finished(str(error)))
    return page(request, "became.html", made=fields.written(made), wrong="")


@router.post("/say")
def say(
    request: Request,
    person: Steward,
    document_id: str,
    path: Text,
    kind: Text,
    seen: Text,
    value: Annotated[str, Form()] = "",
) -> Response:
    """Take a word on a field; it counts at once, and what it answers is no task any more."""
    of = unchanged(request, visible(person, document_id), seen)
    word = _word(of, path, kind, value)
    whole = f"{path}." if word.kind is Kind.REMOVE else path
    tasks = [task.id for own, task in of.tasks.items() if own == path or own.startswith(whole)]
    person.catalogue.decisions.decide([Ruling(of.row.id, word, tuple(tasks))])
    return answered(request, person, of.row, word)


@router.post("/undo")
def undo(request: Request, person: Steward, document_id: str, decision: Text) -> Response:
    """Take back a word."""
    row = visible(person, document_id)
    word = next((one for one in _words(person, row) if one.id == decision), None)
    if word is None:
        raise HTTPException(404)
    person.catalogue.decisions.undo(decision)
    return answered(request, person, row, word.said)


@router.get("/filed")
def filed(
    request: Request, person: Steward, document_id: str, number: Annotated[int, Query()]
) -> Response:
    """Lead to what follows a document, once it is filed anew; nothing until then."""
    row = visible(person, document_id)
    after = heir(request, row, number)
    if after is None:
        return Response(status_code=204)
    return Response(headers={"HX-Redirect": f"/document/{after.id}?number={number}"})


def unchanged(request: Request, row: DocumentRow, seen: str) -> Current:
    """Return a document as the person saw it; HTTPException 409 where it is another now."""
    of = current(visit.desk(request), row)
    if of.seen != seen:
        raise HTTPException(409, CHANGED, {"HX-Trigger": "document-changed"})
    return of


def answered(
    request: Request, person: Visit, row: DocumentRow, word: Said, number: int = 0
) -> Response:
    """Show the fields after a word.

    Where pages are cut or read anew, wait until that is filed, and go on with page `number`.
    """
    if word.stage is Stage.SPLIT:
        file(request)
        return page(request, "document_filing.html", row=row, number=number or word.page)
    return _fields(request, person, row)


def _word(of: Current, path: str, kind: str, typed: str) -> Said:
    if kind not in KINDS:
        raise HTTPException(422)
    what, value = KINDS[kind], None
    if what is Kind.CORRECT:
        value = normal(kind_of(path), typed)
        own = of.fields.get(path)
        what = Kind.VERIFY if own and own.value == value else what
    return about(of.facts, of.row.sha256, what, path, value)


def _fields(request: Request, person: Visit, row: DocumentRow) -> Response:
    return page(request, "document_fields.html", row=row, **_told(request, person, row))


def _told(request: Request, person: Visit, row: DocumentRow) -> dict[str, object]:
    """Return what the fields and the words said are shown by."""
    of, words = current(visit.desk(request), row), _words(person, row)
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


def _words(person: Visit, row: DocumentRow) -> list[Decision]:
    """Return what was said of a document's pages, and of which pages of its scan belong together.

    A page that is to be scanned again is in no document: its word is found by this.
    """
    every = person.catalogue.decisions.of(row.sha256)
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
