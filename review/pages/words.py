"""What stewards say of a document's fields, and what they take back."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request
from starlette.responses import Response

from extractors.typed import normal
from models.decided import about
from models.decision import LINK, Kind, Said, Stage
from models.errors import UsageError
from models.people import May
from models.record import kind_of
from review import fields, visit
from review.access import allowed
from review.current import Current, current, visible
from review.filing import file, heir
from review.pages.document import shown, words_of
from review.rendering import page, said
from review.visit import Visit
from storage.decisions import Ruling
from storage.rows import DocumentRow

router = APIRouter(prefix="/document/{document_id}")
Steward = Annotated[Visit, Depends(allowed(May.DECIDE))]
Text = Annotated[str, Form()]

CHANGED = "Somebody said something of this document meanwhile: look at it again."
KINDS = {"keep": Kind.CORRECT, "right": Kind.VERIFY, "wrong": Kind.REJECT}
KINDS |= {"illegible": Kind.ILLEGIBLE, "remove": Kind.REMOVE}


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
    if len(tasks) == len(of.tasks):
        file(request, of.row)
    return answered(request, person, of.row, word)


@router.post("/undo")
def undo(request: Request, person: Steward, document_id: str, decision: Text) -> Response:
    """Take back a word."""
    row = visible(person, document_id)
    word = next((one for one in words_of(person, row) if one.id == decision), None)
    if word is None:
        raise HTTPException(404)
    person.catalogue.decisions.undo(decision)
    if word.said.path == LINK:
        visit.desk(request).file_due(row.sha256)
        row = visible(person, document_id)
    return answered(request, person, row, word.said)


@router.post("/leave")
def leave(request: Request, person: Steward, document_id: str) -> Response:
    """Have what was said of a document be filed: the person has done with it."""
    file(request, visible(person, document_id))
    return Response(status_code=204)


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
        file(request, row)
        return page(request, "document_filing.html", row=row, number=number or word.page)
    return shown(request, person, row)


def _word(of: Current, path: str, kind: str, typed: str) -> Said:
    if kind not in KINDS:
        raise HTTPException(422)
    what, value = KINDS[kind], None
    if what is Kind.CORRECT:
        value = normal(kind_of(path), typed)
        own = of.fields.get(path)
        what = Kind.VERIFY if own and own.value == value else what
    return about(of.facts, of.row.sha256, what, path, value)
