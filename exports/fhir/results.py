"""What was measured and seen: Observation for tests and vital signs, DiagnosticReport."""

import re

from exports.fhir import people
from exports.fhir.codes import TERMINOLOGY, codes, coding, loinc, quantity, reference_range, term
from exports.fhir.paper import Paper, Resource, doubted, marked, moment, reference, said
from models.record import Item

_PRESSURE = re.compile(r"(\d{2,3})/(\d{2,3})")
_SECTIONS = f"{TERMINOLOGY}v2-0074"


def laboratory(paper: Paper, place: str, item: Item) -> Resource | None:
    """Return a result: a quantity where it is a number, else its words."""
    test, value = said(item, "test"), said(item, "value")
    if not test or not value:
        return None
    unit, limits, flag = (said(item, key) for key in ("unit", "reference_range", "flag"))
    number = quantity(value, unit)
    interpreted = codes()["flag"].get(flag)
    made = _observation(paper, place, item, "laboratory") | {
        "code": {"text": test},
        "effectiveDateTime": paper.written(),
        "valueQuantity": number,
        # A unit belongs to the words too where they are no number, as in "1/80 hiệu giá".
        "valueString": None if number else f"{value} {unit}" if unit else value,
        "interpretation": [
            {"coding": [coding(f"{TERMINOLOGY}v3-ObservationInterpretation", *interpreted)]}
        ]
        if interpreted
        else [],
        "referenceRange": [reference_range(limits, unit)] if limits else [],
    }
    return marked(made, doubted(item))


def vital_sign(paper: Paper, place: str, item: Item) -> Resource | None:
    """Return a vital sign, blood pressure with its two parts; None where it is no number."""
    kind, value = said(item, "kind"), said(item, "value")
    name = codes()["vital"].get(kind)
    measured = _measured(kind, value, said(item, "unit")) if name and value else None
    if not measured:
        return None
    when = moment(said(item, "measured_at") or "") or paper.written()
    made = _observation(paper, place, item, "vital-signs") | {
        "code": loinc(name),
        "effectiveDateTime": when,
        **measured,
    }
    return marked(made, doubted(item))


def _measured(kind: str | None, value: str, unit: str | None) -> Resource | None:
    if kind == "blood_pressure":
        match = _PRESSURE.fullmatch(value)
        parts = zip(("systolic", "diastolic"), match.groups() if match else (), strict=False)
        components = [
            {"code": loinc(codes()["vital"][name]), "valueQuantity": quantity(part, unit)}
            for name, part in parts
        ]
        return {"component": components} if components else None
    number = quantity(value, unit)
    return {"valueQuantity": number} if number else None


def _observation(paper: Paper, place: str, item: Item, category: str) -> Resource:
    return {
        "resourceType": "Observation",
        "id": paper.id(place),
        "status": "preliminary" if doubted(item) else "final",
        "category": [term("observation-category", category)],
        "subject": paper.subject,
        "encounter": paper.stay,
    }


def report(paper: Paper, results: list[Resource]) -> Resource | None:
    """Return the DiagnosticReport of all laboratory results of a document, if it has any."""
    if not results:
        return None
    doubtful = any("meta" in result for result in results)
    name = codes()["document"]["lab_report"]
    made = _report(paper, "lab_results", ["LAB", "Laboratory"], doubtful) | {
        "code": loinc(name["loinc"]),
        "result": [reference(result["id"]) for result in results],
    }
    return marked(made, doubtful)


def imaging(paper: Paper, place: str, item: Item) -> Resource | None:
    """Return an investigation with what it came to; None where it has no conclusion."""
    conclusion, kind = said(item, "conclusion"), said(item, "modality") or "other"
    if not conclusion or kind not in codes()["modality"]:
        return None
    language = paper.stored.facts.language
    names = [codes()["words"][language][kind], said(item, "site")]
    made = _report(paper, place, codes()["modality"][kind], doubted(item)) | {
        "code": {"text": ": ".join(filter(None, names))},
        "conclusion": conclusion,
    }
    return marked(made, doubted(item))


def _report(paper: Paper, place: str, section: list[str], doubtful: bool) -> Resource:
    return {
        "resourceType": "DiagnosticReport",
        "id": paper.id(place),
        "status": "preliminary" if doubtful else "final",
        "category": [{"coding": [coding(_SECTIONS, *section)]}],
        "subject": paper.subject,
        "encounter": paper.stay,
        "effectiveDateTime": paper.written(),
        "performer": [custodian] if (custodian := people.custodian(paper)) else [],
    }
