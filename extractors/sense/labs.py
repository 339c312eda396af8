"""Laboratory results: what a person can have, and what fits range, flag and each other."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.lexicon import nearest_lab
from extractors.sense.findings import Finding, terms, value
from models.doubt import Doubt
from models.record import Facts, Item

_NUMBER = re.compile(r"[<>≤≥=\s]*(-?\d{1,9}(?:\.\d{1,6})?)", re.ASCII)
_RANGE = re.compile(r"(-?\d{1,9}(?:\.\d{1,6})?)\s*[-–—]\s*(\d{1,9}(?:\.\d{1,6})?)", re.ASCII)
_BOUND = re.compile(r"([<>≤≥])\s*=?\s*(\d{1,9}(?:\.\d{1,6})?)", re.ASCII)
_ACT = re.compile(r"^(?:Định lượng|Đo hoạt độ|Đo)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Result:
    """One numeric result. `code` is ours, empty where the test is unknown."""

    path: str
    code: str
    number: float
    unit: str
    limits: tuple[float, float] | None


def results(facts: Facts) -> list[Result]:
    """Return the results that are numbers."""
    found = []
    for place, item in enumerate(facts.lab_results):
        match = _NUMBER.fullmatch(value(item, "value"))
        if match is not None:
            code, unit = code_of(value(item, "test")), plain_unit(value(item, "unit"))
            path = f"lab_results.{place}"
            found.append(Result(path, code, float(match[1]), unit, _limits(code, unit)))
    return found


def code_of(test: str) -> str:
    """Return our code of a test as printed: `Định lượng Glucose [Máu]` is `GLU`."""
    bare = _ACT.sub("", re.sub(r"\s*[\[(][^\])]*[\])]?", " ", test)).strip()
    inside = re.search(r"\(([^)]+)\)", test)
    for name in (test, bare, inside[1] if inside else ""):
        known = nearest_lab(name) if name else None
        if known is not None:
            return known[0].code
    return ""


def plain_unit(unit: str) -> str:
    """Return a unit in the writing of the table: `x10^9/L` is `g/l`, `µmol/L` is `umol/l`."""
    plain = re.sub(r"\s", "", unit).replace("μ", "u").replace("µ", "u").lower()
    return str(terms("plausible")["units"].get(plain, plain))


def possible(facts: Facts) -> Iterator[Finding]:
    """Check each result against what a person can have, and units against their tests."""
    for each in results(facts):
        if each.limits is not None:
            if not each.limits[0] <= each.number <= each.limits[1]:
                yield Finding(Doubt.RESULT_IMPOSSIBLE, (f"{each.path}.value",))
        elif each.unit and each.code in terms("plausible")["result"]:
            yield Finding(Doubt.UNIT_AGAINST_TEST, (f"{each.path}.unit",))


def ranges(facts: Facts) -> Iterator[Finding]:
    """Check reference ranges: their edges, and the flag that value and range make."""
    numbers = {each.path: each for each in results(facts)}
    for place, item in enumerate(facts.lab_results):
        path = f"lab_results.{place}"
        edges = bounds(value(item, "reference_range"))
        own = (f"{path}.reference_range",)
        if edges is None:
            continue
        if edges[0] >= edges[1]:
            yield Finding(Doubt.RANGE_REVERSED, own)
            continue
        if (each := numbers.get(path)) is None:
            continue
        if each.limits is not None and _outside(edges, each.limits):
            yield Finding(Doubt.RANGE_IMPOSSIBLE, own)
        if not _fits(item, each.number, edges):
            yield Finding(Doubt.FLAG_AGAINST_RANGE, (f"{path}.value", *own, f"{path}.flag"))


def bounds(text: str) -> tuple[float, float] | None:
    """Return least and most of a printed range; an open end is infinite."""
    plain = text.replace(",", ".").strip()
    if match := _RANGE.fullmatch(plain):
        return float(match[1]), float(match[2])
    if match := _BOUND.fullmatch(plain):
        edge = float(match[2])
        return (-float("inf"), edge) if match[1] in "<≤" else (edge, float("inf"))
    return None


def _outside(edges: tuple[float, float], limits: tuple[float, float]) -> bool:
    """Say whether a closed range lies beyond what a person can have, wholly or at its end."""
    end = edges[1] if edges[1] != float("inf") else edges[0]
    return end > limits[1] or end < limits[0]


def _fits(item: Item, number: float, edges: tuple[float, float]) -> bool:
    flag = value(item, "flag")
    if flag == "high":
        return number >= edges[1]
    if flag == "low":
        return number <= edges[0]
    return flag != "normal" or edges[0] <= number <= edges[1]


def parts(facts: Facts) -> Iterator[Finding]:
    """Check that no part is above its whole: direct bilirubin, cholesterols, white cells."""
    by_code = _once(facts)
    for part, whole in terms("plausible")["whole"].items():
        one, all_ = by_code.get(part), by_code.get(whole)
        if one and all_ and one.unit == all_.unit and one.number > all_.number:
            yield Finding(Doubt.PART_ABOVE_WHOLE, (f"{one.path}.value", f"{all_.path}.value"))
    shares = terms("plausible")["shares"]
    cells = [by_code[code] for code in shares["tests"] if code in by_code]
    cells = [each for each in cells if each.unit == "%"]
    if sum(each.number for each in cells) > shares["most"]:
        yield Finding(Doubt.PART_ABOVE_WHOLE, tuple(f"{each.path}.value" for each in cells))


def red_cells(facts: Facts) -> Iterator[Finding]:
    """Check the red cell indices, each being the quotient of two others (Wintrobe 1932)."""
    by_code = _once(facts)
    for index, top, below, factor in (
        ("MCV", "HCT", "RBC", 1000.0),
        ("MCH", "HGB", "RBC", 1.0),
        ("MCHC", "HGB", "HCT", 1.0),
    ):
        found = [by_code[code] for code in (index, top, below) if code in by_code]
        if len(found) == 3 and found[2].number > 0:
            said, counted = found[0].number, factor * _si(found[1]) / _si(found[2])
            if abs(said - counted) > terms("plausible")["red_cells"]["tolerance"] * counted:
                paths = tuple(f"{each.path}.value" for each in found)
                yield Finding(Doubt.RED_CELL_INDICES, paths)


def _si(each: Result) -> float:
    """Return haemoglobin in g/L and haematocrit in L/L, whatever they are printed in."""
    if each.unit == "g/dl":
        return each.number * 10
    return each.number / 100 if each.unit == "%" else each.number


def _once(facts: Facts) -> dict[str, Result]:
    """Return the results of tests that stand once in the document, by code."""
    found = results(facts)
    codes = [each.code for each in found]
    return {each.code: each for each in found if each.code and codes.count(each.code) == 1}


def _limits(code: str, unit: str) -> tuple[float, float] | None:
    edges = terms("plausible")["result"].get(code, {}).get(unit)
    return (float(edges[0]), float(edges[1])) if edges else None
