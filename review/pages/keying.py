"""Keying of pages written by hand: one field of many documents, or one document after the other."""

from collections.abc import Collection
from typing import Annotated, Literal

from fastapi import APIRouter, Form, HTTPException, Request
from starlette.responses import Response

from extractors.typed import CHOICES
from models.doubt import Doubt
from models.errors import UsageError
from review import asking, deciding, keying, visit
from review.access import Steward
from review.answers import Act, Answer
from review.asking import Question
from review.deciding import left, seen
from review.keying import Line
from review.keys import KEYING
from review.rendering import page
from review.visit import Visit
from storage.filters import Filter

router = APIRouter(prefix="/keying")
Text = Annotated[str, Form()]
TOGETHER = 20
"""Documents of which one field is keyed in a row."""


@router.get("")
def show(request: Request, person: Steward) -> Response:
    """Show what there is to key, by form and field."""
    waiting = person.catalogue.queue.forms(_filter(person))
    rows = keying.rows(visit.desk(request).forms, waiting)
    return page(request, "keying.html", rows=rows)


@router.get("/{form}")
def document(request: Request, person: Steward, form: str, passed: str = "") -> Response:
    """Show what is needed of the next document of a form; `passed` are tasks left for later."""
    needed = _needed(request, form)
    but = passed.split(",")
    first = next(iter(_claimed(request, person, form, needed, 1, but=but)), None)
    if first is None:
        return _lines(request, form, "", [])
    near = first.document.id
    but.append(first.task.id)
    mine = [first, *_claimed(request, person, form, needed, TOGETHER, near, but)]
    return _lines(request, form, "", keying.of_document(mine, needed))


@router.get("/{form}/{kind}")
def field(request: Request, person: Steward, form: str, kind: str, passed: str = "") -> Response:
    """Show one field of up to twenty documents; `passed` are tasks left for later."""
    if kind not in _needed(request, form):
        raise HTTPException(404)
    found = _claimed(request, person, form, [kind], TOGETHER, but=passed.split(","))
    return _lines(request, form, kind, list(map(keying.asked, found)))


@router.post("/task/{task_id}")
def decide(
    request: Request,
    person: Steward,
    task_id: str,
    act: Annotated[Literal["accept", "illegible", "later"], Form()],
    version: Annotated[int, Form(ge=1)],
    number: Annotated[int, Form(ge=1)],
    typed: Text = "",
    ahead: Text = "",
) -> Response:
    """Keep what was keyed for a task; `ahead` are the tasks of the lines that are left."""
    task = seen(person, task_id)
    if act == "later":
        person.catalogue.queue.leave(task.id)
    else:
        if act == "accept" and not typed.strip() and task.reason != Doubt.LACKING:
            raise UsageError("Type what is written there, or say that nobody can read it.")
        answer = Answer(Act(act), number, typed)
        deciding.decide(visit.desk(request), person, task, answer, version)
    left(visit.worker(request), person, task.document_id, ahead.split(","))
    return Response(status_code=204)


def _filter(person: Visit, form: str | None = None, kind: str | None = None) -> Filter:
    return Filter(form=form, kind=kind, hand=True, departments=person.account.departments)


def _needed(request: Request, form: str) -> tuple[str, ...]:
    found = visit.desk(request).forms.get(form)
    if found is None or not found.needed:
        raise HTTPException(404)
    return found.needed


def _claimed(
    request: Request,
    person: Visit,
    form: str,
    kinds: Collection[str],
    most: int,
    only: str | None = None,
    but: Collection[str] = (),
) -> list[Question]:
    """Claim tasks of these kinds of field, of one document where it is `only` that."""
    desk, minutes = visit.desk(request), visit.settings(request).claim_minutes
    found: list[Question] = []
    for kind in kinds:
        passed = list(but)
        while len(found) < most:
            task = person.catalogue.queue.next(
                minutes, _filter(person, form, kind), near=only, but=passed
            )
            if task is None:
                break
            passed.append(task.id)
            if only is not None and task.document_id != only:
                person.catalogue.queue.leave(task.id)
                break
            question = asking.question(desk, task)
            if question and question.field:
                found.append(question)
    return found


def _lines(request: Request, form: str, kind: str, lines: list[Line]) -> Response:
    return page(
        request,
        "keying_lines.html",
        form=visit.desk(request).forms[form],
        kind=kind,
        lines=lines,
        keys=KEYING,
        choices=CHOICES,
        trouble=visit.worker(request).trouble,
    )
