"""One document as `record.json`, `evidence.json` and `text.txt`.

The same data gives the same bytes: keys stand in a fixed order, fractions are rounded.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from models.geometry import Box
from models.page import Page
from models.record import FIELDS, LISTS, Facts, Field, Item, PatientLink, Section

SCHEMA_VERSION = "1"
PLACES = 6
"""Decimals of boxes and confidences: a millionth of a page is less than a thousandth of a mm."""
DECIDED = "decided_at"
"""Name of the time of the last word of a steward among those of the provenance."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A file that is a page of a document's scan: which, its name as first received, its hash."""

    page: int
    file_name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document came from. `pages` are numbers in the scan, from 1.

    `file_name` is the name as first received; `also_received_as` the names under which
    the same bytes came again. `files` are those of its pages that are other files.
    """

    file_name: str
    sha256: str
    pages: tuple[int, ...]
    also_received_as: tuple[str, ...] = ()
    files: tuple[Bound, ...] = ()


@dataclass(frozen=True, slots=True)
class Provenance:
    """What made a record. `engines` is name and version of readers and models.

    `configuration` is a hash of every setting and stage version that a record depends on;
    `times` are ISO 8601 in UTC, by what happened then.
    """

    software: str
    engines: Mapping[str, str]
    configuration: str
    times: Mapping[str, str]


def record(
    document_id: str, origin: Origin, facts: Facts, link: PatientLink, provenance: Provenance
) -> bytes:
    """Return `record.json` of one document; fields that were not found are left out."""
    lists = {name: [_item(item, name) for item in getattr(facts, name)] for name in LISTS}
    return _encoded(
        {
            "schema_version": SCHEMA_VERSION,
            "document_id": document_id,
            "document_type": _field(facts.document_type),
            "scan": _scan(origin),
            "language": facts.language,
            "patient": _item(facts.patient, "patient"),
            "encounter": _item(facts.encounter, "encounter"),
            **lists,
            "sections": [_section(section) for section in facts.sections],
            "patient_link": asdict(link),
            "provenance": {
                "software": provenance.software,
                "engines": dict(sorted(provenance.engines.items())),
                "configuration": provenance.configuration,
                "times": dict(sorted(provenance.times.items())),
            },
        }
    )


def content(data: bytes) -> dict[str, object]:
    """Return what a record says of the paper: all of it but its provenance."""
    said: dict[str, object] = json.loads(data)
    said.pop("provenance", None)
    return said


def relinked(data: bytes, link: PatientLink) -> bytes:
    """Return a record that belongs to another patient and else says the same."""
    said = json.loads(data)
    said["patient_link"] = asdict(link)
    return _encoded(said)


def evidence(facts: Facts) -> bytes:
    """Return `evidence.json`: what made each value, how well it was read, what is doubted in it.

    Of a field that a steward decided it has the id of the decision.
    """
    return _encoded(
        [
            {
                "path": path,
                "extractor": field.extractor,
                "read_confidence": round(field.read_confidence, PLACES),
                "doubts": list(field.doubts),
                **({"decision": field.decision} if field.decision else {}),
            }
            for path, field in fields(facts)
        ]
    )


def text(pages: Sequence[Page]) -> bytes:
    """Return `text.txt`: the page texts in reading order, parted by a form feed."""
    return "\f".join(page.text for page in pages).encode()


def fields(facts: Facts) -> Iterator[tuple[str, Field]]:
    """Yield every field with its path, as in `diagnoses.0.icd10`, in the record's order."""
    yield "document_type", facts.document_type
    for group in ("patient", "encounter"):
        for key, field in _ordered(getattr(facts, group), group):
            yield f"{group}.{key}", field
    for name in LISTS:
        for place, item in enumerate(getattr(facts, name)):
            for key, field in _ordered(item, name):
                yield f"{name}.{place}.{key}", field


def _scan(origin: Origin) -> dict[str, object]:
    """Return where a document came from; `files` where there are any."""
    said = asdict(origin)
    return said if origin.files else {key: said[key] for key in said if key != "files"}


def _ordered(item: Item, group: str) -> list[tuple[str, Field]]:
    return [(key, item[key]) for key in FIELDS[group] if key in item]


def _item(item: Item, group: str) -> dict[str, object]:
    return {key: _field(field) for key, field in _ordered(item, group)}


def _field(field: Field) -> dict[str, object]:
    return {
        "value": field.value,
        "text": field.text,
        "confidence": round(field.confidence, PLACES),
        "status": field.status.value,
        "page": field.page,
        "box": _box(field.box),
        "source": field.source.value,
    }


def _section(section: Section) -> dict[str, object]:
    return {
        "kind": section.kind,
        "heading": section.heading,
        "text": section.text,
        "page": section.page,
        "box": _box(section.box),
    }


def _box(box: Box | None) -> list[float] | None:
    if box is None:
        return None
    return [round(edge, PLACES) for edge in (box.left, box.top, box.right, box.bottom)]


def _encoded(thing: object) -> bytes:
    return (json.dumps(thing, ensure_ascii=False, indent=2) + "\n").encode()
