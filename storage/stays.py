"""Stays: which documents are of one, and which papers that it must have are not there."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.completeness import Checked, Needed, Rules, State, checked
from models.decision import Decision, Kind, absent
from models.errors import UsageError
from models.record import DocumentType
from models.settings import Completeness
from models.stay import Paper, stays
from storage.database import Database
from storage.decisions import Decisions, Ruling, words_on_stays
from storage.documents import Documents
from storage.rows import DocumentRow
from storage.selection import in_batch, known_batch, withdrawn
from storage.stay_papers import Came, around, came, papers
from storage.tables import document, scan


@dataclass(frozen=True, slots=True)
class Stay:
    """A stay as it is filed, held against the rules.

    `label` is what the scan room knows it by: the name of its chart, else of the file of its
    first document. Papers are looked for in those that are `looked` into: not in loose papers,
    nor while `unread` pages wait to be digitised. `lost` are pages that were rejected, or that
    wait to be scanned again: what is missing may be on them. `absent` are the words by which
    there is none of a paper, by its id.
    """

    label: str
    papers: tuple[Paper, ...]
    checked: Checked
    declared: bool
    looked: bool
    unread: int
    lost: int
    absent: Mapping[str, Decision]

    @property
    def anchor(self) -> Paper:
        """The document that words on the stay hang on: its record, if there is one."""
        return anchor(self.papers)

    @property
    def days(self) -> tuple[str, str] | None:
        """The first and the last day of care that its documents tell; None where none does."""
        first = min((one.first for one in self.papers if one.first), default=None)
        last = max((one.last for one in self.papers if one.last), default=None)
        return (first, last) if first and last else None

    @property
    def lacks(self) -> tuple[str, ...]:
        """The ids of the papers that somebody is to look for."""
        return tuple(one.paper.id for one in self.checked.lacks) if self.looked else ()


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a paper is in each state, of the stays that must have it."""

    paper: Needed
    states: Mapping[State, int]

    @property
    def of(self) -> int:
        """How many stays must have it."""
        return sum(self.states.values())


def tally(stays: Sequence[Stay], rules: Rules) -> tuple[Tally, ...]:
    """Count papers over the stays in which they are looked for, in the order of the rules."""
    counts: dict[str, Counter[State]] = defaultdict(Counter)
    for stay in stays:
        for need in stay.checked.needs if stay.looked else ():
            counts[need.paper.id][need.state] += 1
    return tuple(Tally(one, counts[one.id]) for one in rules.paper if one.id in counts)


class Stays:
    """The stays of all documents that are current. They are derived each time they are asked."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._decisions = Decisions(database)

    def of_batch(self, name: str, rules: Rules, settings: Completeness) -> tuple[Stay, ...]:
        """Return the stays of which a batch brought a document; UsageError for no such batch."""
        with self._database.read() as connection:
            known_batch(connection, name)
            query = select(scan.c.sha256).where(in_batch(name), ~withdrawn())
            mine = set(connection.scalars(query))
            found = self._found(connection, mine, name, rules, settings)
        return tuple(one for one in found if any(paper.sha256 in mine for paper in one.papers))

    def of_patient(self, key: str, rules: Rules, settings: Completeness) -> tuple[Stay, ...]:
        """Return the stays of a patient."""
        own = (document.c.patient_key == key) & (document.c.state == "filed")
        with self._database.read() as connection:
            mine = set(connection.scalars(select(document.c.sha256).where(own)))
            found = self._found(connection, mine, "", rules, settings)
        return tuple(one for one in found if any(paper.patient_key == key for paper in one.papers))

    def of_document(self, document_id: str, rules: Rules, settings: Completeness) -> Stay | None:
        """Return the stay of a document; None where it is not filed, or is no paper of any."""
        one = select(document.c.sha256).where(document.c.id == document_id)
        with self._database.read() as connection:
            found = self._found(connection, set(connection.scalars(one)), "", rules, settings)
        own = (
            one for one in found if any(paper.document_id == document_id for paper in one.papers)
        )
        return next(own, None)

    def say_none(self, document_id: str, paper: str) -> Decision:
        """Say that the stay of a document has no such paper; UsageError where it is not filed."""
        row = self._row(document_id)
        word = absent(row.sha256, row.numbers[0], paper)
        (made,) = self._decisions.decide([Ruling(document_id, word)])
        return made

    def take_back(self, decision_id: str) -> Decision:
        """Take back such a word; UsageError where it is none."""
        if self._decisions.get(decision_id).said.kind is not Kind.ABSENT:
            raise UsageError(f"There is no decision {decision_id}.")
        return self._decisions.undo(decision_id)

    def _row(self, document_id: str) -> DocumentRow:
        row = Documents(self._database).get(document_id)
        if row is None or not row.current:
            raise UsageError("The document is no longer current: look at what followed it.")
        return row

    def _found(
        self,
        connection: Connection,
        sha256s: Collection[str],
        batch: str,
        rules: Rules,
        settings: Completeness,
    ) -> list[Stay]:
        files = came(connection, around(connection, sha256s), batch)
        words = words_on_stays(connection, files)
        every = stays(papers(connection, files))
        return [_stay(some, files, words, rules, settings) for some in every]


def anchor(papers: Sequence[Paper]) -> Paper:
    """Return the record among the documents of a stay, else any that is always the same."""
    records = (one for one in papers if one.type == DocumentType.INPATIENT_RECORD)
    return next(records, papers[0])


def _files(some: Sequence[Paper], files: Mapping[str, Came]) -> list[Came]:
    """Return the files of documents, and the others of their charts, of which none is filed."""
    mine = dict.fromkeys(one.sha256 for one in some)
    charts = {(files[one].batch, files[one].chart) for one in mine if files[one].chart}
    others = [one for one, file in files.items() if (file.batch, file.chart) in charts]
    return [files[one] for one in dict.fromkeys([*mine, *others])]


def _stay(
    some: tuple[Paper, ...],
    files: Mapping[str, Came],
    words: Sequence[Decision],
    rules: Rules,
    settings: Completeness,
) -> Stay:
    own = _files(some, files)
    pages = {(one.sha256, number) for one in some for number in one.numbers}
    said = {
        one.said.path.partition(".")[2]: one
        for one in words
        if (one.said.sha256, one.said.page) in pages
    }
    declared = any(one.pile for one in some)
    record = any(one.type == DocumentType.INPATIENT_RECORD for one in some)
    unread = sum(one.unread for one in own)
    asked = declared or (record and settings.check == "records")
    return Stay(
        next((one.chart for one in own if one.chart), files[anchor(some).sha256].file),
        some,
        checked(some, rules, declared=declared, absent=said),
        declared,
        asked and settings.check != "never" and not unread,
        unread,
        sum(one.lost for one in own),
        said,
    )
