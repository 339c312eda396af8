"""Which documents are of one stay. Days are ISO texts, as `2026-11-02`."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Sign(StrEnum):
    """What a document tells of a stay that asks for papers of its own."""

    DIED = "died"
    OPERATED = "operated"
    REFERRED = "referred"


@dataclass(frozen=True, slots=True)
class Pile:
    """What was handed in as one chart: `key` tells it from all others, `name` is what it is called.

    Piles of one name may be parts of one chart that came at different times.
    """

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as part of a stay.

    `numbers` are its pages in the scan; `form` the id of its form; `first` and `last` the days
    of care that it tells. `pile` is None where nobody said of which chart it is. It is not
    `legible` where a page of it is to be scanned again.
    """

    document_id: str
    sha256: str
    numbers: tuple[int, ...]
    type: str
    form: str | None = None
    patient_key: str | None = None
    record_number: str | None = None
    first: str | None = None
    last: str | None = None
    signs: frozenset[Sign] = frozenset()
    pile: Pile | None = None
    legible: bool = True


def stays(papers: Iterable[Paper]) -> tuple[tuple[Paper, ...], ...]:
    """Return the documents stay by stay, each in one, whatever order they come in.

    What was handed in as one chart is of one stay. Two such charts are one where a patient is
    the same, and their name or a record number. Documents that nobody put into a chart are of
    one stay where their patient is the same, and a record number is or their days of care
    overlap; they join the chart of which that is true, if it is of one only. One that tells
    neither joins the stay of its patient, if there is one only. Nothing is joined where both
    sides tell record numbers and none is the same.
    """
    ordered = sorted(papers, key=_place)
    loose = _merged([_stay([one]) for one in ordered if one.pile is None], _same_stay)
    told = [one for one in loose if one.numbers or one.days]
    silent = [one for one in loose if not (one.numbers or one.days)]
    charts = _with(_merged(_piles(ordered), _same_chart), told, _same_stay)
    found = _with(charts, silent, _same_patient)
    return tuple(sorted((one.papers for one in found), key=lambda some: _place(some[0])))


@dataclass(frozen=True, slots=True)
class _Stay:
    """Documents that are known to be of one stay so far, and what they tell together."""

    papers: tuple[Paper, ...]
    names: frozenset[str]
    patients: frozenset[str]
    numbers: frozenset[str]
    days: frozenset[tuple[str, str]]


def _stay(papers: Iterable[Paper]) -> _Stay:
    mine = tuple(sorted(papers, key=_place))
    return _Stay(
        mine,
        frozenset(one.pile.name for one in mine if one.pile),
        frozenset(one.patient_key for one in mine if one.patient_key),
        frozenset(one.record_number for one in mine if one.record_number),
        frozenset((one.first, one.last) for one in mine if one.first and one.last),
    )


def _place(paper: Paper) -> tuple[str, tuple[int, ...], str]:
    return paper.sha256, paper.numbers, paper.document_id


def _piles(papers: Iterable[Paper]) -> list[_Stay]:
    found: dict[str, list[Paper]] = defaultdict(list)
    for one in papers:
        if one.pile is not None:
            found[one.pile.key].append(one)
    return [_stay(found[key]) for key in sorted(found)]


Same = Callable[[_Stay, _Stay], bool]


def _merged(stays: Sequence[_Stay], same: Same) -> list[_Stay]:
    """Return the stays with those in one that hang together, over others too."""
    found: list[_Stay] = []
    for one in stays:
        while near := next((other for other in found if same(other, one)), None):
            found.remove(near)
            one = _stay([*near.papers, *one.papers])
        found.append(one)
    return found


def _with(stays: Sequence[_Stay], others: Iterable[_Stay], same: Same) -> list[_Stay]:
    """Return the stays, each of the others with the only one that it fits, else by itself."""
    guests: dict[int, list[_Stay]] = defaultdict(list)
    alone: list[_Stay] = []
    for one in others:
        near = [place for place, stay in enumerate(stays) if same(stay, one)]
        (guests[near[0]] if len(near) == 1 else alone).append(one)
    held = [
        _stay(paper for each in (stay, *guests[place]) for paper in each.papers)
        for place, stay in enumerate(stays)
    ]
    return [*held, *alone]


def _same_patient(one: _Stay, other: _Stay) -> bool:
    return not one.patients.isdisjoint(other.patients)


def _same_chart(one: _Stay, other: _Stay) -> bool:
    if not _same_patient(one, other):
        return False
    if one.numbers and other.numbers:
        return not one.numbers.isdisjoint(other.numbers)
    return not one.names.isdisjoint(other.names)


def _same_stay(one: _Stay, other: _Stay) -> bool:
    if not _same_patient(one, other):
        return False
    if one.numbers and other.numbers:
        return not one.numbers.isdisjoint(other.numbers)
    return any(a <= d and c <= b for a, b in one.days for c, d in other.days)
