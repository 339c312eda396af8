"""A filed `record.json` as typed data again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from exports.record import DECIDED, Bound, Origin, Provenance
from models.codec import FACTS, decode
from models.errors import StoreError
from models.geometry import Box
from models.record import LISTS, Facts, Field, Item, PatientLink, Section, Source, Status
from storage import keys
from storage.holdings import ALWAYS, EXTRACTED
from storage.store import Store

DATES = ("issued_on", "discharged_at", "admitted_at")
"""When a paper was written: the first of these fields of the stay that it tells."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One version of a document as filed; what made each value is not in a record."""

    document_id: str
    origin: Origin
    facts: Facts
    link: PatientLink
    provenance: Provenance


def stored(data: bytes) -> Stored:
    """Return what `exports.record.record` wrote."""
    said = json.loads(data)
    origin = said["scan"]
    lists = {name: tuple(_item(item) for item in said[name]) for name in LISTS}
    facts = Facts(
        _field(said["document_type"]),
        said["language"],
        _item(said["patient"]),
        _item(said["encounter"]),
        sections=tuple(_section(section) for section in said["sections"]),
        **lists,
    )
    return Stored(
        said["document_id"],
        Origin(
            origin["file_name"],
            origin["sha256"],
            tuple(origin["pages"]),
            tuple(origin["also_received_as"]),
            tuple(Bound(**file) for file in origin.get("files", ())),
        ),
        facts,
        PatientLink(**said["patient_link"]),
        Provenance(**said["provenance"]),
    )


def dated(paper: Stored) -> str | None:
    """Return when a paper was written, where that is sure."""
    for key in DATES:
        field = paper.facts.encounter.get(key)
        if field and field.value and field.status not in (Status.REVIEW, Status.REJECTED):
            return field.value
    return None


def extracted(data: bytes, evidence: bytes) -> Facts:
    """Return the facts of a record with what `evidence.json` tells of each value."""
    told = {one["path"]: one for one in json.loads(evidence)}

    def whole(path: str, field: Field) -> Field:
        one = told[path]
        return replace(
            field,
            extractor=one["extractor"],
            read_confidence=one["read_confidence"],
            doubts=tuple(one["doubts"]),
        )

    return stored(data).facts.changed(whole)


def machine_of(files: Mapping[str, bytes]) -> Facts:
    """Return what was extracted, before any word of a steward, by the files of a version.

    Raises StoreError where that is lost: a record with such words does not tell it any more.
    """
    if EXTRACTED in files:
        return decode(FACTS, files[EXTRACTED])
    if DECIDED in stored(files["record.json"]).provenance.times:
        raise StoreError("What was extracted of a document is lost: see sohoa verify.")
    return extracted(files["record.json"], files["evidence.json"])


def files_of(store: Store, document_id: str, version: int) -> dict[str, bytes]:
    """Return the files of a version that the next one is made of; KeyError where one lacks."""
    names = {name: keys.record(document_id, version, name) for name in (*ALWAYS, EXTRACTED)}
    there = {name: key for name, key in names.items() if name in ALWAYS or store.has(key)}
    return {name: store.get(key) for name, key in there.items()}


def _item(said: dict[str, Any]) -> Item:
    return {key: _field(field) for key, field in said.items()}


def _field(said: dict[str, Any]) -> Field:
    return Field(
        said["value"],
        said["text"],
        said["confidence"],
        Status(said["status"]),
        said["page"],
        _box(said["box"]),
        Source(said["source"]),
    )


def _section(said: dict[str, Any]) -> Section:
    box = Box(*said["box"])
    return Section(said["kind"], said["heading"], said["text"], said["page"], box)


def _box(edges: list[float] | None) -> Box | None:
    return None if edges is None else Box(*edges)
