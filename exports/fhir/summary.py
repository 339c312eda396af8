"""A patient's papers as one document in the manner of the International Patient Summary.

After HL7's IPS implementation guide, and no more than in its manner: see docs/exports.md.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from exports.fhir import evidence, people, stays
from exports.fhir.bundle import MAKERS, checked, encoded, entry
from exports.fhir.codes import codes, loinc
from exports.fhir.composition import listed, words
from exports.fhir.gathered import Told, gathered, shareable
from exports.fhir.paper import (
    Paper,
    Resource,
    doubted,
    identity,
    known,
    marked,
    reference,
    said,
    titled,
)
from exports.fhir.transaction import merged
from exports.stored import dated
from models.record import Item, Status

PARTS: Mapping[str, Sequence[str]] = {
    "problems": ("diagnoses",),
    "medications": ("medications",),
    "allergies": ("allergies",),
    "procedures": ("procedures",),
    "results": ("lab_results", "imaging"),
}
"""Parts that are always there, and the lists of a record that they are filled from."""
OF_STAYS = ("encounter", "recorder", "requester")
"""What resources of a document say of stay and doctor, who are not in a summary."""
NOTELESS = ("DiagnosticReport", "Appointment")
"""Kinds that have no element for a note, or whose `comment` is for the visit itself."""


@dataclass(frozen=True, slots=True)
class Part:
    """A resource, what people are told of it, and where it comes from."""

    resource: Resource
    words: str
    sources: tuple[tuple[Paper, Item], ...]


def summary(papers: Sequence[Paper], *, unchecked: bool = False) -> bytes | None:
    """Return the Bundle of type document of one patient's documents; None where it told nothing.

    It holds what a person verified or corrected, with `unchecked` also what was accepted by
    threshold, marked as what waits. The same versions give the same bytes.
    """
    allowed = sorted(
        (shareable(paper, unchecked=unchecked) for paper in papers),
        key=lambda paper: (dated(paper.stored) or "", paper.stored.document_id),
        reverse=True,
    )
    language = allowed[0].stored.facts.language
    found = {name: list(_parts(allowed, lists, language)) for name, lists in PARTS.items()}
    found["past"] = [part for part in found["problems"] if _past(part.resource)]
    found["problems"] = [part for part in found["problems"] if part not in found["past"]]
    found["plan"] = list(_visits(allowed))
    if not any(found.values()):
        return None
    recorded = max((paper.recorded for paper in papers), key=datetime.fromisoformat)
    versions = sorted(f"{paper.stored.document_id}/{paper.version}" for paper in papers)
    id = identity("summary", *versions, *(["unchecked"] if unchecked else []))
    made = _resources(allowed, _patient(papers), found, id, recorded)
    return encoded(
        {
            "resourceType": "Bundle",
            "id": id,
            "language": language,
            "identifier": {"system": evidence.URI, "value": f"urn:uuid:{id}"},
            "type": "document",
            "timestamp": recorded,
            "entry": [entry(checked(resource)) for resource in made],
        }
    )


def _resources(
    papers: Sequence[Paper],
    patient: Resource,
    found: Mapping[str, Sequence[Part]],
    id: str,
    recorded: str,
) -> list[Resource]:
    """Return all resources, the Composition first."""
    parts = [part for some in found.values() for part in some]
    doubtful = any("meta" in resource for resource in (patient, *(p.resource for p in parts)))
    used = {paper.stored.document_id: paper for part in parts for paper, _ in part.sources}
    devices = {made["id"]: made for made in map(evidence.device, used.values())}
    language, hospital = papers[0].stored.facts.language, people.organization(papers[0])
    title = codes()["summary"]["title"]
    first: Resource = {
        "resourceType": "Composition",
        "id": identity("composition", id),
        "language": language,
        "status": "preliminary" if doubtful else "final",
        "type": loinc(title["loinc"]),
        "subject": papers[0].subject,
        "date": recorded,
        "author": [reference(device) for device in sorted(devices)],
        "title": title[language],
        "custodian": people.custodian(papers[0]),
        "section": [
            listed(
                codes()["summary"][name],
                [(part.resource, part.words) for part in some],
                language,
                codes()["words"][language]["unknown"],
            )
            for name, some in found.items()
            if some or name in PARTS
        ],
    }
    return [
        marked(first, doubtful),
        patient,
        *([hospital] if hospital else []),
        *(devices[device] for device in sorted(devices)),
        *(part.resource for part in parts),
        *(evidence.gathered(part.resource, part.sources) for part in parts),
    ]


def _parts(papers: Sequence[Paper], lists: Sequence[str], language: str) -> Iterator[Part]:
    for name in lists:
        for told in gathered(papers, name):
            first = told.sources[0]
            if made := MAKERS[name](first.paper, first.place, told.item):
                papers_of = _named(told)
                against = [codes()["words"][language]["contradicted"]] if told.against else []
                text = " ".join([words(name, told.item, language), *against])
                yield Part(_alone(made, papers_of), f"{text} – {papers_of}", _sources(told))


def _alone(resource: Resource, papers: str) -> Resource:
    """Return a resource of a document as one of a summary, with the papers that tell of it."""
    kind = resource["resourceType"]
    gone = (*OF_STAYS, "performer") if kind == "DiagnosticReport" else OF_STAYS
    kept = {key: value for key, value in resource.items() if key not in gone}
    note = {} if kind in NOTELESS else {"note": [{"text": papers}]}
    return kept | {"id": identity("summary", resource["id"])} | note


def _sources(told: Told) -> tuple[tuple[Paper, Item], ...]:
    return tuple(
        (source.paper, {f"{source.place}.{key}": field for key, field in source.item.items()})
        for source in (*told.sources, *told.against)
    )


def _named(told: Told) -> str:
    every = (*told.sources, *told.against)
    return "; ".join(dict.fromkeys(titled(source.paper.stored) for source in every))


def _past(resource: Resource) -> bool:
    """Return whether a diagnosis is of the past."""
    clinical = resource.get("clinicalStatus") or {}
    return any(coding["code"] == "inactive" for coding in clinical.get("coding", []))


def _visits(papers: Sequence[Paper]) -> Iterator[Part]:
    """Yield the visit that the newest paper with one asks for."""
    for paper in papers:
        if made := stays.appointment(paper):
            fields = paper.fields("encounter", stays.VISIT)
            waits = (
                [codes()["words"][paper.stored.facts.language]["waits"]] if doubted(fields) else []
            )
            when = said(paper.encounter, "follow_up_on") or ""
            text = " ".join([when, *waits])
            named = titled(paper.stored)
            yield Part(_alone(made, named), f"{text} – {named}", ((paper, fields),))
            return


def _patient(papers: Sequence[Paper]) -> Resource:
    """Return whose papers these are: the best that they say, nothing that waits.

    That it is this patient the link says, which no person needs to have looked at.
    """
    sure = [
        {key: field for key, field in known(item).items() if field.status is not Status.REVIEW}
        for item in (paper.stored.facts.patient for paper in papers)
    ]
    by_id = sorted(papers, key=lambda paper: paper.stored.document_id)
    one = next((paper for paper in by_id if paper.register_number), by_id[0])
    return people.patient(one, merged(sure))
