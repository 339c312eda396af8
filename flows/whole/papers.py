"""Whether the row of a document says what its record says."""

import json
from collections.abc import Mapping
from typing import Any

from exports import record
from exports.stored import stored

ROUNDED: float = 2 * 10**-record.PLACES
"""Most that a mean of rounded confidences may differ from that of the unrounded."""


def columns(data: bytes) -> dict[str, Any]:
    """Return the columns of a document's row that its record tells."""
    paper = stored(data)
    fields = [field for _, field in record.fields(paper.facts)]
    return {
        "id": paper.document_id,
        "sha256": paper.origin.sha256,
        "numbers": json.dumps(paper.origin.pages),
        "type": paper.facts.document_type.value,
        "language": paper.facts.language,
        "patient_key": paper.link.patient_key,
        "fields": len(fields),
        "confidence": round(sum(field.confidence for field in fields) / len(fields), record.PLACES),
    }


def disagreeing(row: Mapping[str, Any], told: Mapping[str, Any]) -> list[str]:
    """Return the columns of a row in which a record tells something else."""
    return [name for name, value in told.items() if not _same(row[name], value)]


def _same(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= ROUNDED
    return bool(one == other)
