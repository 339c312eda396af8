"""The document as a reader sees it: Composition, its sections as written, lists as entries."""

from collections.abc import Mapping, Sequence
from html import escape

from exports.fhir import evidence, people
from exports.fhir.codes import codes, document_kind, loinc, term
from exports.fhir.paper import Paper, Resource, doubted, marked, plain, reference, said
from models.record import Item, Section

Entries = Mapping[str, Sequence[tuple[Resource, str]]]
"""Resources by the list of the record that they come from, each in words too."""

TOLD = {
    "diagnoses": ("text", "icd10", "assertion"),
    "medications": ("name", "ingredient", "strength", "instructions"),
    "lab_results": ("test", "value", "unit"),
    "vital_signs": ("kind", "value", "unit"),
    "procedures": ("text", "performed_on"),
    "imaging": ("modality", "site", "conclusion"),
    "allergies": ("substance", "reaction"),
}
"""The fields that tell a person of an item."""


def composition(paper: Paper, entries: Entries, doubtful: bool) -> Resource:
    """Return the Composition; its author is the software, for no person has attested it."""
    facts, language = paper.stored.facts, paper.stored.facts.language
    kind, issued = document_kind(facts.document_type), paper.written()
    made: Resource = {
        "resourceType": "Composition",
        "id": paper.id("composition"),
        "language": language,
        "identifier": {
            "system": paper.settings.document_system,
            "value": paper.stored.document_id,
        },
        "status": "preliminary" if doubtful else "final",
        "type": loinc(kind["loinc"]),
        "subject": paper.subject,
        "encounter": paper.stay,
        "date": paper.recorded,
        "event": [{"period": {"start": issued, "end": issued}}] if issued else [],
        "author": [evidence.device_reference(paper)],
        "title": kind[language],
        "custodian": people.custodian(paper),
        "section": [
            *(_written(section, language) for section in facts.sections if plain(section.text)),
            *(
                listed(codes()["list"][name], found, language)
                for name, found in entries.items()
                if found
            ),
        ],
    }
    return marked(made, doubtful)


def words(name: str, fields: Item, language: str) -> str:
    """Return an item of a list, its fields by their paths, as people are told of it."""
    names: dict[str, str] = codes()["words"][language]
    item = {path.rpartition(".")[2]: field for path, field in fields.items()}
    values = {key: said(item, key) for key in TOLD[name]}
    if values.get("assertion") == "present":
        del values["assertion"]
    if values.get("name"):
        del values["ingredient"]
    for key in ("assertion", "kind", "modality"):
        values |= {key: names[values[key] or ""]} if values.get(key) in names else {}
    waits = [names["waits"]] if doubted(item) else []
    return " ".join([*filter(None, values.values()), *waits])


def _written(section: Section, language: str) -> Resource:
    found = codes()["section"].get(section.kind)
    lines = [line for each in section.text.splitlines() if (line := plain(each))]
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return {
        "title": plain(section.heading) or section.kind,
        "code": loinc(found) if found else None,
        "text": _narrative("additional", paragraphs, language),
    }


def listed(
    about: Resource, found: Sequence[tuple[Resource, str]], language: str, empty: str = ""
) -> Resource:
    """Return a section of resources, each in words too; of none, in the words of `empty`.

    `about` names the section. An empty one tells that nothing is known, never that there is
    nothing.
    """
    points = "".join(f"<li>{escape(told)}</li>" for _, told in found)
    return {
        "title": about[language],
        "code": loinc(about["loinc"]) if "loinc" in about else None,
        "text": _narrative("generated", f"<ul>{points}</ul>" if found else escape(empty), language),
        "entry": [reference(resource["id"]) for resource, _ in found],
        "emptyReason": None if found else term("list-empty-reason", "unavailable"),
    }


def _narrative(status: str, inner: str, language: str) -> Resource:
    div = f'<div xmlns="http://www.w3.org/1999/xhtml" lang="{language}">{inner}</div>'
    return {"status": status, "div": div}
