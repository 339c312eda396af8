"""The rows that a document has in each table."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from exports import record
from exports.stored import Stored
from exports.table.schemas import NUMBERS, SHARE, of_group
from models.record import Item, Status, told

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Filed:
    """A version of a document and the text of its pages, parted by form feeds."""

    stored: Stored
    version: int
    text: str


def rows(filed: Filed) -> dict[str, list[Row]]:
    """Return the rows of a document by table. Values that a steward rejected are null."""
    said, facts = filed.stored, filed.stored.facts
    return {
        "documents": [_document(filed)],
        "fields": list(_fields(filed)),
        "medications": [
            _place(said, number) | _values("medications", item) | _doubt(item)
            for number, item in enumerate(facts.medications)
        ],
        "lab_results": [
            _place(said, number) | _values("lab_results", item) | _number(item) | _doubt(item)
            for number, item in enumerate(facts.lab_results)
        ],
    }


def _document(filed: Filed) -> Row:
    said, facts = filed.stored, filed.stored.facts
    kind = {"document_type": facts.document_type}
    return {
        "document_id": said.document_id,
        "version": filed.version,
        "document_type": told(kind, "document_type"),
        "language": facts.language,
        "patient_key": said.link.patient_key,
        "link_status": said.link.status,
        "register_id": said.link.patient_id,
        "file_name": said.origin.file_name or None,
        "sha256": said.origin.sha256 or None,
        "first_page": said.origin.pages[0],
        "pages": len(said.origin.pages),
        **_values("patient", facts.patient),
        **_values("encounter", facts.encounter),
        **_doubt({**kind, **facts.patient, **facts.encounter}),
        "text": filed.text,
    }


def _fields(filed: Filed) -> Iterator[Row]:
    for path, field in record.fields(filed.stored.facts):
        *group, key = path.split(".")
        box = field.box
        yield {
            "document_id": filed.stored.document_id,
            "path": path,
            "list": group[0] if group else None,
            "item": int(group[1]) if len(group) > 1 else None,
            "field": key,
            "value": field.value,
            "text": field.text,
            "confidence": field.confidence,
            "status": field.status.value,
            "page": field.page,
            "x0": box and box.left,
            "y0": box and box.top,
            "x1": box and box.right,
            "y1": box and box.bottom,
            "source": field.source.value,
        }


def _place(said: Stored, number: int) -> Row:
    return {
        "document_id": said.document_id,
        "patient_key": said.link.patient_key,
        "item": number,
    }


def _values(group: str, item: Item) -> Row:
    return {key: _typed(key, told(item, key)) for key in of_group(group)}


def _typed(key: str, value: str | None) -> str | float | None:
    """Return a value as its column has it; null where it is no number and should be."""
    if key not in NUMBERS or value is None:
        return value
    number = _decimal(value)
    return number if number is None or NUMBERS[key] == SHARE else int(number)


def _number(item: Item) -> Row:
    value = told(item, "value")
    return {"value_number": None if value is None else _decimal(value)}


def _decimal(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _doubt(item: Item) -> Row:
    """Return which fields wait for a person, and the least confidence of those with a value."""
    waiting = [key for key, field in item.items() if field.status is Status.REVIEW]
    sure = [field.confidence for field in item.values() if field.value is not None]
    return {"waiting": ";".join(waiting) or None, "confidence": min(sure, default=None)}
