"""What a person must look at, and why."""

from collections.abc import Collection

from exports import record
from flows.messages import tr
from models.document import Document
from models.doubt import Doubt
from models.page import Page, Poor
from models.record import Facts, Field, PatientLink, Status
from storage.rows import TaskDraft

LINK = "patient_link"
"""Path of the question whose a document is."""


def drafts(facts: Facts, link: PatientLink, doubt: str | None) -> list[TaskDraft]:
    """Return what a person must see: doubtful values, and a doubtful patient."""
    found = [
        TaskDraft(path, _reason(field))
        for path, field in record.fields(facts)
        if field.status is Status.REVIEW
    ]
    return [*found, *whose(link, doubt)]


def whose(link: PatientLink, doubt: str | None) -> list[TaskDraft]:
    """Return what a person must see where it is not sure whose a document is, and why."""
    return [TaskDraft(LINK, doubt or "doubtful")] if link.status == "review" else []


def sequence(document: Document) -> list[TaskDraft]:
    """Return where a document lacks a page, or its pages are not in order."""
    from pipeline.split.counts import out_of_sequence

    return [TaskDraft(f"pages.{number}", why.value) for number, why in out_of_sequence(document)]


def _reason(field: Field) -> str:
    """Return why a value waits: the first doubt that was found, if any was."""
    if field.text is None:
        return "unreadable"
    return field.doubts[0] if field.doubts else "doubtful"


def told(reason: str) -> str:
    """Return the reason of a task as it is told to a person: a doubt is a whole sentence."""
    known = reason in Doubt.__members__.values()
    return tr(Doubt(reason).sentence if known else reason)


def rescans(pages: Collection[Page], below: float) -> list[TaskDraft]:
    """Return which pages a person must scan again, and why: `pages.3`, `too pale`."""
    return [
        TaskDraft(f"pages.{page.number}", page.poor[0] if page.poor else Poor.HARD)
        for page in pages
        if page.legibility < below and not page.born_digital
    ]
