"""Vital signs: what a body can have, and what fits one body."""

import re
from collections.abc import Iterator
from itertools import product

from extractors.sense.findings import Finding, terms, value
from extractors.sense.times import years
from models.doubt import Doubt
from models.record import Facts, Item

_NUMBER = re.compile(r"\d{1,6}(?:\.\d{1,4})?", re.ASCII)
_PRESSURE = re.compile(r"(\d{1,4})/(\d{1,4})", re.ASCII)


def possible(facts: Facts) -> Iterator[Finding]:
    """Check each sign against what a body of this age can have."""
    age = years(facts)
    for place, item in enumerate(facts.vital_signs):
        path = f"vital_signs.{place}.value"
        pressure = _pressure(item)
        if pressure is not None:
            if not (_fits("systolic", pressure[0], age) and _fits("diastolic", pressure[1], age)):
                yield Finding(Doubt.SIGN_IMPOSSIBLE, (path,))
            elif pressure[0] <= pressure[1]:
                yield Finding(Doubt.PRESSURE_REVERSED, (path,))
            continue
        number = _number(item)
        kind, unit = value(item, "kind"), value(item, "unit")
        if number is not None and unit not in ("°F", "m") and not _fits(kind, number, age):
            aged = ("patient.age", "patient.birth_date") if _fits(kind, number, None) else ()
            yield Finding(Doubt.SIGN_IMPOSSIBLE, (path, *aged))


def body(facts: Facts) -> Iterator[Finding]:
    """Check that weight and height fit one body, and stay the same within one document."""
    known = terms("plausible")["body"]
    weights, heights = _measured(facts, "weight"), _measured(facts, "height")
    for (heavy, weight), (tall, height) in product(weights[:1], heights[:1]):
        index = weight / (height / 100) ** 2
        if not known["index"][0] <= index <= known["index"][1]:
            yield Finding(Doubt.WEIGHT_AGAINST_HEIGHT, (heavy, tall))
    for kind, found in (("weight", weights), ("height", heights)):
        for path, number in found[1:]:
            if abs(number - found[0][1]) > known["change"][kind] * found[0][1]:
                yield Finding(Doubt.BODY_CHANGED, (found[0][0], path))


def _measured(facts: Facts, kind: str) -> list[tuple[str, float]]:
    unit = {"weight": "kg", "height": "cm"}[kind]
    return [
        (f"vital_signs.{place}.value", number)
        for place, item in enumerate(facts.vital_signs)
        if value(item, "kind") == kind and value(item, "unit") == unit
        if (number := _number(item))
    ]


def _fits(kind: str, number: float, age: int | None) -> bool:
    known = terms("plausible")
    if kind not in known["sign"]:
        return True
    grown = age is not None and age >= known["signs"]["grown_from"]
    least, most = known["sign"][kind]["grown" if grown else "any"]
    return bool(least <= number <= most)


def _pressure(item: Item) -> tuple[int, int] | None:
    match = _PRESSURE.fullmatch(value(item, "value"))
    if match is None or value(item, "kind") != "blood_pressure":
        return None
    return int(match[1]), int(match[2])


def _number(item: Item) -> float | None:
    match = _NUMBER.fullmatch(value(item, "value"))
    return float(match[0]) if match else None
