"""Which documents belong to one stay of one patient."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from exports.stored import Stored
from models.record import Item, Status

SETTLED = ("auto", "new", "verified")
"""States of a link in which a document is somebody's."""
ORDER = (
    "discharge_certificate record_summary inpatient_record referral procedure_note appointment"
    " treatment_sheet nursing_note vital_signs_chart prescription lab_report imaging_report other"
).split()
"""Whose word counts first where documents tell the same thing in other words."""
LEFT_OUT = ("cover_sheet",)


@dataclass(frozen=True, slots=True)
class Stay:
    """The documents of a stay, in the order in which their word counts."""

    papers: tuple[Stored, ...]

    @property
    def id(self) -> str:
        """An opaque name, the same as long as its first document by id is."""
        first = min(paper.document_id for paper in self.papers)
        return "s" + hashlib.sha256(f"stay/{first}".encode()).hexdigest()[:24]

    def of(self, *kinds: str) -> tuple[Stored, ...]:
        """Return the documents of some types."""
        return tuple(paper for paper in self.papers if kind(paper) in kinds)


def stays(papers: Iterable[Stored]) -> list[Stay]:
    """Return the stays of documents, by id.

    Documents of one patient are of one stay where their stay codes or record numbers are the
    same, or the times in hospital that they tell overlap. One that only tells when it was
    written belongs to the one stay in which that was, if it is one. What is not so sure is a
    stay of its own.
    """
    kept = [paper for paper in papers if kind(paper) not in LEFT_OUT]
    groups = _joined(kept, _together)
    lone = [group for group in groups if len(group) == 1 and not _span(group[0])]
    grown = [group for group in groups if group not in lone]
    for (paper,) in lone:
        homes = [group for group in grown if any(_within(paper, other) for other in group)]
        if len(homes) == 1:
            homes[0].append(paper)
        else:
            grown.append([paper])
    return sorted((Stay(tuple(sorted(group, key=_rank))) for group in grown), key=lambda s: s.id)


def kind(paper: Stored) -> str:
    """Return the type of a document."""
    return paper.facts.document_type.value or "other"


def owner(paper: Stored) -> str | None:
    """Return the patient whose document it is; None where nobody is sure enough."""
    return paper.link.patient_key if paper.link.status in SETTLED else None


def sure(item: Item, key: str) -> str | None:
    """Return a value that neither waits for a person nor was rejected."""
    field = item.get(key)
    return field.value if field and field.status not in (Status.REVIEW, Status.REJECTED) else None


def _joined(
    papers: Sequence[Stored], together: Callable[[Stored, Stored], bool]
) -> list[list[Stored]]:
    """Return papers in groups: two that belong together are in one, over others too."""
    by_owner: dict[str, list[list[Stored]]] = {}
    for paper in papers:
        groups = by_owner.setdefault(owner(paper) or paper.document_id, [])
        near = [group for group in groups if any(together(paper, other) for other in group)]
        groups[:] = [group for group in groups if group not in near]
        groups.append([paper, *(other for group in near for other in group)])
    return [group for groups in by_owner.values() for group in groups]


def _together(one: Stored, other: Stored) -> bool:
    for key in ("stay_code", "record_number"):
        numbers = {_number(paper, key) for paper in (one, other)}
        if len(numbers) == 1 and None not in numbers:
            return True
    here, there = _span(one), _span(other)
    if not here or not there:
        return False
    return here[0] == there[0] or here[0] < there[0] < here[1] or there[0] < here[0] < there[1]


def _number(paper: Stored, key: str) -> str | None:
    facts = paper.facts
    return sure(facts.encounter if key == "stay_code" else facts.patient, key)


def _within(paper: Stored, other: Stored) -> bool:
    written, span = sure(paper.facts.encounter, "issued_on"), _span(other)
    same = owner(paper) is not None and owner(paper) == owner(other)
    return bool(same and span and written and span[0] <= written[:10] <= span[1])


def _span(paper: Stored) -> tuple[str, str] | None:
    """Return the days of admission and discharge, twice the first where the last is not told."""
    first, last = (
        (sure(paper.facts.encounter, key) or "")[:10] for key in ("admitted_at", "discharged_at")
    )
    if len(first) < 10 or (len(last) == 10 and last < first):
        return None
    return first, last if len(last) == 10 else first


def _rank(paper: Stored) -> tuple[int, str]:
    name = kind(paper)
    return ORDER.index(name) if name in ORDER else len(ORDER), paper.document_id
