"""What a document says of the patient's health: Condition, Procedure, AllergyIntolerance."""

from exports.fhir import people
from exports.fhir.codes import ICD10, TERMINOLOGY, coded, term
from exports.fhir.paper import Paper, Resource, doubted, marked, moment, said
from models.record import Item

VERIFICATION = {
    "present": "confirmed",
    "possible": "provisional",
    "absent": "refuted",
    "historical": "confirmed",
}
"""By assertion; a disease of which nothing is asserted is unconfirmed."""
CLINICAL = {"present": "active", "possible": "active", "historical": "inactive"}


def condition(paper: Paper, place: str, item: Item) -> Resource | None:
    """Return a diagnosis: a Condition, or FamilyMemberHistory where it is a relative's."""
    named = _disease(item)
    if not named:
        return None
    assertion = said(item, "assertion") or ""
    if assertion == "family":
        return _relative(paper, place, item, named)
    status = VERIFICATION.get(assertion, "unconfirmed")
    if doubted(item) and status == "confirmed":
        status = "unconfirmed"
    clinical = CLINICAL.get(assertion)
    kind = "problem-list-item" if assertion == "historical" else "encounter-diagnosis"
    made: Resource = {
        "resourceType": "Condition",
        "id": paper.id(place),
        "clinicalStatus": term("condition-clinical", clinical) if clinical else None,
        "verificationStatus": term("condition-ver-status", status),
        "category": [term("condition-category", kind)],
        "code": named,
        "subject": paper.subject,
        "encounter": paper.stay,
        "recordedDate": paper.written(),
        "recorder": people.physician(paper),
    }
    return marked(made, doubted(item))


def role(paper: Paper, place: str, item: Item) -> Resource | None:
    """Return a diagnosis of this stay as its Encounter lists it; None for any other."""
    if not _disease(item) or said(item, "assertion") not in ("present", "possible"):
        return None
    part = said(item, "role")
    made: Resource = {"condition": paper.ref(place)}
    if part:
        made["use"] = coded("role", part, f"{TERMINOLOGY}diagnosis-role")
    if part == "main":
        made["rank"] = 1
    return made


def _disease(item: Item) -> Resource:
    text, code = said(item, "text"), said(item, "icd10")
    named: Resource = {"coding": [{"system": ICD10, "code": code}]} if code else {}
    return named | ({"text": text} if text else {})


def _relative(paper: Paper, place: str, item: Item, named: Resource) -> Resource:
    made = {
        "resourceType": "FamilyMemberHistory",
        "id": paper.id(place),
        "status": "partial",
        "patient": paper.subject,
        "date": paper.written(),
        "relationship": {
            "coding": [
                {
                    "system": f"{TERMINOLOGY}v3-RoleCode",
                    "code": "FAMMEMB",
                    "display": "family member",
                }
            ]
        },
        "condition": [{"code": named}],
    }
    return marked(made, doubted(item))


def procedure(paper: Paper, place: str, item: Item) -> Resource | None:
    """Return a Procedure: completed where the paper says when it was done."""
    text = said(item, "text")
    if not text:
        return None
    done = moment(said(item, "performed_on") or "")
    surgeon = said(item, "physician")
    made: Resource = {
        "resourceType": "Procedure",
        "id": paper.id(place),
        "status": "completed" if done and not doubted(item) else "unknown",
        "code": {"text": text},
        "subject": paper.subject,
        "encounter": paper.stay,
        "performedDateTime": done,
        "performer": [{"actor": {"type": "Practitioner", "display": surgeon}}] if surgeon else [],
    }
    return marked(made, doubted(item))


def allergy(paper: Paper, place: str, item: Item) -> Resource | None:
    """Return an AllergyIntolerance; what it came to stands as written."""
    substance = said(item, "substance")
    if not substance:
        return None
    reaction = said(item, "reaction")
    status = "unconfirmed" if doubted(item) else "confirmed"
    made: Resource = {
        "resourceType": "AllergyIntolerance",
        "id": paper.id(place),
        "clinicalStatus": term("allergyintolerance-clinical", "active"),
        "verificationStatus": term("allergyintolerance-verification", status),
        "code": {"text": substance},
        "patient": paper.subject,
        "encounter": paper.stay,
        "recordedDate": paper.written(),
        "reaction": [{"manifestation": [{"text": reaction}]}] if reaction else [],
    }
    return marked(made, doubted(item))
