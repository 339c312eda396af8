"""The Bundle of a document: its resources, each checked, and where each comes from."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import simplejson
from fhir.resources.R4B import get_fhir_model_class

from exports import record
from exports.fhir import evidence, facts, medications, people, results, stays
from exports.fhir.composition import Entries, composition, words
from exports.fhir.paper import Paper, Resource, identity, known, said
from models.record import LISTS, Item, Status

MAKERS: dict[str, Callable[[Paper, str, Item], Resource | None]] = {
    "diagnoses": facts.condition,
    "medications": medications.medication,
    "lab_results": results.laboratory,
    "vital_signs": results.vital_sign,
    "procedures": facts.procedure,
    "imaging": results.imaging,
    "allergies": facts.allergy,
}
"""What an item of each list of a record becomes."""


@dataclass(frozen=True, slots=True)
class Made:
    """A resource and the fields that it was made from, by their path in the record."""

    resource: Resource
    fields: Item


def document(paper: Paper) -> bytes:
    """Return the Bundle of type document: the version of a document as it stands.

    The same version gives the same bytes under the same settings.
    """
    id = identity("bundle", paper.stored.document_id, str(paper.version))
    person = paper.stored.facts.patient
    return encoded(
        {
            "resourceType": "Bundle",
            "id": id,
            "language": paper.stored.facts.language,
            "identifier": {"system": evidence.URI, "value": f"urn:uuid:{id}"},
            "type": "document",
            "timestamp": paper.recorded,
            "entry": [entry(resource) for resource in resources(paper, person)],
        }
    )


def entry(resource: Resource) -> Resource:
    """Return a resource as an entry, under the name by which others refer to it."""
    return {"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource}


def encoded(made: Resource) -> bytes:
    """Return the bytes of a resource; decimals keep the digits that they have on paper."""
    text: str = simplejson.dumps(made, use_decimal=True, ensure_ascii=False, indent=2)
    return f"{text}\n".encode()


def resources(paper: Paper, person: Item) -> list[Resource]:
    """Return all resources of a document, the Composition first; each is checked.

    The Patient tells of `person`: what this document says of them, or all of theirs together.
    Raises pydantic.ValidationError for one that is no FHIR, which would be a fault of ours.
    """
    return [checked(resource) for resource in unchecked(paper, person)]


def unchecked(paper: Paper, person: Item) -> list[Resource]:
    """Return all resources of a document, the Composition first, empty parts with them."""
    about, doubtful = paper.stored.facts, _doubtful(paper)
    found = {name: list(_items(paper, name)) for name in LISTS}
    report = results.report(paper, [made.resource for made in found["lab_results"]])
    visit = stays.appointment(paper)
    scan = evidence.document_reference(paper, doubtful)
    first = composition(paper, _told(paper, found, report, visit, scan), doubtful)
    stay = stays.encounter(paper, list(_roles(paper)))
    dated = paper.fields("encounter", ["issued_on"])
    read = [
        Made(first, known({"document_type": about.document_type}) | dated),
        Made(people.patient(paper, person), paper.fields("patient", people.PATIENT)),
        Made(stay, stays.of_stay(paper)),
        *([Made(visit, paper.fields("encounter", stays.VISIT))] if visit else []),
        *(made for items in found.values() for made in items),
    ]
    beside = (people.organization(paper), people.practitioner(paper), report)
    return [
        *(made.resource for made in read),
        evidence.device(paper),
        scan,
        *filter(None, beside),
        *(evidence.provenance(paper, made.resource, made.fields) for made in read),
    ]


def _doubtful(paper: Paper) -> bool:
    """Return whether anything of a document waits for a person."""
    every = record.fields(paper.stored.facts)
    linked = paper.stored.link.status != "review"
    return not linked or any(field.status is Status.REVIEW for _, field in every)


def _items(paper: Paper, name: str) -> Iterator[Made]:
    for number, item in enumerate(getattr(paper.stored.facts, name)):
        place, fields = f"{name}.{number}", known(item)
        if made := MAKERS[name](paper, place, fields):
            yield Made(made, _paths(place, fields))


def _roles(paper: Paper) -> Iterator[Resource]:
    for number, item in enumerate(paper.stored.facts.diagnoses):
        if made := facts.role(paper, f"diagnoses.{number}", known(item)):
            yield made


def _told(
    paper: Paper,
    found: dict[str, list[Made]],
    report: Resource | None,
    visit: Resource | None,
    scan: Resource,
) -> Entries:
    """Return what the Composition's lists hold, each thing in words too."""
    language = paper.stored.facts.language
    told = {
        name: [(made.resource, words(name, made.fields, language)) for made in items]
        for name, items in found.items()
    }
    if report:
        told["lab_results"].insert(0, (report, report["code"]["coding"][0]["display"]))
    if visit:
        told["follow_up"] = [(visit, said(paper.encounter, "follow_up_on") or "")]
    return told | {"scan": [(scan, evidence.COPY)]}


def _paths(place: str, item: Item) -> Item:
    return {f"{place}.{key}": field for key, field in item.items()}


def checked(resource: Resource) -> Resource:
    """Return a resource without what is empty; the model of its type takes no wrong one."""
    lean: Resource = _lean(resource)
    get_fhir_model_class(resource["resourceType"]).model_validate(lean)
    return lean


def _lean(thing: Any) -> Any:
    """Return JSON without nulls and empty objects and lists: FHIR has none."""
    if isinstance(thing, dict):
        kept = {key: _lean(value) for key, value in thing.items()}
        return {key: value for key, value in kept.items() if value not in (None, {}, [])}
    return [_lean(value) for value in thing] if isinstance(thing, list) else thing
