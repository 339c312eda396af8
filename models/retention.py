"""How long papers are kept: their kinds, when that counts from, and until when.

Where anything is in doubt, the longer counts. Days are ISO texts, as `2026-11-02`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.stay import Sign


class Kind(StrEnum):
    """Kinds of records that are kept for different times, the weightiest last."""

    UNKNOWN = "unknown"
    OUTPATIENT = "outpatient"
    INPATIENT = "inpatient"
    ACCIDENT = "accident"
    PSYCHIATRIC = "psychiatric"
    DEATH = "death"


Years = Mapping[Kind, int]
"""For how many years each kind is kept at least."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a document says of how long it is to be kept.

    `kinds` are all that it speaks for, none where it tells nothing; `since` is the day from
    which its time counts; `first` and `last` are the days of care that it tells, None where it
    tells none. `document_id` and `sha256` say which it is and in which scan, `patient_key` and
    `record_number` whose and of which stay, where that is known.
    """

    document_id: str
    sha256: str
    kinds: frozenset[Kind]
    since: str
    first: str | None = None
    last: str | None = None
    patient_key: str | None = None
    record_number: str | None = None
    cover: bool = False
    """Whether it only covers others, and tells nothing where there are any."""
    signs: frozenset[Sign] = frozenset()
    """What it tells of its stay besides, for the papers that the stay must have."""


@dataclass(frozen=True, slots=True)
class Term:
    """How long something is kept: as what kind, from which day, and to which, that day counted."""

    kind: Kind
    since: str
    until: str


def longest(kinds: Iterable[Kind], years: Years) -> Kind:
    """Return the kind that is kept longest; `unknown` only where there is no other."""
    order = list(Kind)
    known = [kind for kind in kinds if kind is not Kind.UNKNOWN]
    return max(known, key=lambda kind: (years[kind], order.index(kind)), default=Kind.UNKNOWN)


def term(paper: Kept, others: Iterable[Kept], years: Years) -> Term:
    """Return how long a document is kept, `others` being all of the same patient.

    Its stay, and so each document of it, is kept as the longest of its documents, counted from
    the last of their days. One that tells no stay may be of any of its patient's: it is kept as
    long as all of them, and they are kept as its kind, but from their own days.
    """
    mine = [one for one in others if one.document_id != paper.document_id]
    mine = [one for one in mine if paper.patient_key and one.patient_key == paper.patient_key]
    mates = stay(paper, mine) if tells(paper) else [paper, *mine]
    near = [*mates, *(one for one in mine if not tells(one))]
    kind = longest((kind for one in near for kind in one.kinds), years)
    since = max(one.since for one in mates)
    return Term(kind, since, after(since, years[kind]))


def tells(paper: Kept) -> bool:
    """Return whether a document tells of which stay it is."""
    return bool(paper.record_number or paper.first)


def stay(paper: Kept, others: Iterable[Kept]) -> list[Kept]:
    """Return the documents of one stay with this one, itself with them.

    Those of the same record number, or whose days of care overlap, over others too.
    """
    found, left = [paper], list(others)
    for one in found:
        near = [other for other in left if _together(one, other)]
        found += near
        left = [other for other in left if other not in near]
    return found


def whole(papers: Sequence[Kept], of: Callable[[Kept], Term], received: str, years: Years) -> Term:
    """Return how long a scan is kept: as long as the longest of its documents.

    One without documents, as a file that was refused, counts from the day it was received.
    """
    told = [paper for paper in papers if not paper.cover] or papers
    if not told:
        return Term(Kind.UNKNOWN, received, after(received, years[Kind.UNKNOWN]))
    return max((of(paper) for paper in told), key=lambda one: (one.until, one.since, one.kind))


def after(day: str, years: int) -> str:
    """Return the same day so many years later; the first of March for a 29 February."""
    start = date.fromisoformat(day)
    try:
        return start.replace(year=start.year + years).isoformat()
    except ValueError:
        return date(start.year + years, 3, 1).isoformat()


def _together(one: Kept, other: Kept) -> bool:
    if one.record_number and one.record_number == other.record_number:
        return True
    if not (one.first and one.last and other.first and other.last):
        return False
    return one.first <= other.last and other.first <= one.last
