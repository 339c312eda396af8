"""The stay that a document is of, and the visit that it asks for: Encounter, Appointment."""

from exports.fhir.codes import TERMINOLOGY, coded, document_kind, term
from exports.fhir.paper import Paper, Resource, doubted, known, marked, moment, said
from exports.fhir.people import custodian, physician
from models.record import Field, Item

NO_CLASS = {
    "system": f"{TERMINOLOGY}v3-NullFlavor",
    "code": "UNK",
    "display": "unknown",
}
INPATIENT = {
    "system": f"{TERMINOLOGY}v3-ActCode",
    "code": "IMP",
    "display": "inpatient encounter",
}

STAY = (
    "facility department admitted_at discharged_at physician outcome destination stay_code"
).split()
"""Fields that an Encounter is made from, beside the record's number."""
VISIT = ("follow_up_on",)


def encounter(paper: Paper, diagnoses: list[Resource]) -> Resource:
    """Return the stay; `diagnoses` are its own, as Encounter wants them."""
    item = paper.encounter
    period = _period(item)
    stays = document_kind(paper.stored.facts.document_type).get("inpatient", False)
    department = said(item, "department")
    made: Resource = {
        "resourceType": "Encounter",
        "id": paper.id("encounter"),
        "identifier": _identifiers(paper),
        "status": "finished" if period.get("end") else "unknown",
        "class": INPATIENT if stays or period else NO_CLASS,
        "serviceType": {"text": department} if department else None,
        "subject": paper.subject,
        "participant": [{"individual": ref}] if (ref := physician(paper)) else [],
        "period": period,
        "diagnosis": diagnoses,
        "hospitalization": _leaving(item),
        "serviceProvider": custodian(paper),
    }
    return marked(made, doubted(of_stay(paper)))


def _identifiers(paper: Paper) -> list[Resource]:
    numbers = {
        paper.settings.stay_system: said(paper.encounter, "stay_code"),
        paper.settings.record_system: said(known(paper.stored.facts.patient), "record_number"),
    }
    return [{"system": system, "value": number} for system, number in numbers.items() if number]


def _period(item: Item) -> Resource:
    """Return when the stay began and ended; neither where it would end before it began."""
    ends = {
        end: time
        for end, key in (("start", "admitted_at"), ("end", "discharged_at"))
        if (time := moment(said(item, key) or ""))
    }
    backwards = len(ends) == 2 and ends["start"][: len(ends["end"])] > ends["end"]
    return {} if backwards else ends


def _leaving(item: Item) -> Resource:
    outcome, destination = said(item, "outcome"), said(item, "destination")
    system = f"{TERMINOLOGY}discharge-disposition"
    return {
        "destination": {"type": "Organization", "display": destination} if destination else None,
        "dischargeDisposition": coded("outcome", outcome, system) if outcome else None,
    }


def of_stay(paper: Paper) -> dict[str, Field]:
    """Return the fields that the Encounter is made from, by their path in the record."""
    return paper.fields("encounter", STAY) | paper.fields("patient", ["record_number"])


def appointment(paper: Paper) -> Resource | None:
    """Return the visit that the paper asks for; None where it names no day."""
    start = moment(said(paper.encounter, "follow_up_on") or "")
    if not start:
        return None
    made = {
        "resourceType": "Appointment",
        "id": paper.id("follow_up"),
        "status": "proposed",
        "appointmentType": term("v2-0276", "FOLLOWUP"),
        "requestedPeriod": [{"start": start}],
        "participant": [{"actor": paper.subject, "status": "needs-action"}],
    }
    return marked(made, doubted(paper.fields("encounter", VISIT)))
