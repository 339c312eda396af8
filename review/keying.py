"""Keying: only the fields that a form's entry in the register marks as needed, in its order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.forms import Form
from review.asking import Question
from review.fields import written
from review.offers import MOST, Offer

READ = "as it was read"


@dataclass(frozen=True, slots=True)
class Row:
    """How many tasks wait of one needed field of a form."""

    form: Form
    kind: str
    waiting: int


@dataclass(frozen=True)
class Line:
    """A field to be keyed; `offers` has what was read first, where anything was."""

    question: Question
    offers: tuple[Offer, ...]

    @property
    def kind(self) -> str:
        """The kind of field."""
        return self.question.task.kind


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
    return Line(question, every[:MOST])


def of_document(questions: list[Question], needed: Sequence[str]) -> list[Line]:
    """Return what is to be keyed of a document, in the order of its form."""
    return sorted(map(asked, questions), key=lambda line: needed.index(line.kind))
