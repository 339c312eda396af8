"""Rows of the catalogue as they are handed out. Times are texts as `storage.clock` writes them."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from models.signature import Signature


class Received(StrEnum):
    """What the catalogue made of a file: new bytes, bytes known by another name, or known."""

    NEW = "new"
    DUPLICATE = "duplicate"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class Names:
    """Under which names the same bytes came: the first, and the others in order."""

    file_name: str
    also_received_as: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScanRow:
    """A scan; `state` is received, read, filed or rejected. `withdrawn` counts its batches'.

    Of one that is `disposed` of there are no bytes and no documents any more. One that is
    `bound` is a page of another, whose `pages` count it. `signatures` are those that it came
    with, as they were found then.
    """

    sha256: str
    media_type: str
    size: int
    pages: int
    state: str
    reason: str | None
    received_at: str
    withdrawn: bool
    disposed: bool = False
    bound: bool = False
    signatures: tuple[Signature, ...] = ()


@dataclass(frozen=True, slots=True)
class PageRow:
    """A page, counted from 1; `state` is waiting, read, filed, blank or rejected."""

    sha256: str
    number: int
    state: str
    reason: str | None
    document_id: str | None


@dataclass(frozen=True, slots=True)
class Filing:
    """One version of a document, whose files lie in the store already.

    `numbers` are its pages in the scan; `record_sha256` the hash of its record.json;
    `fields` how many fields it has; `confidence`, 0..1, their mean. `fingerprints` are those of
    its pages, in their order; none leaves what is there. `link` is the patient link as the
    record has it, in canonical JSON. `form` is the id of its form, None where none is known.
    `department` is the one that the record names. `said` is the number of the last word of a
    steward that was looked at for it, 0 where there was none; None where none was looked for.
    `hand` is whether it is written by hand.
    """

    document_id: str
    sha256: str
    numbers: tuple[int, ...]
    type: str
    language: str
    version: int
    record_sha256: str
    configuration: str
    filed_at: str
    patient_key: str | None
    fields: int
    confidence: float
    fingerprints: tuple[str, ...] = ()
    link: str | None = None
    form: str | None = None
    department: str | None = None
    said: int | None = None
    hand: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A filed page by what it says; pages sort in the order in which they came."""

    received_at: str
    sha256: str
    number: int
    document_id: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document as last filed. `state` is filed or superseded, by `superseded_by`.

    `review` is clear, in review or verified; `waiting` how many tasks are open; `hand` whether
    it is written by hand.
    """

    id: str
    sha256: str
    numbers: tuple[int, ...]
    type: str
    language: str
    state: str
    review: str
    version: int
    patient_key: str | None
    fields: int
    waiting: int
    confidence: float
    filed_at: str
    superseded_by: tuple[str, ...]
    withdrawn: bool
    link: str | None = None
    form: str | None = None
    department: str | None = None
    hand: bool = False

    @property
    def current(self) -> bool:
        """Whether it is neither superseded nor withdrawn: lists and exports have it."""
        return self.state == "filed" and not self.withdrawn


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version of a document; versions count from 1."""

    document_id: str
    number: int
    record_sha256: str
    filed_at: str
    configuration: str


LEAST_PRIORITY = 3


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """What a person must look at: a path into the record, as `medications.0.dose`, and why.

    Of priorities 0 comes first. `same` is what tasks share that one look may decide. `eyes` are
    how many people are asked: 1, or 2 who do not know of each other.
    """

    path: str
    reason: str
    priority: int = LEAST_PRIORITY
    same: str | None = None
    eyes: int = 1


@dataclass(frozen=True, slots=True)
class Known:
    """The word that a known answer is, and the version of the document from before it."""

    decision_id: str
    version: int


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task; `state` is open or decided.

    `kind` is the path without numbers, `type` the document's, `batch` the one that brought its
    scan first, `department` the one that the record names, folded. Of priorities 0 comes
    first. Somebody who claimed it works on it until `claimed_until`; who skipped it said what
    for. `shown` is whether its document is neither superseded nor withdrawn. `eyes` are how many
    people are asked. One that is decided, and open for the actor to see how she answers it, has
    the answer as `known`.
    """

    id: str
    document_id: str
    path: str
    reason: str
    state: str
    made_at: str
    kind: str
    type: str
    batch: str
    department: str | None
    priority: int
    shown: bool
    same: str | None
    eyes: int
    assigned_to: str | None
    claimed_by: str | None
    claimed_until: str | None
    skipped_by: str | None
    skipped_for: str | None
    known: Known | None = None

    @property
    def draft(self) -> TaskDraft:
        """The question again, as it is asked in filing."""
        return TaskDraft(self.path, self.reason, self.priority, self.same, self.eyes)


@dataclass(frozen=True, slots=True)
class Rejection:
    """How many pages of a file were rejected for one reason."""

    file: str
    pages: int
    reason: str


@dataclass(frozen=True, slots=True)
class Balance:
    """The pages of a batch. `duplicates` counts files; all else pages."""

    batch: str
    received: int
    filed: int
    blank: int
    rejected: int
    waiting: int
    duplicates: int
    balanced: bool
    rejections: tuple[Rejection, ...]

    def as_json(self) -> dict[str, Any]:
        """Return plain data with the keys that the command line promises."""
        return asdict(self) | {"rejections": [asdict(entry) for entry in self.rejections]}


@dataclass(frozen=True, slots=True)
class LexiconRow:
    """The current list of a kind: hash of it as stored, and of the file it was made from."""

    kind: str
    sha256: str
    file_sha256: str
    entries: int
    imported_at: str


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the audit. `hash` covers the rest of it, `previous` is the one before's."""

    id: int
    at: str
    actor: str
    action: str
    subject: str
    before: str
    after: str
    previous: str
    hash: str
