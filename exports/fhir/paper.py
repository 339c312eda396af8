"""One filed document as the makers of resources see it: what may go out, ids, references."""

import hashlib
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID, uuid5

from exports.fhir.codes import TERMINOLOGY, document_kind
from exports.stored import Stored, dated
from models.record import Field, Item, Status
from models.settings import Fhir
from storage.clock import ZONE

Resource = dict[str, Any]

NAMESPACE = UUID("6a1c9d0e-5a3e-4c57-9f0b-2f6f3c1f7d52")
"""Of all ids, by uuid5: the same words, the same id, in every installation."""

_DATE = re.compile(r"(\d{4})(-\d{2})?(-\d{2})?")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")
_DOUBT = {
    "system": f"{TERMINOLOGY}v3-ObservationValue",
    "code": "UNCERTREL",
    "display": "uncertain reliability",
}
"""HL7's label for data whose integrity is in doubt."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that a document points to. Hashes in hex, `size` in bytes."""

    media_type: str
    size: int
    sha1: str
    sha256: str

    @classmethod
    def of(cls, file: io.BytesIO | io.BufferedReader, media_type: str) -> "Attached":
        """Return what there is to say of the bytes of a file, read from its beginning."""
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        # FHIR R4 wants SHA-1 (Attachment.hash); it is a checksum here, not a protection.
        sha1 = hashlib.file_digest(file, lambda: hashlib.sha1(usedforsecurity=False))
        return cls(media_type, file.seek(0, io.SEEK_END), sha1.hexdigest(), sha256)


@dataclass(frozen=True)
class Paper:
    """A version of a document, the names of identifier systems, and its files.

    `originals` are the files as scanned, by the pages of the scan that are in them. Without
    files, its resources are good for their ids only.
    """

    stored: Stored
    version: int
    settings: Fhir
    originals: Mapping[str, Attached] = field(default_factory=dict)
    copy: Attached | None = None

    def id(self, place: str) -> str:
        """Return the id of what stands at a place of the record, the same in all versions."""
        return identity("document", self.stored.document_id, place)

    def ref(self, place: str) -> Resource:
        """Return a reference to what is made of a place of the record."""
        return reference(self.id(place))

    @property
    def subject(self) -> Resource:
        """A reference to the patient."""
        return reference(self.patient_id)

    @property
    def stay(self) -> Resource:
        """A reference to the encounter."""
        return self.ref("encounter")

    @property
    def patient_id(self) -> str:
        """The id of the patient: one for all documents that are linked to the same."""
        key = self.patient_key
        return identity("patient", key) if key else self.id("patient")

    @property
    def patient_key(self) -> str | None:
        """The patient whose document it is; None where nobody is sure enough."""
        link = self.stored.link
        return link.patient_key if link.status in ("auto", "new", "verified") else None

    @property
    def register_number(self) -> str | None:
        """The number of the patient in the hospital's register, where they are linked to it."""
        return self.stored.link.patient_id if self.patient_key else None

    @cached_property
    def recorded(self) -> str:
        """When the record was made, to the second: the latest of its times, as an instant."""
        times = [datetime.fromisoformat(time) for time in self.stored.provenance.times.values()]
        return max(times).astimezone(ZONE).isoformat(timespec="seconds")

    @cached_property
    def encounter(self) -> Item:
        """What is known of the stay."""
        return known(self.stored.facts.encounter)

    def fields(self, group: str, keys: Iterable[str]) -> dict[str, Field]:
        """Return what is known of these of the patient or the stay, by path in the record."""
        item = known(getattr(self.stored.facts, group))
        return {f"{group}.{key}": item[key] for key in keys if key in item}

    def written(self) -> str | None:
        """Return when the paper was issued, as a FHIR dateTime; None where it does not say."""
        return moment(said(self.encounter, "issued_on") or "")


def titled(stored: Stored) -> str:
    """Return what people call a document: its kind, and its date where that is sure."""
    name = str(document_kind(stored.facts.document_type)[stored.facts.language])
    date = dated(stored)
    return f"{name}, {'/'.join(reversed(date[:10].split('-')))}" if date else name


def identity(*words: str) -> str:
    """Return the id that these words make."""
    return str(uuid5(NAMESPACE, "/".join(words)))


def reference(id: str) -> Resource:
    """Return a reference to another resource of the bundle."""
    return {"reference": f"urn:uuid:{id}"}


def known(item: Item) -> dict[str, Field]:
    """Return the fields that count: none that a steward rejected, no label with nothing behind it.

    What is written and cannot be read stays, without a value: it makes the rest doubtful.
    """
    return {
        key: field
        for key, field in item.items()
        if field.status is not Status.REJECTED
        and (plain(field.value or "") or field.status is Status.REVIEW)
    }


def said(item: Item, key: str) -> str | None:
    """Return the value of a field in one line; None where there is none."""
    return (plain(item[key].value or "") or None) if key in item else None


def doubted(item: Mapping[str, Field]) -> bool:
    """Return whether something in it waits for a person."""
    return any(field.status is Status.REVIEW for field in item.values())


def marked(resource: Resource, doubtful: bool) -> Resource:
    """Return a resource, labelled as of uncertain reliability where it is doubtful."""
    return resource | {"meta": {"security": [_DOUBT]}} if doubtful else resource


def plain(text: str) -> str:
    """Return text as FHIR's `string` allows it: no signs that cannot be seen, single spaces."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def moment(value: str) -> str | None:
    """Return a date, partial date or time of a record as a FHIR dateTime; None if it is none."""
    if _TIME.fullmatch(value):
        try:
            datetime.fromisoformat(value)
        except ValueError:
            return None
        return f"{value}:00+07:00"
    return day(value)


def day(value: str) -> str | None:
    """Return a date or partial date of a record as a FHIR date; None if it is none."""
    match = _DATE.fullmatch(value)
    if not match:
        return None
    year, month, day_of_month = match.groups()
    try:
        date.fromisoformat(f"{year}{month or '-01'}{day_of_month or '-01'}")
    except ValueError:
        return None
    return value
