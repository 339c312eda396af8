"""What a person must look at, and why."""

import hashlib
from collections.abc import Collection

from exports import record
from flows.messages import tr
from models import doubt
from models.codec import canonical
from models.decision import LINK
from models.document import Document
from models.page import Page, Poor
from models.record import DocumentType, Facts, Field, PatientLink, Status, kind_of
from storage.rows import LEAST_PRIORITY, TaskDraft
from storage.tasks import task_id

PRIORITIES = {LINK: 0, "patient": 0, "pages": 1, "diagnoses": 2, "medications": 2}
"""By the first part of a path; all else comes last."""


def drafts(
    facts: Facts,
    link: PatientLink,
    unsure: str | None,
    *,
    all_for: str | None = None,
    lacking: Collection[str] = (),
    twice: Collection[str] = (),
) -> list[TaskDraft]:
    """Return what a person must see: doubtful values, and a doubtful patient.

    Where there is a reason `all_for`, every other value is asked for it, unless a steward has
    said it. What is `lacking` is asked too, by kind. Two people are asked of the groups in
    `twice`.
    """
    from extractors.confidence import group_of

    def eyes(path: str) -> int:
        return 2 if group_of(path) in twice else 1

    why = doubt.Doubt.LACKING.value
    found = [TaskDraft(kind, why, priority(kind), eyes=eyes(kind)) for kind in lacking]
    for path, field in record.fields(facts):
        if field.status is Status.REVIEW:
            why, soon = _reason(field), priority(path)
        elif all_for and not field.decision:
            why, soon = all_for, LEAST_PRIORITY
        else:
            continue
        found.append(TaskDraft(path, why, soon, same(path, field), eyes(path)))
    cover = facts.document_type.value == DocumentType.COVER_SHEET and not facts.patient
    # A sheet that only parts others is nobody's.
    return found if cover else [*found, *whose(link, unsure, all_for)]


def second(document_id: str, draft: TaskDraft, share: float) -> bool:
    """Say whether chance has two people asked of a field: of that share, the same in every run."""
    lot = int(task_id(document_id, draft)[1:9], 16) / 16**8
    return draft.path != LINK and lot < share


def priority(path: str) -> int:
    """Return how soon something is asked; 0 comes first: who, then paper, then treatment."""
    group = path.partition(".")[0]
    return PRIORITIES.get(group, LEAST_PRIORITY)


def same(path: str, field: Field) -> str | None:
    """Return what a field shares with all of its kind of the same value, read as the same words.

    It is a hash, so that it tells nobody what they are; None where nothing was read.
    """
    if field.value is None:
        return None
    said = canonical([kind_of(path), field.value, field.text])
    return hashlib.sha256(said).hexdigest()[:24]


def whose(link: PatientLink, unsure: str | None, all_for: str | None = None) -> list[TaskDraft]:
    """Return what a person must see where it is not sure whose a document is, and why.

    Where there is a reason `all_for`, it is asked for that, unless a steward has said it.
    """
    if link.status == "review":
        return [TaskDraft(LINK, unsure or "doubtful", priority(LINK))]
    said = link.status == "verified"
    return [TaskDraft(LINK, all_for, LEAST_PRIORITY)] if all_for and not said else []


def sequence(document: Document) -> list[TaskDraft]:
    """Return where a document lacks a page, or its pages are not in order."""
    from pipeline.split.counts import out_of_sequence

    return [page_draft(number, why.value) for number, why in out_of_sequence(document)]


def page_draft(number: int, why: str) -> TaskDraft:
    """Return a question about a page."""
    path = f"pages.{number}"
    return TaskDraft(path, why, priority(path))


def _reason(field: Field) -> str:
    """Return why a value waits: the first doubt that was found, if any was."""
    if field.text is None:
        return "unreadable"
    return field.doubts[0] if field.doubts else "doubtful"


def told(reason: str) -> str:
    """Return the reason of a task as it is told to a person: a doubt is a whole sentence."""
    return tr(doubt.told(reason))


def rescans(pages: Collection[Page], below: float) -> list[TaskDraft]:
    """Return which pages a person must scan again, and why: `pages.3`, `too pale`."""
    return [
        page_draft(page.number, page.poor[0] if page.poor else Poor.HARD)
        for page in pages
        if page.legibility < below and not page.born_digital
    ]
