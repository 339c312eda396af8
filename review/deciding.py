"""What pages do alike where a steward decides tasks."""

from collections.abc import Sequence

from fastapi import HTTPException

from models.decision import LINK
from models.errors import UsageError
from review import asking
from review.answers import Answer, said
from review.desk import Desk
from review.visit import Visit
from review.worker import Worker
from storage.decisions import Ruling
from storage.rows import TaskRow


def seen(person: Visit, task_id: str) -> TaskRow:
    """Return a task whose document the person may see; HTTPException 404 for any other."""
    try:
        task = person.catalogue.tasks.get(task_id)
    except UsageError as error:
        raise HTTPException(404) from error
    if not person.account.sees(task.department):
        raise HTTPException(404)
    return task


def decide(desk: Desk, person: Visit, task: TaskRow, answer: Answer, version: int) -> bool:
    """Keep what a person says to a task as filed in a version; False where that stays open.

    Raises UsageError, that says what to do, where it is no answer or somebody else was first.
    """
    row = desk.catalogue.documents.get(task.document_id)
    if row is None or version > row.version:
        raise HTTPException(404)
    filed = asking.version(desk, row.id, version)
    scan = desk.catalogue.scans.get(row.sha256)
    whose = answer.more if task.path == LINK else ""
    if whose and person.catalogue.patients.register.get(whose) is None:
        raise UsageError("The register has no such patient any more: look at the task again.")
    word, answers = said(answer, task, row, filed, scan.pages if scan else 0)
    person.catalogue.decisions.decide([Ruling(row.id, word, (task.id,) if answers else ())])
    return answers


def left(worker: Worker, person: Visit, document_id: str, ahead: Sequence[str]) -> None:
    """Have a document be filed that the person leaves, or that has nothing left to decide.

    `ahead` are the tasks that the person has before her still.
    """
    every = {one.id: one for one in person.catalogue.tasks.of(document_id)}
    if every.keys().isdisjoint(ahead) or all(one.state != "open" for one in every.values()):
        row = person.catalogue.documents.get(document_id)
        if row:
            worker.file(row.sha256)
