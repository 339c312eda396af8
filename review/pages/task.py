"""One task after the other: what is asked, and what a steward says to it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from starlette.responses import Response

from extractors.typed import CHOICES, normal
from models.errors import UsageError
from review import asking, deciding, visit
from review.access import Steward
from review.answers import Act, Answer
from review.asked import Asked, Sought
from review.asking import Question
from review.deciding import left, seen
from review.keys import CHOOSE, KEYS, OTHER, TITLES
from review.rendering import page
from review.visit import Visit
from storage.queue import Queue

router = APIRouter(prefix="/task")
Text = Annotated[str, Form()]
MOST_PASSED = 200
"""Tasks that a steward left for later and is not given again while the page is open."""


@dataclass(frozen=True)
class Going:
    """Where a page stands: the task that it shows meanwhile, and those left for later."""

    ahead: Annotated[str, Form()] = ""
    passed: Annotated[str, Form()] = ""

    @property
    def ids(self) -> list[str]:
        """What is not to be given now."""
        return [one for one in (self.ahead, *self.passed.split(",")[-MOST_PASSED:]) if one]


Where = Annotated[Going, Depends()]


@router.get("")
def begin(request: Request, person: Steward, asked: Sought) -> Response:
    """Show the next task, and have the one after it at hand."""
    return _shown(request, person, asked, _next(request, person, asked))


@router.post("/normal")
def as_filed(request: Request, person: Steward, kind: Text, typed: Text = "") -> Response:
    """Tell what is filed of what was typed so far."""
    try:
        return page(request, "filed.html", value=normal(kind, typed), wrong="", **_filed(kind))
    except UsageError as error:
        return page(request, "filed.html", value=None, wrong=str(error), **_filed(kind))


@router.post("/undo")
def undo(request: Request, person: Steward, asked: Sought) -> Response:
    """Take back this person's last word, and show its task again."""
    last = person.catalogue.decisions.last()
    if last is None:
        raise UsageError("There is nothing to take back.")
    decision, tasks = last
    person.catalogue.decisions.undo(decision.id)
    visit.desk(request).file_due(decision.said.sha256)
    again = f"/task/{tasks[0]}" if tasks else "/task"
    return Response(status_code=204, headers={"HX-Redirect": again + asked.query})


@router.get("/{task_id}")
def one(request: Request, person: Steward, task_id: str, asked: Sought) -> Response:
    """Show a task that the person chose, if it is free."""
    task = seen(person, task_id)
    if not person.catalogue.queue.claim(task.id, visit.settings(request).claim_minutes):
        raise HTTPException(409, "Somebody else is at this task, or it is decided.")
    return _shown(request, person, asked, asking.question(visit.desk(request), task))


@router.post("/{task_id}")
def decide(
    request: Request,
    person: Steward,
    task_id: str,
    asked: Sought,
    going: Where,
    act: Annotated[Act, Form()],
    version: Annotated[int, Form(ge=1)],
    number: Annotated[int, Form(ge=1)],
    typed: Text = "",
    more: Text = "",
) -> Response:
    """Keep what the person says, and return the task after the one that is shown meanwhile."""
    desk, task = visit.desk(request), seen(person, task_id)
    answers = deciding.decide(desk, person, task, Answer(act, number, typed, more), version)
    left(visit.worker(request), person, task.document_id, [going.ahead])
    # What is now filed from another cut of the scan asks other tasks of this document.
    gone = () if answers else [one.id for one in person.catalogue.tasks.of(task.document_id)]
    return _ahead(request, person, asked, going, gone)


@router.post("/{task_id}/skip")
def skip(
    request: Request, person: Steward, task_id: str, asked: Sought, going: Where, more: Text = ""
) -> Response:
    """Leave a task to others, and say why."""
    if not more.strip():
        raise UsageError("Say why you leave the task to others.")
    task = seen(person, task_id)
    person.catalogue.queue.skip(task.id, more.strip())
    left(visit.worker(request), person, task.document_id, [going.ahead])
    return _ahead(request, person, asked, going)


@router.post("/{task_id}/later")
def later(request: Request, person: Steward, task_id: str, asked: Sought, going: Where) -> Response:
    """Go on without deciding; others may take the task."""
    task = seen(person, task_id)
    if task.state == "open":
        person.catalogue.queue.leave(task.id)
    left(visit.worker(request), person, task.document_id, [going.ahead])
    return _ahead(request, person, asked, going, [task.id])


def _filed(kind: str) -> dict[str, object]:
    return {"kind": kind, "choices": CHOICES}


def _owner(person: Visit, task_id: str) -> str | None:
    """Return the document of a task; None where there is none of this id any more."""
    try:
        return person.catalogue.tasks.get(task_id).document_id
    except UsageError:
        return None


def _next(
    request: Request,
    person: Visit,
    asked: Asked,
    near: str | None = None,
    but: Collection[str] = (),
) -> Question | None:
    """Claim the next task that has its place still, and return what it asks."""
    desk, settings = visit.desk(request), visit.settings(request)
    minutes, gold = settings.claim_minutes, settings.gold_share
    queue: Queue = person.catalogue.queue
    filter, passed = asked.filter(person.account), list(but)
    while task := queue.next(minutes, filter, near=near, but=passed, gold=gold):
        if found := asking.question(desk, task):
            return found
        if task.known is not None:
            queue.leave(task.id)
        passed.append(task.id)
    return None


def _shown(request: Request, person: Visit, asked: Asked, now: Question | None) -> Response:
    ahead = None
    if now:
        ahead = _next(request, person, asked, now.document.id, [now.task.id])
    return page(
        request,
        "task.html",
        now=now,
        ahead=ahead,
        asked=asked,
        keys=KEYS,
        choose=CHOOSE,
        titles=TITLES,
        other=OTHER,
        choices=CHOICES,
        trouble=visit.worker(request).trouble,
    )


def _ahead(
    request: Request, person: Visit, asked: Asked, going: Going, but: Collection[str] = ()
) -> Response:
    """Return the task after the one that the page shows meanwhile."""
    found = _next(request, person, asked, _owner(person, going.ahead), [*going.ids, *but])
    return page(
        request,
        "task_part.html",
        question=found,
        choices=CHOICES,
        trouble=visit.worker(request).trouble,
    )
