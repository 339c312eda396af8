"""What the documents of a patient say together, each thing once: the facts of a summary."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from exports.fhir.evidence import BY_PERSON
from exports.fhir.paper import Paper, known, said
from exports.stored import DATES, dated
from models.record import LISTS, Field, Item, Status

ESSENTIAL: Mapping[str, Sequence[str]] = {
    "diagnoses": ("assertion",),
    "medications": (),
    "lab_results": ("test", "value", "unit"),
    "procedures": ("text",),
    "imaging": ("modality", "conclusion"),
    "allergies": ("substance",),
}
"""Without these, where they are there, the rest of an item would say something else."""
NAMES = {"diagnoses": ("icd10", "text"), "medications": ("ingredient", "name")}
"""How the same thing is known in several documents: by a code, and by words that lead to it."""
SAME = {
    "lab_results": ("test", "value", "unit"),
    "procedures": ("text", "performed_on"),
    "imaging": ("modality", "site", "conclusion"),
    "allergies": ("substance",),
}
"""What is the same thing where these are."""
DATED = ("lab_results", "imaging")
"""Of these the paper's date counts too: a result of another day is another result."""
FILLED = {"diagnoses": ("icd10", "text"), "allergies": ("reaction",)}
"""What an older paper may add to what the newest says."""
WHOLE = ("follow_up_on", "facility")
"""What is told of a stay, beside the date of the paper."""


@dataclass(frozen=True, slots=True)
class Source:
    """An item of a document, without what may not go out; `number` is its place in its list."""

    paper: Paper
    name: str
    number: int
    item: Item

    @property
    def place(self) -> str:
        """The item's path in the record."""
        return f"{self.name}.{self.number}"

    @property
    def at(self) -> tuple[str, int]:
        """Where it stands among those of all documents."""
        return self.paper.stored.document_id, self.number


@dataclass(frozen=True, slots=True)
class Told:
    """One fact: who tells it, whose word counts first. `against` are those who deny it later."""

    sources: tuple[Source, ...]
    against: tuple[Source, ...] = ()

    @property
    def item(self) -> Item:
        """The fact as the first source has it; all of it waits where papers contradict it."""
        first = self.sources[0]
        item = dict(first.item)
        for key in FILLED.get(first.name, ()):
            there = (source.item[key] for source in self.sources if key in source.item)
            if found := next(there, None):
                item.setdefault(key, found)
        return {key: _waiting(field) for key, field in item.items()} if self.against else item


def shareable(paper: Paper, *, unchecked: bool) -> Paper:
    """Return a document with what may go out of it: what a person verified or corrected.

    With `unchecked` also what was accepted by threshold, as what waits for a person. Dates of
    the paper itself are told where they do not wait. An item keeps its place in its list.
    """
    facts = paper.stored.facts
    lists: dict[str, Any] = {
        name: tuple(_kept(name, item, unchecked=unchecked) for item in getattr(facts, name))
        for name in LISTS
    }
    stay = known(facts.encounter)
    dates = {key: stay[key] for key in DATES if key in stay and not _waits(stay[key])}
    whole = _allowed({key: stay[key] for key in WHOLE if key in stay}, unchecked=unchecked)
    kept = replace(facts, encounter=dates | whole, sections=(), **lists)
    return replace(paper, stored=replace(paper.stored, facts=kept))


def gathered(papers: Iterable[Paper], name: str) -> list[Told]:
    """Return what documents tell in one of their lists, each thing once, the newest first.

    The word of a person goes before a machine's, then a newer paper's before an older one's. A
    relative's disease is nothing of the patient's, and what every paper denies is left out.
    """
    sources = [
        Source(paper, name, number, item)
        for paper in papers
        for number, item in enumerate(getattr(paper.stored.facts, name))
        if item and said(item, "assertion") != "family"
    ]
    groups: dict[tuple[str, ...], list[Source]] = defaultdict(list)
    codes = _codes(sources)
    for source in sorted(sources, key=_weight, reverse=True):
        groups[_key(source, codes)].append(source)
    told = sorted(filter(None, map(_told, groups.values())), key=lambda one: one.sources[0].at)
    return sorted(told, key=lambda one: _date(one.sources[0]), reverse=True)


def _told(group: Sequence[Source]) -> Told | None:
    """Return the fact that sources tell, the first counting first; None where all deny it.

    A paper that denied it before another told it contradicts nothing.
    """
    denials = [source for source in group if said(source.item, "assertion") == "absent"]
    sources = tuple(source for source in group if source not in denials)
    if not sources:
        return None
    against = (one for one in denials if not _date(one) or _date(one) >= _date(sources[0]))
    return Told(sources, tuple(against))


def _date(source: Source) -> str:
    return dated(source.paper.stored) or ""


def _kept(name: str, item: Item, *, unchecked: bool) -> Item:
    there = known(item)
    allowed = _allowed(there, unchecked=unchecked)
    whole = all(key in allowed for key in ESSENTIAL.get(name, ()) if key in there)
    return allowed if whole else {}


def _allowed(item: Item, *, unchecked: bool) -> dict[str, Field]:
    return {
        key: field if field.status in BY_PERSON else _waiting(field)
        for key, field in item.items()
        if field.status in BY_PERSON or (unchecked and field.status is Status.AUTO)
    }


def _waiting(field: Field) -> Field:
    return replace(field, status=Status.REVIEW)


def _waits(field: Field) -> bool:
    return field.status is Status.REVIEW


def _weight(source: Source) -> tuple[bool, str, str, tuple[str, int]]:
    decided = any(field.status in BY_PERSON for field in source.item.values())
    return decided, _date(source), source.paper.recorded, source.at


def _codes(sources: Iterable[Source]) -> dict[str, str]:
    """Return by their words the codes that things have somewhere, where it is one for the words."""
    found: dict[str, set[str]] = defaultdict(set)
    for source in sources:
        if source.name in NAMES:
            code, words = (said(source.item, key) for key in NAMES[source.name])
            if code and words:
                found[_plain(words)].add(code)
    return {words: codes.pop() for words, codes in found.items() if len(codes) == 1}


def _key(source: Source, codes: Mapping[str, str]) -> tuple[str, ...]:
    """Return what is the same for the same thing."""
    if source.name in NAMES:
        code, words = (said(source.item, key) for key in NAMES[source.name])
        return (_plain(code or codes.get(_plain(words or "")) or words or ""),)
    key = tuple(_plain(said(source.item, part) or "") for part in SAME[source.name])
    return (*key, _date(source)) if source.name in DATED else key


def _plain(text: str) -> str:
    """Return words for comparing: marks and signs count, as in `viêm gan` and `viêm gân`."""
    return text.casefold()
