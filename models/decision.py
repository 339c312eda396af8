"""What stewards said of paper, and what a record says once their words count.

A word is anchored in the scan: page, box, and the kind of place in the record
(`medications.dose`), never in the number of a list's item. So it is found again whatever the
machine makes of the page later; where what was read under it has changed, the word stays.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from models.errors import UsageError
from models.geometry import Box
from models.record import DocumentType, PatientLink


class Kind(StrEnum):
    """What can be said; the last six of pages, of papers of a stay, or of another decision."""

    VERIFY = "verify"
    """The value is right."""
    CORRECT = "correct"
    """It is another; of None, nothing is written there."""
    REJECT = "reject"
    """What stands there is not this field's."""
    ILLEGIBLE = "illegible"
    """Something is written that nobody can read."""
    ADD = "add"
    """A field that the machine did not find: of patient or encounter, or of an item it found."""
    ITEM = "item"
    """A field of an item that the machine did not find; those with one `row` are one item."""
    REMOVE = "remove"
    """There is no such item, or field, on the paper."""
    SPLIT = "split"
    TURN = "turn"
    RESCAN = "rescan"
    REPLACE = "replace"
    """A page was scanned again: another picture is in its place from then on."""
    ABSENT = "absent"
    """There is no such paper in the stay of the document: it is not to be looked for."""
    UNDO = "undo"


MADE = (Kind.CORRECT, Kind.ADD, Kind.ITEM)
"""What gives a value of the steward's own."""
TYPE, PAGES, LINK = "document_type", "pages", "patient_link"
"""Paths that are in no group: type of a document, pages of a scan, whose a document is."""
PAPERS = "papers"
"""Path of the papers of a document's stay: `papers.discharge`. No word on it is on the record."""
TURNS = (0, 90, 180, 270)


class Stage(StrEnum):
    """From where on a scan is done again for a word; the later ones ask for more."""

    FILE = "file"
    SPLIT = "split"


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a steward said of a scan.

    `page` counts from 1 in the scan, `path` is without the number of an item. `box` is the
    place of the field on the page as scanned, `row` that of its whole item there. `was` and
    `text` are value and words as the machine had them. Of fields that this does not tell
    apart, `nth` counts from 0. `value` is normalised; of a split, a JSON list of lists of pages;
    of a turn, the degrees clockwise that the page lies turned; of a re-scan, why; of whose a
    document is, the patient's number or key, empty for one whom the register lacks. `undoes` is
    the id of a decision.
    """

    kind: Kind
    sha256: str
    page: int
    path: str
    value: str | None = None
    box: Box | None = None
    row: Box | None = None
    was: str | None = None
    text: str | None = None
    nth: int = 0
    undoes: str = ""

    @property
    def of_stay(self) -> bool:
        """Whether it is of the papers of a stay, and nothing is filed anew for it."""
        return self.path.partition(".")[0] == PAPERS

    @property
    def stage(self) -> Stage:
        """From where on the scan is done again for it; that a type is right changes nothing."""
        moves = self.path in (TYPE, PAGES) and self.kind is not Kind.VERIFY
        return Stage.SPLIT if moves else Stage.FILE


@dataclass(frozen=True, slots=True)
class Decision:
    """A word as it is kept: who said it, when (ISO 8601), and in which document.

    `tasks` are the ids of those that it answered; none where nobody had asked. A later word
    has a higher `number`.
    """

    id: str
    said: Said
    by: str
    at: str
    document_id: str
    tasks: tuple[str, ...] = ()
    number: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """A page of a file that was scanned again: hash of the file, page in it from 1, and kind.

    The file lies in the store as an original does, and is no scan by itself.
    """

    sha256: str
    page: int
    media_type: str


def said_of(text: str) -> Said:
    """Return a word as its JSON has it."""
    told = json.loads(text)
    boxes = {key: Box(**told[key]) if told[key] else None for key in ("box", "row")}
    return Said(**{**told, "kind": Kind(told["kind"]), **boxes})


def standing(decisions: Sequence[Decision]) -> list[Decision]:
    """Return the decisions that nobody took back, in order; `decisions` are in order."""
    gone: set[str] = set()
    left: list[Decision] = []
    for one in reversed(decisions):
        if one.id in gone:
            continue
        if one.said.kind is Kind.UNDO:
            gone.add(one.said.undoes)
        else:
            left.append(one)
    return left[::-1]


def types(decisions: Sequence[Decision], numbers: Collection[int]) -> DocumentType | None:
    """Return the type that stewards gave the document of these pages; the last one counts."""
    told = [one.said for one in standing(decisions) if one.said.path == TYPE]
    mine = [said.value for said in told if said.page in numbers and said.kind is Kind.CORRECT]
    return DocumentType(mine[-1]) if mine and mine[-1] else None


def cut(decisions: Sequence[Decision]) -> tuple[tuple[int, ...], ...]:
    """Return the pages of each document that stewards made; all others are the machine's.

    A later split takes its pages out of what earlier ones made.
    """
    groups: list[list[int]] = []
    for one in standing(decisions):
        if one.said.kind is Kind.SPLIT:
            new = json.loads(one.said.value or "[]")
            taken = {number for group in new for number in group}
            groups = [[n for n in group if n not in taken] for group in groups] + new
    return tuple(tuple(sorted(group)) for group in groups if group)


def turns(decisions: Sequence[Decision]) -> Mapping[int, int]:
    """Return by page how many degrees clockwise stewards say that it lies turned."""
    return {page: int(value) for page, value in _pages(decisions, Kind.TURN).items()}


def rescans(decisions: Sequence[Decision]) -> Mapping[int, str]:
    """Return the pages that stewards asked to be scanned again, and why."""
    return _pages(decisions, Kind.RESCAN)


def pictures(decisions: Sequence[Decision]) -> Mapping[int, Picture]:
    """Return by page the picture that is in its place, of those that were scanned again."""
    told = _pages(decisions, Kind.REPLACE)
    return {page: Picture(*json.loads(value)) for page, value in told.items()}


def _pages(decisions: Sequence[Decision], kind: Kind) -> dict[int, str]:
    """Return what was said of pages; what was said before another picture came is void."""
    found: dict[int, str] = {}
    for one in standing(decisions):
        if one.said.kind is kind:
            found[one.said.page] = one.said.value or ""
        elif one.said.kind is Kind.REPLACE:
            found.pop(one.said.page, None)
    return found


def split(sha256: str, documents: Iterable[Iterable[int]], pages: int) -> Said:
    """Say which pages of a scan of so many `pages` are one document each.

    Pages that are not named stay with the machine, or where an earlier word put them. Raises
    UsageError where a page is named twice, or is none.
    """
    groups = [sorted(group) for group in documents]
    every = sorted(number for group in groups for number in group)
    if not every or not all(groups):
        raise UsageError("A document has at least one page.")
    if len({*every}) < len(every) or every[0] < 1 or every[-1] > pages:
        raise UsageError(f"Each page from 1 to {pages} can be in one document only.")
    value = json.dumps(groups, separators=(",", ":"))
    return Said(Kind.SPLIT, sha256, every[0], PAGES, value)


def apart(sha256: str, numbers: Sequence[int], page: int, pages: int) -> Said:
    """Say that a page is no page of the document `numbers`: it becomes one by itself."""
    rest = [number for number in numbers if number != page]
    return split(sha256, [rest, [page]] if rest else [[page]], pages)


def begins(sha256: str, numbers: Sequence[int], page: int, pages: int) -> Said:
    """Say that with a page of the document `numbers` another one begins."""
    parts = [[n for n in numbers if n < page], [n for n in numbers if n >= page]]
    if not all(parts):
        raise UsageError("The document begins with this page already.")
    return split(sha256, parts, pages)


def turn(sha256: str, page: int, degrees: int) -> Said:
    """Say how many degrees clockwise (0, 90, 180 or 270) a page lies turned in the scan."""
    if degrees not in TURNS:
        raise UsageError("A page lies turned by 0, 90, 180 or 270 degrees.")
    return Said(Kind.TURN, sha256, page, PAGES, str(degrees))


def rescan(sha256: str, page: int, reason: str) -> Said:
    """Say that a page must be scanned again, and why: it waits, and is in no document."""
    return Said(Kind.RESCAN, sha256, page, PAGES, reason)


def replaced(sha256: str, page: int, by: Picture) -> Said:
    """Say that a page was scanned again: it is filed as the other picture shows it."""
    value = json.dumps([by.sha256, by.page, by.media_type])
    return Said(Kind.REPLACE, sha256, page, PAGES, value)


def accepted(sha256: str, page: int, path: str) -> Said:
    """Say that what a task asks of a page is right as it is."""
    return Said(Kind.VERIFY, sha256, page, path)


def absent(sha256: str, page: int, paper: str) -> Said:
    """Say that the stay, of which a page is, has no such paper; `paper` is its id in the rules."""
    return Said(Kind.ABSENT, sha256, page, f"{PAPERS}.{paper}")


def belongs(sha256: str, page: int, link: PatientLink | None, patient: str | None) -> Said:
    """Say whose a document is: a patient, by number or key; None for one whom the register lacks.

    It is right where that is the patient of the `link` so far, or the one that it asks about.
    """
    own = {link.patient_id, link.patient_key} if link else set()
    same = patient in own if patient else link is not None and link.status == "new"
    kind = Kind.VERIFY if same else Kind.CORRECT
    return Said(kind, sha256, page, LINK, patient or "", was=link.patient_key if link else None)
