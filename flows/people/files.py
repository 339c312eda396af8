"""A register in a file: CSV, XLSX, a FHIR bundle or NDJSON. What it is, is told by its bytes."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.lexicons.columns import Bad, Cells, checked, table
from flows.lexicons.sheet import read, sheets
from flows.people import fhir
from models.errors import UsageError

BYTES = 2**30
"""Largest file, in bytes: five million rows or so."""

ROWS = 5_000_000

Rows = Iterator[tuple[int, Cells | Bad]]
"""Line (of FHIR: number of the patient) and cells, or what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Source:
    """A register's rows, and its columns by heading where it has any."""

    columns: dict[str, str]
    rows: Rows


def source(path: Path) -> Source:
    """Return what a file says; UsageError where it is no register."""
    data = read(path, BYTES)
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"{":
        return Source({}, patients(_resources(data)))
    found = table("patients", sheets(data, ROWS), page="patients")
    return Source(found.columns, found.rows)


def patients(resources: Iterable[Any]) -> Rows:
    """Yield the patients of FHIR resources; Bad stands for what is none."""
    number = 0
    for resource in resources:
        try:
            held = [resource] if isinstance(resource, Bad) else [*fhir.entries(resource)]
        except Bad as error:
            held = [error]
        for one in held:
            number += 1
            yield number, one if isinstance(one, Bad) else _checked(one)


def _checked(patient: fhir.Resource) -> Cells | Bad:
    try:
        return checked(fhir.cells(patient))
    except Bad as error:
        return error


def _resources(data: bytes) -> Iterator[Any]:
    """Yield the one resource of a JSON file, or those of NDJSON, line by line."""
    try:
        yield json.loads(data.decode("utf-8-sig"))
        return
    except UnicodeDecodeError as error:
        raise UsageError("The list is no UTF-8, as FHIR has it: save it anew.") from error
    except (ValueError, RecursionError):  # also of a number with more digits than Python reads
        lines = data.splitlines()
    for line in filter(None, map(bytes.strip, lines)):
        try:
            yield json.loads(line)
        except (ValueError, RecursionError):
            yield Bad("the line is no JSON")
