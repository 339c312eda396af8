"""Which produced values are right: an extraction held against what its form says.

Items of a list are paired by how alike they are; each produced value is then right where it
is the truth's after normalising, and wrong where it differs or the truth has none.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import Levenshtein

from models.record import LISTS, Facts, Field, Item

Truth = Mapping[str, Any]
KEYS = {
    "diagnoses": ("text", "role", "assertion"),
    "medications": ("name", "strength"),
    "lab_results": ("test", "value"),
    "vital_signs": ("kind", "value", "measured_at"),
    "procedures": ("text",),
    "imaging": ("conclusion", "modality"),
    "allergies": ("substance",),
}
"""What items of a list are told apart by, the most telling first."""
UNSTATED = {
    ("diagnoses", "role"),
    ("diagnoses", "icd10"),
    ("medications", "form"),
    ("medications", "route"),
    ("medications", "ingredient"),
    ("lab_results", "flag"),
    ("vital_signs", "unit"),
    ("patient", "age"),
}
"""What a reader may work out although the form does not say it: then it is not judged."""
LEAST_ALIKE = 0.5
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_SAME = {"l/p": "lần/phút", "ck/phút": "lần/phút", "nhịp/phút": "lần/phút"}
"""Units that are written in several ways."""
_DASHES = re.compile("[\u2010-\u2015\u2212]")


@dataclass(frozen=True, slots=True)
class Judged:
    """A produced value of a group's key, and whether it is right."""

    group: str
    key: str
    field: Field
    right: bool


def judged(facts: Facts, truth: Truth) -> Iterator[Judged]:
    """Yield every value of an extraction that the truth can judge."""
    kind = facts.document_type
    yield Judged("document", "type", kind, kind.value == truth["document_type"])
    for group in ("patient", "encounter"):
        yield from _item(group, getattr(facts, group), truth.get(group) or {})
    for group in LISTS:
        made, true = getattr(facts, group), truth.get(group) or []
        pairs = _pairs(group, made, true)
        for place, item in enumerate(made):
            if place in pairs or not _again(group, item, made[:place]):
                yield from _item(group, item, pairs.get(place, {}))


def same(one: str | None, other: Any) -> bool:
    """Say whether two values are one after normalising: case, spaces, dashes, decimal sign."""
    return one is not None and other is not None and _plain(one) == _plain(str(other))


def _item(group: str, item: Item, true: Truth) -> Iterator[Judged]:
    for key, field in item.items():
        if field.value is None or (true.get(key) is None and (group, key) in UNSTATED):
            continue
        answers = [true.get(key), *(true.get(f"{key}_also") or ())]
        yield Judged(group, key, field, any(same(field.value, own) for own in answers))


def _pairs(group: str, made: Sequence[Item], true: Sequence[Truth]) -> dict[int, Truth]:
    """Return the truth of each produced item by its place, the likest pairs first."""
    ranked = sorted(
        (
            (_alike(group, item, own), -abs(i - k), i, k)
            for i, item in enumerate(made)
            for k, own in enumerate(true)
        ),
        reverse=True,
    )
    pairs: dict[int, Truth] = {}
    taken: set[int] = set()
    for alike, _, i, k in ranked:
        if alike >= LEAST_ALIKE and i not in pairs and k not in taken:
            pairs[i] = true[k]
            taken.add(k)
    return pairs


def _again(group: str, item: Item, before: Sequence[Item]) -> bool:
    """Say whether an item says once more what one before it said: a form may say it twice."""
    return group == "diagnoses" and any(
        all(_plain(_value(item, key)) == _plain(_value(own, key)) for key in KEYS[group])
        for own in before
    )


def _alike(group: str, item: Item, true: Truth) -> float:
    first, *rest = KEYS[group]
    one, other = (_plain(_value(item, first)), _plain(str(true.get(first) or "")))
    if group == "vital_signs" and one != other:
        return 0.0
    agreed = sum(same(_value(item, key) or None, true.get(key)) for key in rest)
    return Levenshtein.normalized_similarity(one, other) + 0.1 * agreed


def _value(item: Item, key: str) -> str:
    return (item[key].value or "") if key in item else ""


def _plain(text: str) -> str:
    whole = " ".join(unicodedata.normalize("NFC", text).casefold().split())
    whole = re.sub(r"\s*([^\w\s])\s*", r"\1", _DASHES.sub("-", whole)).strip(" .,;:")
    whole = _SAME.get(whole, re.sub(r"^0+(?=\d+ )", "", whole))
    number = whole.replace(",", ".")
    return f"{float(number):g}" if _NUMBER.fullmatch(number) and len(number) < 9 else whole
