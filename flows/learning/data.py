"""Training data: a line of JSON for each value that a steward judged. It holds patient text."""

import os
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from flows.learning.labels import Label
from models.codec import canonical
from models.errors import UsageError
from models.geometry import Box
from models.record import Field

PRIVATE = 0o600


def row(label: Label) -> dict[str, Any]:
    """Return one value as training data: what stands there, what was made of it, what is true."""
    said = label.word.said
    return {
        "scan": label.sha256,
        "document": label.document_id,
        "page": label.truth.page,
        "path": label.path,
        "box": _box(label.truth.box),
        "lines": [
            [{"text": word.text, "box": _box(word.box)} for word in line.words]
            for line in label.lines
        ],
        "legibility": label.legibility,
        "machine": _machine(label.machine) if label.machine else None,
        "truth": {"value": label.truth.value, "status": label.truth.status.value},
        "right": label.right,
        "asked": label.asked,
        "held_back": label.held_back,
        "decision": {
            "id": label.word.id,
            "kind": said.kind.value,
            "by": label.word.by,
            "at": label.word.at,
        },
    }


def encoded(labels: Iterable[Label]) -> bytes:
    """Return training data as bytes, the same for the same values."""
    return b"".join(canonical(row(label)) + b"\n" for label in labels)


def write(path: Path, data: bytes) -> None:
    """Write training data to a new file that only its owner reads; UsageError for an old one."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    except FileExistsError:
        raise UsageError("That file is there already: give another name.") from None
    except OSError as error:
        raise UsageError(f"The file cannot be written ({error.strerror}).") from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)


def _machine(field: Field) -> dict[str, Any]:
    return {
        "value": field.value,
        "text": field.text,
        "confidence": field.confidence,
        "read_confidence": field.read_confidence,
        "doubts": list(field.doubts),
        "source": field.source.value,
        "extractor": field.extractor,
    }


def _box(box: Box | None) -> list[float] | None:
    return list(asdict(box).values()) if box else None
