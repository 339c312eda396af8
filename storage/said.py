"""What a document says about whose it is: columns of `identity`, and types made of them."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import astuple
from typing import Any

from models.record import Field, Item, Source
from storage.identity import Identity, identity_of, sure
from storage.person import Person, phone_key

FOLDED = (
    "folded_name birth_date sex national_id insurance_end hospital_id record_number facility"
).split()
"""Columns of `identity`, in the order of `Identity`'s fields."""

SHOWN = ("full_name birth_date sex national_id insurance_number hospital_id record_number").split()
"""Columns that `patient` shares with `identity`."""

_CODED = {"national_id": "national_id", "patient_id": "patient_id"} | {
    "insurance_number": "insurance_end",
    "record_number": "record_number",
}
_DATES = ("issued_on", "admitted_at", "discharged_at")


def columns(patient: Item, encounter: Item, received: int | None) -> dict[str, Any]:
    """Return what a document's fields say; `received` is the year in which its scan came.

    `coded` names the identifiers that a barcode told.
    """
    who = identity_of(patient, encounter.get("facility"))
    found: dict[str, Any] = dict(zip(FOLDED, astuple(who), strict=True))
    found |= {key: sure(patient.get(key)) for key in ("full_name", "insurance_number", "address")}
    found["phone"] = phone_key(sure(patient.get("phone")))
    found["born_from"], found["born_to"] = _born(patient, encounter, received)
    told = [_CODED[key] for key in _CODED if _by_code(patient.get(key))]
    found["coded"] = " ".join(told)
    return {key: value or None for key, value in found.items()}


def person(row: Mapping[str, Any]) -> Person:
    """Return a document's person for comparing with the register."""
    born = (row["born_from"], row["born_to"]) if row["born_from"] else None
    texts = "full_name birth_date sex national_id insurance_number record_number phone address"
    return Person(
        patient_id=row["hospital_id"] or "",
        born=born,
        **{key: row[key] or "" for key in texts.split()},
    )


def together(people: Sequence[Person]) -> Person:
    """Return one person with what most of these say; of births the most exact count."""
    exact = max(len(one.birth_date) for one in people)
    values: dict[str, Any] = {
        key: most(getattr(one, key) for one in people) or ""
        for key in "patient_id full_name sex national_id insurance_number record_number".split()
    }
    values |= {key: most(getattr(one, key) for one in people) or "" for key in ("phone", "address")}
    births = (one.birth_date for one in people if len(one.birth_date) == exact)
    born = None if exact else next((one.born for one in people if one.born), None)
    return Person(**values, birth_date=most(births) or "", born=born)


def most(values: Iterable[Any]) -> Any:
    """Return the value that occurs most often, of several the least; None where there is none."""
    counts = Counter(value for value in values if value)
    return min(counts, key=lambda value: (-counts[value], value)) if counts else None


def identity(row: Mapping[str, Any]) -> Identity:
    """Return a document's identity for comparing with other documents."""
    return Identity(*(row[name] or "" for name in FOLDED))


def coded(row: Mapping[str, Any], numbers: Collection[str]) -> bool:
    """Return whether a barcode told one of these identifiers."""
    return bool({*(row["coded"] or "").split()} & {*numbers})


def _by_code(field: Field | None) -> bool:
    return field is not None and field.source is Source.BARCODE


def _born(patient: Item, encounter: Item, received: int | None) -> tuple[int | None, int | None]:
    """Return first and last year of birth by a written age: it is counted in several ways."""
    age = sure(patient.get("age"))
    if not age or sure(patient.get("birth_date")):
        return None, None
    said = [sure(encounter.get(key))[:4] for key in _DATES]
    year = next((int(text) for text in said if re.fullmatch(r"\d{4}", text)), received)
    return (year - int(age) - 1, year - int(age) + 1) if year else (None, None)
