"""Where facts come from: the scan (DocumentReference), the software (Device), Provenance.

A place on paper is a URI: the name of the file by its hash (RFC 6920, `ni`), the page, and the
box in per cent of the page as scanned (W3C Media Fragments 1.0, `xywh=percent`).
"""

import base64
from collections.abc import Sequence

from exports.fhir import people
from exports.fhir.codes import document_kind, loinc, term
from exports.fhir.paper import Attached, Paper, Resource, identity, marked, reference
from models.geometry import Box
from models.record import Field, Item, Status

COPY = "document.pdf"
"""The searchable copy, as it is called where documents are exported."""
URI = "urn:ietf:rfc:3986"
PLACES = 4
"""Decimals of per cents: a thousandth of a millimetre on a page."""
BY_PERSON = (Status.VERIFIED, Status.CORRECTED)
"""States of a value that a steward looked at."""


def document_reference(paper: Paper, doubtful: bool) -> Resource:
    """Return the document itself: the file as scanned, and its searchable copy."""
    facts, id = paper.stored.facts, paper.stored.document_id
    kind = document_kind(facts.document_type)
    files = [(f"scan, pages {pages}", file) for pages, file in paper.originals.items()]
    made: Resource = {
        "resourceType": "DocumentReference",
        "id": paper.id("scan"),
        "masterIdentifier": {"system": paper.settings.document_system, "value": id},
        "status": "current",
        "docStatus": "preliminary" if doubtful else "final",
        "type": loinc(kind["loinc"]),
        "subject": paper.subject,
        "date": paper.recorded,
        "author": [reference(_device_id(paper))],
        "custodian": people.custodian(paper),
        "content": [
            {"attachment": _attachment(file, title)}
            for title, file in (*files, (COPY, paper.copy))
            if file
        ],
        "context": {"encounter": [paper.stay]},
    }
    return marked(made, doubtful)


def _attachment(file: Attached, title: str) -> Resource:
    return {
        "contentType": file.media_type,
        "url": file_name(file.sha256),
        "size": file.size,
        "hash": base64.b64encode(bytes.fromhex(file.sha1)).decode(),
        "title": title,
    }


def device(paper: Paper) -> Resource:
    """Return the software that made the record: its version, its readers' and models'."""
    made = paper.stored.provenance
    parts = {"configuration": made.configuration, **dict(sorted(made.engines.items()))}
    return {
        "resourceType": "Device",
        "id": _device_id(paper),
        "status": "active",
        "deviceName": [{"name": "sohoa", "type": "model-name"}],
        "version": [
            {"value": made.software},
            *({"type": {"text": name}, "value": value} for name, value in parts.items()),
        ],
    }


def device_reference(paper: Paper) -> Resource:
    """Return a reference to the software."""
    return reference(_device_id(paper))


def _device_id(paper: Paper) -> str:
    """Return an id that all records of the same software, models and settings share."""
    made = paper.stored.provenance
    engines = [f"{name} {version}" for name, version in sorted(made.engines.items())]
    return identity("device", made.software, made.configuration, *engines)


def provenance(paper: Paper, target: Resource, fields: Item) -> Resource:
    """Return who and what made a resource, and each place on paper that it was read from.

    `fields` are by their path in the record, as in `lab_results.3.value`.
    """
    return {
        "resourceType": "Provenance",
        "id": paper.id(f"provenance/{target['id']}"),
        "target": [reference(target["id"])],
        "recorded": paper.recorded,
        "agent": _agents([paper], fields),
        "entity": [
            _entity(paper, path, field, paper.ref("scan"))
            for path, field in fields.items()
            if field.value is not None
        ],
    }


def gathered(target: Resource, sources: Sequence[tuple[Paper, Item]]) -> Resource:
    """Return the same of a resource that several documents tell of, none of them in the bundle.

    Each comes with its `fields` by their path in its record.
    """
    papers = [paper for paper, _ in sources]
    every = {
        f"{paper.stored.document_id} {path}": (paper, field)
        for paper, fields in sources
        for path, field in fields.items()
    }
    return {
        "resourceType": "Provenance",
        "id": identity("provenance", target["id"]),
        "target": [reference(target["id"])],
        "recorded": max(paper.recorded for paper in papers),
        "agent": _agents(papers, {name: field for name, (_, field) in every.items()}),
        "entity": [
            _entity(paper, name, field, {"type": "DocumentReference"})
            for name, (paper, field) in every.items()
        ],
    }


def _agents(papers: Sequence[Paper], fields: Item) -> list[Resource]:
    software = {
        _device_id(paper): {
            "type": term("provenance-participant-type", "assembler"),
            "who": device_reference(paper)
            | {"display": f"sohoa {paper.stored.provenance.software}"},
        }
        for paper in papers
    }
    agents = [software[id] for id in sorted(software)]
    if any(field.status in BY_PERSON for field in fields.values()):
        # A record says that a steward decided, and the audit of the house who it was.
        steward = {"type": "Practitioner", "display": "steward of the records office"}
        agents.append({"type": term("provenance-participant-type", "verifier"), "who": steward})
    return agents


def _entity(paper: Paper, name: str, field: Field, what: Resource) -> Resource:
    spot = {"system": URI, "value": _spot(paper.stored.origin.sha256, field.page, field.box)}
    return {"role": "source", "what": what | {"identifier": spot, "display": name}}


def file_name(sha256: str) -> str:
    """Return the URI of a file by its hash."""
    digest = base64.urlsafe_b64encode(bytes.fromhex(sha256)).decode().rstrip("=")
    return f"ni:///sha-256;{digest}"


def _spot(sha256: str, page: int, box: Box | None) -> str:
    name = f"{file_name(sha256)}#page={page}"
    if box is None:
        return name
    edges = (box.left, box.top, box.width, box.height)
    return f"{name}&xywh=percent:" + ",".join(f"{round(edge * 100, PLACES):g}" for edge in edges)
