"""What is told of the conversion of one batch from paper, for who has to answer for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.batch import Declared


class Open(StrEnum):
    """What is not decided, or not in order, yet."""

    DECISION = "decision"
    """No decision on the conversion is named in the settings."""
    OPERATOR = "operator"
    """Nobody said who scanned."""
    COUNT = "count"
    """Nobody said how many pages were handed over."""
    GAPS = "gaps"
    """It is not as declared."""
    BALANCE = "balance"
    """Its pages do not add up."""
    PAGES = "pages"
    """Pages wait to be read or scanned again."""
    REJECTED = "rejected"
    """Pages that could not be taken in."""
    TASKS = "tasks"
    """Tasks that nobody has decided."""
    PAPERS = "papers"
    """Papers that stays must have and that did not come, or that nobody can read."""
    SAMPLE = "sample"
    """No sample of what was filed without a person has a verdict."""
    RETURNED = "returned"
    """The last sample failed."""
    SIGNATURES = "signatures"
    """Files came with signatures that are not valid."""
    LOT = "lot"
    """Documents that were filed without a person after the last sample."""


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that is open: of what kind, how many of it, by reason where there are any."""

    kind: Open
    count: int
    reasons: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Rate:
    """A share, `wrong` of `of`, with its 95 % interval (0..1)."""

    wrong: int
    of: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Converted:
    """One document. The hashes are SHA-256 in hex: of the scan, the record and the PDF/A.

    `pages` count from 1 in the scan; `words` is how many decisions people made on it.
    """

    document_id: str
    type: str
    version: int
    filed_at: str
    scan: str
    pages: tuple[int, ...]
    record: str
    pdf: str
    review: str
    words: int


@dataclass(frozen=True, slots=True)
class Sampled:
    """A sample of the batch and what came of it; `verdict` is None while there is none."""

    number: int
    level: str
    aql: str
    letter: str
    lot: int
    size: int
    accept: int
    seed: str
    drawn_by: str
    drawn_at: str
    verdict: str | None
    seen: int | None
    wrong: int | None
    sealed_by: str | None
    sealed_at: str | None


@dataclass(frozen=True, slots=True)
class Papers:
    """A paper that `stays` of the batch must have, by its id and its Vietnamese name.

    `absent` counts those of which a person said that there is none.
    """

    paper: str
    name: str
    stays: int
    present: int
    illegible: int
    missing: int
    absent: int


@dataclass(frozen=True, slots=True)
class Dossier:
    """A batch at the time `made_at` (ISO 8601).

    `made_with` tells by name of software, reader or model how many of the documents each
    version made; `configurations` by hash of the settings; `settings` are those of now. `pages`
    are received, filed, blank, rejected and waiting; `duplicates` are files.
    `verified_by` tells by account how many decisions stand in the documents. `documents_wrong`
    are of the samples' documents, `values_wrong` of their values, None where none were looked at.
    """

    batch: str
    made_at: str
    software: str
    facility: str
    decision: str
    decided_on: str
    declared: Declared
    pages: Mapping[str, int]
    duplicates: int
    verified_by: Mapping[str, int]
    made_with: Mapping[str, Mapping[str, int]]
    configurations: Mapping[str, int]
    settings: Mapping[str, Mapping[str, object]]
    samples: tuple[Sampled, ...]
    documents_wrong: Rate | None
    values_wrong: Rate | None
    papers: tuple[Papers, ...]
    documents: tuple[Converted, ...]
    open: tuple[Point, ...]
    audit_event: int
    audit_hash: str
