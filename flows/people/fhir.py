"""FHIR R4 Patient resources as rows of a register."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from flows.lexicons.columns import Bad

Resource = Mapping[str, Any]

_TYPES = {"MR": "patient_id", "PI": "patient_id", "NI": "national_id", "NNVNM": "national_id"}
_TYPES |= {"HC": "insurance_number", "MB": "insurance_number", "SB": "insurance_number"}
_SHAPES = {"national_id": r"\d{12}", "insurance_number": r"[A-Z]{2}\d{13}"}
"""What an identifier without a type is told by. HL7 table 0203 has the types."""


def entries(resource: Any) -> Iterator[Any]:
    """Yield the patients of a Bundle, or the Patient itself; Bad for anything else."""
    kind = resource.get("resourceType") if isinstance(resource, dict) else None
    if kind == "Patient":
        yield resource
    elif kind == "Bundle":
        for entry in _list(resource.get("entry")):
            held = entry.get("resource") if isinstance(entry, dict) else None
            if isinstance(held, dict) and held.get("resourceType") == "Patient":
                yield held
    else:
        raise Bad("it is no FHIR Patient")


def cells(patient: Resource) -> dict[str, str]:
    """Return a patient's particulars by the columns of a register; the first of each counts."""
    found = _identifiers(patient)
    found.setdefault("patient_id", text(patient.get("id")))
    found["full_name"] = _name(patient)
    found["birth_date"] = text(patient.get("birthDate"))
    found["sex"] = text(patient.get("gender"))
    phones = [text(one.get("value")) for one in objects(patient, "telecom", system="phone")]
    found["phone"] = next(iter(phones), "")
    addresses = [_address(one) for one in objects(patient, "address") if one.get("use") != "old"]
    found["address"] = next(iter(addresses), "")
    return found


def _identifiers(patient: Resource) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in objects(patient, "identifier"):
        value = re.sub(r"\s", "", text(one.get("value"))).upper()
        held = one.get("type")
        codes = [text(code.get("code")) for code in objects(held, "coding")]
        kind = next((_TYPES[code] for code in codes if code in _TYPES), None)
        if not codes:
            shaped = [key for key, shape in _SHAPES.items() if re.fullmatch(shape, value)]
            kind = next(iter(shaped), None if held else "patient_id")
        if kind and value and one.get("use") != "old":
            found.setdefault(kind, value)
    return found


def _name(patient: Resource) -> str:
    names = sorted(objects(patient, "name"), key=lambda one: one.get("use") != "official")
    for one in names:
        parts = [text(one.get("family")), *map(text, _list(one.get("given")))]
        told = text(one.get("text")) or " ".join(filter(None, parts))
        if told and one.get("use") != "old":
            return told
    return ""


def _address(one: Resource) -> str:
    lines = [*map(text, _list(one.get("line")))]
    lines += [text(one.get(key)) for key in ("district", "city", "state")]
    return text(one.get("text")) or ", ".join(filter(None, lines))


def objects(held: Any, key: str, **same: str) -> list[Resource]:
    """Return the objects of a list of a resource that have these values."""
    every = _list(held.get(key)) if isinstance(held, dict) else []
    return [
        one
        for one in every
        if isinstance(one, dict) and all(one.get(name) == value for name, value in same.items())
    ]


def _list(thing: Any) -> list[Any]:
    return thing if isinstance(thing, list) else []


def text(thing: Any) -> str:
    """Return a text with single spaces; empty for anything else."""
    return " ".join(thing.split()) if isinstance(thing, str) else ""
