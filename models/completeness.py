"""Whether a stay has the papers that its kind of stay must have: rules, and what they find."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from models.forms import Entry, Text
from models.record import DocumentType
from models.stay import Paper, Sign


class Group(StrEnum):
    """The six groups of papers that a record comprises."""

    PERSONAL = "personal"
    EXAMINATION = "examination"
    LABORATORY = "laboratory"
    FUNCTION = "function"
    CARE = "care"
    OTHER = "other"


class State(StrEnum):
    """How it stands with a paper that must be there."""

    PRESENT = "present"
    ILLEGIBLE = "illegible"
    """It came, but all of it is to be scanned again."""
    MISSING = "missing"
    ABSENT = "absent"
    """A person said that there is none."""


GROUPS = {
    Group.PERSONAL: "personal information",
    Group.EXAMINATION: "examination",
    Group.LABORATORY: "laboratory tests",
    Group.FUNCTION: "functional tests and imaging",
    Group.CARE: "diagnosis, treatment and care",
    Group.OTHER: "other papers",
}
STATES = {
    State.PRESENT: "present",
    State.ILLEGIBLE: "cannot be read",
    State.MISSING: "missing",
    State.ABSENT: "there is none",
}
"""What people are told, in English."""

LACKS = (State.MISSING, State.ILLEGIBLE)
"""What somebody is to look for."""

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,63}$")]


class Name(Entry):
    """What people call something, in each language."""

    vi: Text
    en: Text

    def said(self, language: str) -> str:
        """Return it in `vi` or `en`."""
        return self.vi if language == "vi" else self.en


class Belongs(Entry):
    """Documents by the id of their form, or by their type where no rule names their form."""

    forms: tuple[Text, ...] = ()
    types: tuple[DocumentType, ...] = ()


class Needed(Belongs):
    """A paper that stays must have: which documents are one, and when it is needed.

    With `when` only where a document says so; not where one says what is in `unless`; with
    `days` only in a stay of so many days or more.
    """

    id: Id
    name: Name
    when: Sign | None = None
    unless: tuple[Sign, ...] = ()
    days: Annotated[int, Field(ge=1)] | None = None
    source: Text


class Kind(Belongs):
    """A kind of stay: what tells it, and the papers that it must have."""

    id: Id
    name: Name
    needs: tuple[Id, ...] = ()


class Rules(Entry):
    """All that is needed to check stays.

    Of kinds the first counts that a form tells, then the first that a type tells; a declared
    chart of which nothing tells it is of the kind `otherwise`, if that is not empty.
    """

    source: Text
    otherwise: str = ""
    group: Mapping[Group, Belongs]
    paper: tuple[Needed, ...]
    kind: tuple[Kind, ...]

    @model_validator(mode="after")
    def _hang_together(self) -> Self:
        papers = [one.id for one in self.paper]
        kinds = [one.id for one in self.kind]
        if len({*papers}) < len(papers) or len({*kinds}) < len(kinds):
            raise ValueError("an id is there twice")
        if unknown := {need for one in self.kind for need in one.needs} - {*papers}:
            raise ValueError(f"{min(unknown)} is no paper")
        if self.otherwise and self.otherwise not in kinds:
            raise ValueError(f"{self.otherwise} is no kind")
        return self


@dataclass(frozen=True, slots=True)
class Need:
    """A paper that a stay must have, how it stands with it, and the documents that are one."""

    paper: Needed
    state: State
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """A stay held against the rules. `kind` is None where nothing tells it.

    `groups` has for each group how many documents there are.
    """

    kind: Kind | None
    groups: Mapping[Group, int]
    needs: tuple[Need, ...]

    @property
    def lacks(self) -> tuple[Need, ...]:
        """What somebody is to look for."""
        return tuple(one for one in self.needs if one.state in LACKS)


def checked(
    papers: Sequence[Paper], rules: Rules, *, declared: bool, absent: Collection[str] = ()
) -> Checked:
    """Hold the documents of a stay against the rules.

    `declared` tells that somebody handed it in as a chart; `absent` are the ids of papers of
    which a person said that there is none.
    """
    kind = _kind(papers, rules, declared=declared)
    wanted = [one for one in rules.paper if kind and one.id in kind.needs]
    days = max(map(_days, papers), default=0)
    signs = frozenset(sign for paper in papers for sign in paper.signs)
    return Checked(
        kind,
        {name: len(_of(papers, part, rules.group.values())) for name, part in rules.group.items()},
        tuple(
            _need(papers, one, rules, absent)
            for one in wanted
            if (one.when is None or one.when in signs)
            and signs.isdisjoint(one.unless)
            and days >= (one.days or 0)
        ),
    )


def _kind(papers: Sequence[Paper], rules: Rules, *, declared: bool) -> Kind | None:
    forms, types = {paper.form for paper in papers}, {paper.type for paper in papers}
    by_form = (one for one in rules.kind if not forms.isdisjoint(one.forms))
    by_type = (one for one in rules.kind if not types.isdisjoint(one.types))
    else_ = (one for one in rules.kind if declared and one.id == rules.otherwise)
    return next((one for some in (by_form, by_type, else_) for one in some), None)


def _need(papers: Sequence[Paper], wanted: Needed, rules: Rules, absent: Collection[str]) -> Need:
    found = _of(papers, wanted, rules.paper)
    names = tuple(one.document_id for one in found)
    if any(one.legible for one in found):
        return Need(wanted, State.PRESENT, names)
    if wanted.id in absent:
        return Need(wanted, State.ABSENT, names)
    return Need(wanted, State.ILLEGIBLE if found else State.MISSING, names)


def _of(papers: Iterable[Paper], what: Belongs, every: Iterable[Belongs]) -> list[Paper]:
    """Return the documents that belong: by form, or by type where none of `every` names that."""
    named = {form for one in every for form in one.forms}
    return [
        paper
        for paper in papers
        if (paper.form in what.forms if paper.form in named else paper.type in what.types)
    ]


def _days(paper: Paper) -> int:
    """Return how many days of care a document tells, the first and the last counted."""
    if not (paper.first and paper.last):
        return 0
    return (date.fromisoformat(paper.last) - date.fromisoformat(paper.first)).days + 1
