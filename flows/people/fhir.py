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
    found.setdefault("patient_id", _text(patient.get("id")))
    found["full_name"] = _name(patient)
    found["birth_date"] = _text(patient.get("birthDate"))
    found["sex"] = _text(patient.get("gender"))
    phones = [_text(one.get("value")) for one in _objects(patient, "telecom", system="phone")]
    found["phone"] = next(iter(phones), "")
    addresses = [_address(one) for one in _objects(patient, "address") if one.get("use") != "old"]
    found["address"] = next(iter(addresses), "")
    return found


def _identifiers(patient: Resource) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in _objects(patient, "identifier"):
        value = re.sub(r"\s", "", _text(one.get("value"))).upper()
        held = one.get("type")
        codes = [_text(code.get("code")) for code in _objects(held, "coding")]
        kind = next((_TYPES[code] for code in codes if code in _TYPES), None)
        if not codes:
            shaped = [key for key, shape in _SHAPES.items() if re.fullmatch(shape, value)]
            kind = next(iter(shaped), None if held else "patient_id")
        if kind and value and one.get("use") != "old":
            found.setdefault(kind, value)
    return found


def _name(patient: Resource) -> str:
    names = sorted(_objects(patient, "name"), key=lambda one: one.get("use") != "official")
    for one in names:
        parts = [_text(one.get("family")), *map(_text, _list(one.get("given")))]
        told = _text(one.get("text")) or " ".join(filter(None, parts))
        if told and one.get("use") != "old":
            return told
    return ""


def _address(one: Resource) -> str:
    lines = [*map(_text, _list(one.get("line")))]
    lines += [_text(one.get(key)) for key in ("district", "city", "state")]
    return _text(one.get("text")) or ", ".join(filter(None, lines))


def _objects(held: Any, key: str, **same: str) -> list[Resource]:
    every = _list(held.get(key)) if isinstance(held, dict) else []
    return [
        one
        for one in every
        if isinstance(one, dict) and all(one.get(name) == value for name, value in same.items())
    ]


def _list(thing: Any) -> list[Any]:
    return thing if isinstance(thing, list) else []


def _text(thing: Any) -> str:
    return " ".join(thing.split()) if isinstance(thing, str) else ""
