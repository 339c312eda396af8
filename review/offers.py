"""What a value may be instead: as the second reader has it, the lists, the register. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from extractors.lexicon import Lexicon
from extractors.typed import CHOICES, normal
from models.errors import UsageError
from models.page import Word
from models.text import squeeze
from review import marked
from review.fields import written
from storage.person import Person

MOST = 9
"""Offers that are shown: as many as there are number keys."""
NEAREST = 3
LIKE = 60.0
"""How like a name of a list must be, 0..100."""

SECOND, LISTED, REGISTER, CHOICE = "second reader", "list", "register", "choice"


@dataclass(frozen=True, slots=True)
class Offer:
    """A value that may be meant, as it is filed and as people write it, and who says so."""

    value: str
    shown: str
    source: str
    note: str = ""


def offers(
    kind: str,
    value: str | None,
    words: Sequence[Word],
    lexicon: Lexicon,
    registered: Person | None,
) -> tuple[Offer, ...]:
    """Return what the value of a kind of field may be instead of `value`, the likeliest first.

    `words` are those it was read from; `registered` is the patient that the register has.
    """
    if kind in CHOICES:
        return tuple(Offer(one, one, CHOICE) for one in CHOICES[kind].split())
    every = [
        *_second(kind, value, words),
        *_registered(kind, registered),
        *_listed(kind, value or "", lexicon),
    ]
    return _distinct(value, every)[:MOST]


def _distinct(value: str | None, every: Iterable[Offer]) -> tuple[Offer, ...]:
    found: dict[str, Offer] = {}
    for offer in every:
        if offer.value != value:
            found.setdefault(offer.value, offer)
    return tuple(found.values())


def _second(kind: str, value: str | None, words: Sequence[Word]) -> Iterator[Offer]:
    text = written(value) if value is not None else " ".join(word.text for word in words)
    other = marked.otherwise(text, words)
    try:
        meant = normal(kind, other)
    except UsageError:
        return
    if meant is not None:
        yield Offer(meant, written(meant), SECOND)


def _registered(kind: str, person: Person | None) -> Iterator[Offer]:
    group, _, key = kind.partition(".")
    held = getattr(person, key, "") if person and group == "patient" else ""
    if isinstance(held, str) and held:
        yield Offer(held, written(held), REGISTER)


def _listed(kind: str, value: str, lexicon: Lexicon) -> Iterator[Offer]:
    if not value:
        return
    if kind == "diagnoses.icd10":
        names = {entry.code: entry.names[0] for entry in lexicon.lists.icd10 if entry.names}
        for code in _nearest(value, dict.fromkeys(lexicon.codes, "")):
            yield Offer(code, code, LISTED, names.get(code, ""))
    elif kind in ("medications.name", "medications.ingredient"):
        for key in _nearest(squeeze(value), lexicon.drugs):
            drug = lexicon.drugs[key]
            spelt = next((one for one in drug.names if squeeze(one) == key), drug.name)
            name = drug.name if kind.endswith("ingredient") else spelt
            yield Offer(name, name, LISTED, drug.name if name != drug.name else "")
    elif kind == "lab_results.test":
        for key in _nearest(squeeze(value), lexicon.labs):
            spelt = next((one for one in lexicon.labs[key].names if squeeze(one) == key), "")
            if spelt:
                yield Offer(spelt, spelt, LISTED)
    elif kind in ("encounter.facility", "encounter.destination"):
        for key in _nearest(squeeze(value), lexicon.facilities):
            yield Offer(lexicon.facilities[key], lexicon.facilities[key], LISTED)


def _nearest(text: str, known: Mapping[str, object]) -> list[str]:
    found = process.extract(text, known.keys(), scorer=fuzz.ratio, limit=NEAREST, score_cutoff=LIKE)
    return [match[0] for match in found]
