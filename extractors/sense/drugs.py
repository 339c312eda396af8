"""Medications: amounts that come out even, and that people take."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from extractors.lexicon import nearest_drug
from extractors.sense.findings import Finding, terms, value
from models.doubt import Doubt
from models.record import Facts, Item
from models.text import fold

PIECES = {
    "tablet": {"vien", "tablet", "tablets"},
    "capsule": {"vien", "nang", "capsule", "capsules"},
    "sachet": {"goi", "sachet", "sachets"},
}
"""Forms that are handed out piece by piece, and how directions name a piece, folded."""

_DOSE = re.compile(r"(?P<count>\d{1,5}(?:[.,]\d{1,3})?)(?:/(?P<part>\d{1,2}))?\s*(?P<unit>.+)")
_DAYS = re.compile(r"(?:\bx|×|\btrong|\bfor|\bdùng)\s*(\d{1,3})\s*(?:ngày|days?)\b", re.IGNORECASE)
_NEED = re.compile(r"\b(?:khi|neu|as needed|if|prn|when|cach ngay|moi tuan|every other)\b")
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*(\S+)")
_IN_MG = {"g": 1000.0, "mg": 1.0, "mcg": 0.001, "µg": 0.001, "ug": 0.001}


def dose(facts: Facts) -> Iterator[Finding]:
    """Check how much is taken at once and how often."""
    known = terms("plausible")["dose"]
    for place, item in enumerate(facts.medications):
        path = f"medications.{place}"
        count, unit = _dose(item)
        if count > known["most"].get(unit, float("inf")):
            yield Finding(Doubt.DOSE_TOO_LARGE, (f"{path}.dose",))
        swallowed = any(unit in names for names in PIECES.values())
        if _times(item) > known["times_swallowed" if swallowed else "times"]:
            yield Finding(Doubt.TAKEN_TOO_OFTEN, (f"{path}.times_per_day",))


def quantity(facts: Facts) -> Iterator[Finding]:
    """Check that pieces handed out are those of the days written, else of whole days.

    Drugs taken when needed, or not every day, come in any number.
    """
    for place, item in enumerate(facts.medications):
        said = fold(value(item, "instructions"))
        count, unit = _dose(item)
        daily, handed = count * _times(item), value(item, "quantity")
        if unit not in PIECES.get(value(item, "form"), ()) or not daily or _NEED.search(said):
            continue
        if not (handed.isascii() and handed.isdigit()):
            continue
        days = _DAYS.search(value(item, "instructions"))
        even = int(handed[:9]) == daily * int(days[1]) if days else int(handed[:9]) % daily == 0
        if not even:
            keys = ("quantity", "dose", "times_per_day")
            paths = tuple(f"medications.{place}.{key}" for key in keys)
            yield Finding(Doubt.QUANTITY_AGAINST_DOSE, paths)


def strength(facts: Facts) -> Iterator[Finding]:
    """Check that a drug whose name is known is sold in the strength that was read.

    Only amounts of the substance count: it is filled into ampoules of any volume.
    """
    for place, item in enumerate(facts.medications):
        name = value(item, "ingredient") or value(item, "name")
        known = nearest_drug(name) if name else None
        sold = _sold(known[0].name) if known and known[1] == 1 else frozenset()
        if sold and not amounts(value(item, "strength")) <= sold:
            yield Finding(Doubt.STRENGTH_UNUSUAL, (f"medications.{place}.strength",))


def amounts(text: str) -> frozenset[str]:
    """Return the amounts in a strength, weights in mg, no volumes: `1 g/100 ml` is 1000 mg."""
    found = set()
    for number, unit in _PART.findall(text.replace("/", " ").replace(",", ".")):
        if unit.lower() == "ml":
            continue
        factor = _IN_MG.get(unit.lower())
        plain = float(number) * (factor or 1)
        found.add(f"{plain:g} {'mg' if factor else unit.lower()}")
    return frozenset(found)


@cache
def _sold(substance: str) -> frozenset[str]:
    return frozenset().union(*map(amounts, _strengths().get(substance, ())))


@cache
def _strengths() -> dict[str, list[str]]:
    path = files("configs").joinpath("lexicon", "drugs.toml")
    return {
        drug["name"]: drug.get("strengths", [])
        for drug in tomllib.loads(path.read_text("utf-8"))["drug"]
    }


def _dose(item: Item) -> tuple[float, str]:
    """Return how much is taken at once and the folded unit; 0 where it is not written so."""
    match = _DOSE.fullmatch(value(item, "dose"))
    if match is None:
        return 0.0, ""
    part = int(match["part"] or 1)
    return (float(match["count"].replace(",", ".")) / part if part else 0.0), fold(match["unit"])


def _times(item: Item) -> int:
    said = value(item, "times_per_day")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 4 else 0
