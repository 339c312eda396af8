"""What speaks for and against that a document is about one person of the register.

Fellegi and Sunter, "A theory for record linkage" (1969): each comparison weighs the binary
logarithm of how often it comes out so for one person (m) over how often for two (u).
"""

import math
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from models.text import fold
from storage.names import Share, alike
from storage.person import NUMBERS, Person
from storage.weights import WEIGHTS

AGREE, NEAR, DIFFER = "agree", "near", "differ"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One comparison: the field, how it came out, and its weight in bits, negative if against."""

    field: str
    level: str
    bits: float


def compare(said: Person, held: Person, share: Share, people: int) -> tuple[Evidence, ...]:
    """Return what each field that both have says; `people` is how many the register holds.

    A number of the hospital's that is not this person's is no evidence: it may be another
    hospital's, or of an older system.
    """
    found = [_number(key, said, held, people) for key in NUMBERS]
    if said.full_name and held.full_name:
        name = alike(said.full_name, held.full_name, share)
        found.append(Evidence("full_name", name.level, name.bits))
    if said.years and held.birth_date:
        found.append(_weighed("birth_date", birth(said, held)))
    if said.sex and held.sex:
        found.append(_weighed("sex", AGREE if said.sex == held.sex else DIFFER))
    if said.phone and held.phone:
        found.append(_weighed("phone", AGREE if said.phone == held.phone else DIFFER))
    if said.address and held.address:
        found.append(_weighed("address", address(said.address, held.address)))
    return tuple(one for one in found if one)


def numbers(said: Person, held: Person) -> tuple[str, ...]:
    """Return which identifiers both have and are the same."""
    return tuple(
        key for key in NUMBERS if getattr(said, key) and getattr(said, key) == getattr(held, key)
    )


def number(key: str, said: str, held: str) -> str | None:
    """Return how two numbers compare; None where that says nothing."""
    if said == held:
        return AGREE
    if key in ("patient_id", "record_number") or len(said) != len(held):
        return None  # also an old identity card's 9 digits beside a new one's 12
    # One digit misread, or two that changed places.
    return NEAR if OSA.distance(said, held, score_cutoff=1) <= 1 else DIFFER


def birth(said: Person, held: Person) -> str:
    """Return how two births compare, as exactly as both are known."""
    one, other = said.birth_date, held.birth_date
    if not one:
        return "age" if int(other[:4]) in said.years else DIFFER
    if len(one) == len(other) == 10:
        if one == other:
            return "first_of_january" if one.endswith("-01-01") else "date"
        if _misread(one, other):
            return NEAR
    known = min(len(one), len(other))
    if known < 10 and one[:known] == other[:known]:
        return "month" if known == 7 else "year"
    return "year_only" if one[:4] == other[:4] else DIFFER


def _misread(one: str, other: str) -> bool:
    """Return whether one digit is another, or day and month changed places."""
    changed = f"{one[:4]}-{one[8:]}-{one[5:7]}"
    return changed == other or sum(a != b for a, b in zip(one, other, strict=True)) == 1


def address(said: str, held: str) -> str:
    """Return how alike two addresses are: provinces merge, and people move."""
    score = fuzz.token_sort_ratio(fold(said), fold(held))
    return AGREE if score >= 88 else NEAR if score >= 65 else DIFFER


def _number(key: str, said: Person, held: Person, people: int) -> Evidence | None:
    one, other = getattr(said, key), getattr(held, key)
    level = number(key, one, other) if one and other else None
    if level is None:
        return None
    if level != AGREE:
        return _weighed(key, level)
    # Of the papers that are another's, a share bears this person's number by a mix-up.
    chance = WEIGHTS[key][AGREE]
    return Evidence(key, level, math.log2(chance["m"] * people / chance["mixed"]))


def _weighed(field: str, level: str) -> Evidence:
    chance = WEIGHTS[field][level]
    most = WEIGHTS["most"].get(field, math.inf)
    return Evidence(field, level, min(most, math.log2(chance["m"] / chance["u"])))
