"""Codes of FHIR's code systems and of UCUM, as `configs/fhir/` gives them."""

import re
import tomllib
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from models.record import Field, Status

Json = dict[str, Any]

TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/"
LOINC = "http://loinc.org"
ICD10 = "http://hl7.org/fhir/sid/icd-10"
UCUM = "http://unitsofmeasure.org"

_NUMBER = r"-?(?:0|[1-9]\d{0,11})(?:\.\d{1,9})?"
_QUANTITY = re.compile(rf"(<=|>=|<|>|≤|≥)?\s*({_NUMBER})")
_DOSE = re.compile(r"(\d{1,6}(?:[.,]\d{1,6})?)\s*([^\W\d_].*)?")
_RANGE = re.compile(r"(\d+(?:[.,]\d+)?)\s*[-–]\s*(\d+(?:[.,]\d+)?)")
_SIGNS = {"≤": "<=", "≥": ">="}


@cache
def codes() -> Json:
    """Return what `codes.toml` says."""
    return _read("codes.toml")


def document_kind(field: Field) -> Json:
    """Return what there is to say of a type of document; of `other` where a steward says not."""
    kinds: Json = codes()["document"]
    told = "other" if field.status is Status.REJECTED else field.value or "other"
    found: Json = kinds.get(told) or kinds["other"]
    return found


def coding(system: str, code: str, display: str) -> Json:
    """Return a Coding."""
    return {"system": system, "code": code, "display": display}


def coded(kind: str, value: str, system: str) -> Json:
    """Return a CodeableConcept of a record's word: coded where there is a code, else its text."""
    found = codes()[kind].get(value)
    return {"coding": [coding(system, *found)]} if found else {"text": value}


def loinc(found: list[str]) -> Json:
    """Return a CodeableConcept of a LOINC code and its name."""
    return {"coding": [coding(LOINC, *found)]}


def term(system: str, code: str) -> Json:
    """Return a CodeableConcept of a code of HL7's own that needs no name."""
    return {"coding": [{"system": TERMINOLOGY + system, "code": code}]}


def ucum(unit: str) -> str | None:
    """Return the UCUM code of a unit as written; None where there is none for sure.

    Letters count by case, as in `G/L` and `g/L`.
    """
    bare = "".join(unit.split()).replace("µ", "u").replace("μ", "u")
    if bare.startswith("mc"):
        bare = f"u{bare[2:]}"
    code: str | None = _units().get(bare)
    return code


def quantity(value: str, unit: str | None) -> Json | None:
    """Return a Quantity of a number as in `7.25` or `<0.5`; None where it is none.

    Its decimals stay as written. The unit stays as written too, beside its UCUM code.
    """
    match = _QUANTITY.fullmatch(value.strip())
    if not match:
        return None
    sign, number = match.groups()
    said: Json = {"value": Decimal(number)}
    if sign:
        said["comparator"] = _SIGNS.get(sign, sign)
    return said | _unit(unit)


def dose(text: str) -> Json | None:
    """Return a Quantity of an amount as in `1 viên` or `0,5 ml`; None where it is none."""
    match = _DOSE.fullmatch(text.strip())
    if not match:
        return None
    number, unit = match.groups()
    return {"value": Decimal(number.replace(",", "."))} | _unit(unit)


def reference_range(text: str, unit: str | None) -> Json:
    """Return an Observation's reference range: its words, and its ends where it has two."""
    said: Json = {"text": text}
    if match := _RANGE.fullmatch(text.strip()):
        low, high = (Decimal(end.replace(",", ".")) for end in match.groups())
        if low <= high:
            said |= {"low": {"value": low} | _unit(unit), "high": {"value": high} | _unit(unit)}
    return said


def _unit(unit: str | None) -> Json:
    if not unit:
        return {}
    code = ucum(unit)
    return {"unit": unit} | ({"system": UCUM, "code": code} if code else {})


@cache
def _units() -> Json:
    units: Json = _read("ucum.toml")["code"]
    return units


def _read(name: str) -> Json:
    place = resources.files("configs").joinpath("fhir", name)
    return tomllib.loads(place.read_text(encoding="utf-8"))
