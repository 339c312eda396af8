"""Who a document is about and who gave it out: Patient, Organization, Practitioner."""

from exports.fhir.paper import (
    Paper,
    Resource,
    day,
    doubted,
    identity,
    known,
    marked,
    reference,
    said,
)
from models.record import Item, Status

ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
PATIENT = (
    "full_name birth_date sex national_id insurance_number patient_id address phone relative"
).split()
"""Fields that a Patient is made from."""

OWN = ("patient", "facility", "physician")
"""Places of what a document has for itself where it is not known to be another's too."""


def patient(paper: Paper, person: Item) -> Resource:
    """Return the Patient: `person` is what is said of them."""
    item = known({key: person[key] for key in PATIENT if key in person})
    made: Resource = {
        "resourceType": "Patient",
        "id": paper.patient_id,
        "identifier": _identifiers(paper, item),
        "name": [{"text": name}] if (name := said(item, "full_name")) else [],
        "telecom": [{"system": "phone", "value": phone}] if (phone := said(item, "phone")) else [],
        "gender": sex if (sex := said(item, "sex")) in ("male", "female") else None,
        "birthDate": day(said(item, "birth_date") or ""),
        "address": [{"text": place}] if (place := said(item, "address")) else [],
        "contact": [{"name": {"text": near}}] if (near := said(item, "relative")) else [],
    }
    return marked(made, doubted(item))


def _identifiers(paper: Paper, item: Item) -> list[Resource]:
    """Return the patient's numbers; one that waits for a person is for use `temp`."""
    settings = paper.settings
    made: list[Resource] = []
    if key := paper.patient_key:
        made.append({"system": settings.person_system, "value": key})
    registered = paper.register_number
    if registered:
        made.append({"system": settings.patient_system, "value": registered})
    systems = {
        "patient_id": settings.patient_system,
        "insurance_number": settings.insurance_system,
        "national_id": settings.national_system,
    }
    for key, system in systems.items():
        number = said(item, key)
        if number is None or (key == "patient_id" and number == registered):
            continue
        # The old identity cards' nine digits are another system, which has no name.
        named = {"type": {"text": "CMND"}} if len(number) == 9 else {"system": system}
        number_of = named if key == "national_id" else {"system": system}
        waits = {"use": "temp"} if item[key].status is Status.REVIEW else {}
        made.append(waits | number_of | {"value": number})
    return made


def organization(paper: Paper) -> Resource | None:
    """Return the hospital that gave the paper out; None where none stands on it."""
    name = said(paper.encounter, "facility")
    if not name:
        return None
    made = {"resourceType": "Organization", "id": _facility_id(paper), "name": name}
    return marked(made, _waits(paper.encounter, "facility"))


def practitioner(paper: Paper) -> Resource | None:
    """Return the physician who signed. The licence number does not stand on papers."""
    name = said(paper.encounter, "physician")
    if not name:
        return None
    licence = {
        "system": paper.settings.practitioner_system,
        "_value": {"extension": [{"url": ABSENT, "valueCode": "unknown"}]},
    }
    made: Resource = {
        "resourceType": "Practitioner",
        "id": _physician_id(paper),
        "identifier": [licence],
        "name": [{"text": name}],
    }
    return marked(made, _waits(paper.encounter, "physician"))


def custodian(paper: Paper) -> Resource | None:
    """Return a reference to the hospital."""
    return reference(_facility_id(paper)) if said(paper.encounter, "facility") else None


def physician(paper: Paper) -> Resource | None:
    """Return a reference to the physician who signed."""
    return reference(_physician_id(paper)) if said(paper.encounter, "physician") else None


def _facility_id(paper: Paper) -> str:
    """Return an id that papers of one hospital share, unless its name is in doubt."""
    name = said(paper.encounter, "facility") or ""
    if _waits(paper.encounter, "facility"):
        return paper.id("facility")
    return identity("facility", name)


def _physician_id(paper: Paper) -> str:
    name, place = (said(paper.encounter, key) or "" for key in ("physician", "facility"))
    if not place or _waits(paper.encounter, "facility") or _waits(paper.encounter, "physician"):
        return paper.id("physician")
    return identity("physician", place, name)


def _waits(item: Item, key: str) -> bool:
    return key in item and item[key].status is Status.REVIEW
