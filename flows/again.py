"""Doing stages again: which scans are meant, and what that would take."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from flows.digitise import FRESH, STAGES
from flows.house import House
from flows.names import batch_name
from flows.plan import PAGE_SECONDS
from flows.where import Where, documents
from models.errors import UsageError
from storage.rows import ScanRow

FILE_SECONDS = 0.3
"""What a page takes on one core from its reading on, its searchable PDF made, by measurement."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a rerun would do to scans: `stages`, in order, for so many pages and documents.

    `otherwise` of the documents were made with other settings, models or lists than today's:
    the others change only if pages are read otherwise, or the register of patients changed.
    """

    scans: int
    pages: int
    stages: tuple[str, ...]
    documents: int
    otherwise: int
    seconds: int


def scans(
    house: House, batch: str | None = None, document: str | None = None, asked: Where | None = None
) -> tuple[ScanRow, ...]:
    """Return the scans that are meant, but for those refused, withdrawn, disposed of or bound.

    All of a batch; that of a document, by its id; those with a document of which `asked` holds;
    else all.
    """
    if document:
        found = house.catalogue.documents.get(document)
        if found is None:
            raise UsageError(f"{document}: there is no such document. See sohoa list.")
        rows = [house.catalogue.scans.get(found.sha256)]
    elif asked:
        names = dict.fromkeys(row.sha256 for row in documents(house, asked))
        rows = [house.catalogue.scans.get(name) for name in names]
    else:
        if batch:
            house.catalogue.balances.of(batch_name(batch))  # says so where there is none
        rows = [*house.catalogue.scans.of(batch_name(batch) if batch else None)]
    return tuple(
        row
        for row in rows
        if row and row.state != "rejected" and not (row.withdrawn or row.disposed or row.bound)
    )


def plan(house: House, rows: Sequence[ScanRow], stage: str, jobs: int) -> Plan:
    """Return what it takes to do `stage` and all after it again; nothing is changed."""
    from flows.configuration import configuration

    today = configuration(house.settings, house.lists.hashes, house.forms)
    pages, ids = sum(row.pages for row in rows), [name for name, _ in versions(house, rows)]
    each = PAGE_SECONDS if stage in FRESH else FILE_SECONDS
    return Plan(
        len(rows),
        pages,
        STAGES[STAGES.index(stage) :],
        len(ids),
        house.catalogue.documents.made_otherwise(ids, today),
        math.ceil(pages * each / jobs),
    )


def versions(house: House, rows: Sequence[ScanRow]) -> set[tuple[str, int]]:
    """Return id and version of each document of the scans."""
    return {
        (row.id, row.version)
        for scan in rows
        for row in house.catalogue.documents.find(sha256=scan.sha256)
    }
