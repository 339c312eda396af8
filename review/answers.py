"""From what a steward gave as an answer to the words that are kept."""

from dataclasses import dataclass, replace
from enum import StrEnum

from exports.stored import Stored
from extractors.typed import normal
from models.decided import about
from models.decision import (
    LINK,
    PAGES,
    Kind,
    Said,
    accepted,
    apart,
    begins,
    belongs,
    rescan,
    turn,
)
from models.doubt import Doubt
from models.errors import UsageError
from models.record import LISTS, Facts
from storage.rows import DocumentRow, TaskRow


class Act(StrEnum):
    """What a steward may do with a task."""

    ACCEPT = "accept"
    """The value is as typed; of a page or a patient: it is so."""
    ILLEGIBLE = "illegible"
    FIELD = "field"
    """What stands there is not this field's."""
    DOCUMENT = "document"
    """The page is none of this document's."""
    TURN = "turn"
    SPLIT = "split"
    """Another document begins on this page."""
    RESCAN = "rescan"


OF_PAPER = (Act.DOCUMENT, Act.TURN, Act.SPLIT, Act.RESCAN)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was done: `typed` text, or `more`: degrees of a turn, the reason of a re-scan.

    `page` is that which was looked at.
    """

    act: Act
    page: int
    typed: str = ""
    more: str = ""


def said(
    answer: Answer, task: TaskRow, document: DocumentRow, filed: Stored, pages: int
) -> tuple[Said, bool]:
    """Return the word of an answer, and whether it is the task's: else that stays to be asked.

    `filed` is what was looked at; `pages` is how many the scan has. Raises UsageError, that
    says what to do, where this is no answer.
    """
    if answer.act in OF_PAPER:
        of_page = task.path == f"{PAGES}.{answer.page}"
        return _of_paper(answer, document, pages), of_page
    if task.path == LINK or task.path.startswith(f"{PAGES}."):
        if answer.act is not Act.ACCEPT:
            raise UsageError("This is no answer to what is asked here.")
        if task.path == LINK:
            return belongs(document.sha256, answer.page, filed.link, answer.more or None), True
        return accepted(document.sha256, answer.page, task.path), True
    return _of_field(answer, task, document, filed.facts), True


def _of_paper(answer: Answer, document: DocumentRow, pages: int) -> Said:
    sha256, page = document.sha256, answer.page
    if page not in document.numbers:
        raise UsageError("The page is none of this document's any more: look at it again.")
    if answer.act is Act.TURN:
        return turn(sha256, page, int(answer.more) if answer.more.isdecimal() else -1)
    if answer.act is Act.RESCAN:
        if not answer.more.strip():
            raise UsageError("Say why the page is to be scanned again.")
        return rescan(sha256, page, answer.more.strip())
    if answer.act is Act.DOCUMENT:
        return apart(sha256, document.numbers, page, pages)
    return begins(sha256, document.numbers, page, pages)


def _of_field(answer: Answer, task: TaskRow, document: DocumentRow, facts: Facts) -> Said:
    if task.reason == Doubt.LACKING:
        return _of_lacking(answer, task, document, facts)

    def word(kind: Kind, value: str | None = None) -> Said:
        return about(facts, document.sha256, kind, task.path, value)

    if answer.act is Act.ILLEGIBLE:
        return word(Kind.ILLEGIBLE)
    if answer.act is Act.FIELD:
        return word(Kind.REJECT)
    value, was = normal(task.kind, answer.typed), word(Kind.VERIFY)
    if value is None and was.text is None:
        raise UsageError("Type what is written there, or say that nobody can read it.")
    return was if value == was.value and was.value is not None else word(Kind.CORRECT, value)


def _of_lacking(answer: Answer, task: TaskRow, document: DocumentRow, facts: Facts) -> Said:
    """Return the word that makes a field of which nothing was found; of nothing typed, empty."""
    if answer.act is Act.FIELD:
        raise UsageError(
            "Nothing was found of this field: type what is written there, if anything."
        )
    how = Kind.ITEM if task.kind.partition(".")[0] in LISTS else Kind.ADD
    typed = answer.typed.strip()
    value = None if answer.act is Act.ILLEGIBLE else normal(task.kind, typed)
    word = about(
        facts, document.sha256, how, task.kind, value, page=answer.page, text=typed or None
    )
    return replace(word, kind=Kind.ILLEGIBLE, text=None) if answer.act is Act.ILLEGIBLE else word
