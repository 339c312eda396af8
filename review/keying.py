"""Keying: only the fields that a form's entry in the register marks as needed, in its order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from exports import record
from exports.stored import Stored
from models.decided import about
from models.decision import Kind, Said
from models.forms import Form
from models.record import LISTS, kind_of
from review import asking
from review.asking import Question
from review.desk import Desk
from review.fields import written
from review.offers import MOST, Offer
from storage.rows import DocumentRow

READ = "as it was read"


@dataclass(frozen=True, slots=True)
class Row:
    """How many tasks wait of one needed field of a form."""

    form: Form
    kind: str
    waiting: int


@dataclass(frozen=True)
class Line:
    """A field to be keyed: one that waits, or one that nothing was found of (no `question`).

    `offers` has what was read first.
    """

    kind: str
    document: DocumentRow
    page: int
    question: Question | None = None
    offers: tuple[Offer, ...] = ()


def rows(forms: Mapping[str, Form], waiting: Mapping[tuple[str, str], int]) -> list[Row]:
    """Return what there is to key, by form and in the order of its fields."""
    return [
        Row(form, kind, many)
        for form in forms.values()
        for kind in form.needed
        if (many := waiting.get((form.id, kind), 0))
    ]


def asked(question: Question) -> Line:
    """Return a field that waits as a line; nothing of it is accepted beforehand."""
    value = question.field.value if question.field else None
    read = () if value is None else (Offer(value, written(value), READ),)
    every = question.offers if question.choosing else (*read, *question.offers)
    return Line(question.task.kind, question.document, question.page, question, every[:MOST])


def lacking(document: DocumentRow, filed: Stored, needed: tuple[str, ...]) -> Iterator[Line]:
    """Yield the needed fields of which nothing was found on a document's pages."""
    there = {kind_of(path) for path, _ in record.fields(filed.facts)}
    for kind in needed:
        if kind not in there:
            yield Line(kind, document, document.numbers[0])


def added(filed: Stored, sha256: str, kind: str, value: str, typed: str, page: int) -> Said:
    """Return the word that makes a field that nothing was found of."""
    how = Kind.ITEM if kind.partition(".")[0] in LISTS else Kind.ADD
    return about(filed.facts, sha256, how, kind, value, page=page, text=typed)


def of_document(desk: Desk, document: DocumentRow, questions: list[Question]) -> list[Line]:
    """Return all that is to be keyed of a document, in the order of its form."""
    form = desk.forms.get(document.form or "")
    needed = form.needed if form else ()
    filed = asking.version(desk, document.id, document.version)
    every = [*map(asked, questions), *lacking(document, filed, needed)]
    return sorted(every, key=lambda line: needed.index(line.kind))
