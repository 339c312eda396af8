"""The queue: what waits, whose it is, and values that one look decides."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from starlette.responses import Response

from models.decision import Kind
from models.errors import UsageError
from models.people import May
from models.record import DocumentType
from review import asking, visit
from review.access import Steward, allowed
from review.answers import Act, Answer, said
from review.asked import Sought
from review.deciding import seen
from review.fields import sentence
from review.rendering import page
from review.visit import Visit
from storage.decisions import Ruling
from storage.rows import TaskRow

router = APIRouter(prefix="/queue")
Ids = Annotated[list[str], Form()]
PORTION = 50
MOST_SAME = 60
"""Identical values that are shown, and accepted, at once."""
AGES = (1, 3, 7, 30)
PRIORITIES = range(4)


@router.get("")
def show(request: Request, person: Steward, asked: Sought) -> Response:
    """Show what waits, the first that comes first, and how much there is of each kind."""
    queue, filter = person.catalogue.queue, asked.filter(person.account)
    last = seen(person, asked.after) if asked.after else None
    tasks = queue.list(filter, PORTION + 1, last)
    counts = {by: queue.counts(filter, by) for by in ("reason", "type", "batch")}
    return page(
        request,
        "queue.html",
        tasks=tasks[:PORTION],
        more=tasks[PORTION - 1].id if len(tasks) > PORTION else None,
        asked=asked,
        counts=counts,
        alike=queue.alike(tasks[:PORTION]),
        total=sum(counts["reason"].values()),
        types=DocumentType,
        ages=AGES,
        priorities=PRIORITIES,
        sentence=sentence,
        stewards=_stewards(person),
        may_assign=person.may(May.ASSIGN),
        trouble=visit.worker(request).trouble,
    )


@router.post("/release")
def release(request: Request, person: Steward, asked: Sought, task: Ids) -> Response:
    """Give tasks back; those of others only who may hand over."""
    tasks = [seen(person, one) for one in task]
    mine = all(person.account.name in (one.assigned_to, one.claimed_by) for one in tasks)
    if not (mine or person.may(May.ASSIGN)):
        raise HTTPException(403, "Only what is yours can be given back by you.")
    person.catalogue.queue.release(task)
    return show(request, person, asked)


@router.post("/assign")
def assign(
    request: Request,
    person: Annotated[Visit, Depends(allowed(May.ASSIGN))],
    asked: Sought,
    task: Ids,
    to: Annotated[str, Form()],
) -> Response:
    """Hand tasks over to somebody."""
    for one in task:
        seen(person, one)
    person.catalogue.queue.assign(task, to)
    return show(request, person, asked)


@router.get("/same/{task_id}")
def same(request: Request, person: Steward, task_id: str, asked: Sought) -> Response:
    """Show the tasks that ask of the same value, read as the same words, with their ink."""
    desk = visit.desk(request)
    found = [asking.question(desk, one) for one in _same(person, task_id)[:MOST_SAME]]
    questions = [one for one in found if one and one.field]
    return page(request, "same.html", questions=questions, asked=asked, of=task_id)


@router.post("/same/{task_id}")
def accept(request: Request, person: Steward, task_id: str, asked: Sought, task: Ids) -> Response:
    """Accept values as they were read: all that are named, or none."""
    desk = visit.desk(request)
    there = {one.id: one for one in _same(person, task_id)}
    if lacking := set(task) - set(there):
        raise UsageError(f"There is no open task {min(lacking)}.")
    rulings, scans = [], set()
    for one in task:
        question = asking.question(desk, there[one])
        if question is None or question.field is None:
            raise UsageError(f"There is no open task {one}.")
        row = question.document
        filed = asking.version(desk, row.id, row.version)
        answer = Answer(Act.ACCEPT, question.page, question.field.value or "")
        word, _ = said(answer, there[one], row, filed, 0)
        if word.kind is not Kind.VERIFY:
            raise UsageError(f"There is no open task {one}.")
        rulings.append(Ruling(row.id, word, (one,)))
        scans.add(row.sha256)
    person.catalogue.decisions.decide(rulings)
    for sha256 in sorted(scans):
        visit.worker(request).file(sha256)
    return Response(status_code=204, headers={"HX-Redirect": f"/queue{asked.query}"})


def _same(person: Visit, task_id: str) -> list[TaskRow]:
    """Return the tasks that ask the same as one, of documents that the person may see."""
    every = person.catalogue.queue.same(seen(person, task_id).id)
    return [one for one in every if person.account.sees(one.department)]


def _stewards(person: Visit) -> list[str]:
    every = person.catalogue.accounts.all()
    return [one.name for one in every if one.may(May.DECIDE) and not one.disabled]
