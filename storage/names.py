"""How alike two Vietnamese names are, part by part, and how much each part says.

`Nguyễn` in both is no evidence, since every third person has it; a rare given name is much.
Parts are paired whatever their order; marks that were lost or misread cost little.
"""

import math
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from models.text import TONES, fold
from storage.person import part_key
from storage.weights import WEIGHTS

Share = Callable[[str], float]
"""How many people, 0..1, have this part (`storage.person.part_key`) in their name."""

ROLES = ("given", "surname", "middle")
LEVELS = ("same", "unmarked", "near", "other", "missing")
"""How a part of a name compares: the same; but for marks; misread; another; on one side only."""

SWAPPED = "swapped"


@dataclass(frozen=True, slots=True)
class Alike:
    """How two names compare: the level of each part with its role, and the bits of all.

    A level's part is the register's key of that part; empty for parts that have no partner.
    """

    parts: tuple[tuple[str, str, str], ...]
    swapped: bool
    bits: float

    @property
    def level(self) -> str:
        """The worst that is said of any part, in one word."""
        seen = {(role, level) for role, level, _ in self.parts}
        if ("given", "other") in seen or ("given", "missing") in seen:
            return "other"
        for level in ("other", "missing", "near", "unmarked"):
            if any(said == level for _, said in seen):
                return {"other": "part", "missing": "short"}.get(level, level)
        return SWAPPED if self.swapped else "same"


def alike(said: str, held: str, share: Share) -> Alike:
    """Compare a name as a document says it with one as the register holds it."""
    parts, swapped = levels(said, held)
    bits = sum(_bits(role, level, share(key) if key else 0.0) for role, level, key in parts)
    if swapped:
        bits += math.log2(WEIGHTS["name"]["swapped"]["m"] / WEIGHTS["name"]["swapped"]["u"])
    return Alike(parts, swapped, min(bits, WEIGHTS["most"]["name"]))


def _bits(role: str, level: str, share: float) -> float:
    chance = WEIGHTS[role][level]
    return math.log2(chance["m"] / (chance["u"] * (share or 1.0)))


@lru_cache(maxsize=65536)  # candidates of one document share names
def levels(one: str, other: str) -> tuple[tuple[tuple[str, str, str], ...], bool]:
    """Return role, level and key of each part of a name, and whether the order is another.

    `one` is the name as a document has it, `other` as the register does.
    """
    said, held = one.split(), other.split()
    pairs: dict[int, tuple[int, str]] = {}
    for level in ("same", "unmarked", "near"):
        for place, part in enumerate(held):
            free = [at for at in range(len(said)) if at not in {one for one, _ in pairs.values()}]
            fitting = [at for at in free if compare(said[at], part) == level]
            if place not in pairs and fitting:
                # Counted from the end: the given name is there, and middle names get lost.
                end = len(held) - place
                pairs[place] = (min(fitting, key=lambda at: abs(len(said) - at - end)), level)
    parts = [
        (_role(place, len(held)), level, part_key(held[place]))
        for place, (_, level) in pairs.items()
    ]
    order = [pairs[place][0] for place in sorted(pairs)]
    taken = {at for at, _ in pairs.values()}
    left = [_role(place, len(held)) for place in range(len(held)) if place not in pairs]
    over = [_role(at, len(said)) for at in range(len(said)) if at not in taken]
    parts += [(role, level, "") for role, level in _unpaired(left, over)]
    return tuple(parts), order != sorted(order)


def _unpaired(left: list[str], over: list[str]) -> list[tuple[str, str]]:
    """Return what is said of parts without partner; where both sides have one it is another."""
    left, over = sorted(left, key=ROLES.index), sorted(over, key=ROLES.index)
    both = min(len(left), len(over))
    others = [min(pair, key=ROLES.index) for pair in zip(left, over, strict=False)]
    return [(role, "other") for role in others] + [
        (role, "missing") for role in [*left[both:], *over[both:]]
    ]


def _role(place: int, count: int) -> str:
    if place == count - 1:
        return "given"
    return "middle" if place else "surname"


@lru_cache(maxsize=65536)
def compare(said: str, held: str) -> str:
    """Return `same`, `unmarked`, `near` or `other` for one part of a name and another."""
    one, other = fold(said), fold(held)
    if one == other and _marks(said) == _marks(held):
        return "same"
    if one == other and not (_marks(said) and _marks(held)):
        return "unmarked"
    if part_key(said) == part_key(held):
        return "near"
    allowed = 1 if min(len(one), len(other)) >= 3 else 0
    if allowed and Levenshtein.distance(one, other, score_cutoff=allowed) <= allowed:
        return "near"
    return "other"


def _marks(part: str) -> list[str]:
    """Return the marks of a part, wherever the tone stands: `HOÀ` and `HÒA` are the same."""
    plain = unicodedata.normalize("NFD", part.lower().replace("đ", "d\u0335"))
    shapes = [letter for letter in plain if unicodedata.combining(letter) and letter not in TONES]
    return shapes + [letter for letter in plain if letter in TONES]
