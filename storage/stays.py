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
    record. Papers are looked for in those that are `looked` into: not in loose papers, nor
    while `unread` pages wait to be digitised. `lost` are pages that were rejected, or that
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
        """The document that words on the stay hang on: its record, if that can be read."""
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
        """Return the stays of which a batch brought a document, by label.

        UsageError where there is no such batch.
        """
        with self._database.read() as connection:
            known_batch(connection, name)
            query = select(scan.c.sha256).where(in_batch(name), ~withdrawn())
            mine = set(connection.scalars(query))
            found = self._found(connection, mine, rules, settings)
        own = (one for one in found if any(paper.sha256 in mine for paper in one.papers))
        return tuple(sorted(own, key=lambda one: one.label))

    def of_patient(self, key: str, rules: Rules, settings: Completeness) -> tuple[Stay, ...]:
        """Return the stays of a patient."""
        own = (document.c.patient_key == key) & (document.c.state == "filed")
        with self._database.read() as connection:
            mine = set(connection.scalars(select(document.c.sha256).where(own)))
            found = self._found(connection, mine, rules, settings)
        return tuple(one for one in found if any(paper.patient_key == key for paper in one.papers))

    def of_document(self, document_id: str, rules: Rules, settings: Completeness) -> Stay | None:
        """Return the stay of a document; None where it is not filed, or is no paper of any."""
        one = select(document.c.sha256).where(document.c.id == document_id)
        with self._database.read() as connection:
            found = self._found(connection, set(connection.scalars(one)), rules, settings)
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
        rules: Rules,
        settings: Completeness,
    ) -> list[Stay]:
        files = came(connection, around(connection, sha256s))
        charts: dict[tuple[str, str], list[Came]] = defaultdict(list)
        for file in files.values():
            if file.chart:
                charts[file.batch, file.chart].append(file)
        words = words_on_stays(connection, files)
        made = _Making(files, charts, words, rules, settings)
        return [made.stay(some) for some in stays(papers(connection, files))]


@dataclass(frozen=True, slots=True)
class _Making:
    """What stays are made of: files by hash and by batch and chart, and the words on them."""

    files: Mapping[str, Came]
    charts: Mapping[tuple[str, str], Sequence[Came]]
    words: Sequence[Decision]
    rules: Rules
    settings: Completeness

    def stay(self, some: tuple[Paper, ...]) -> Stay:
        declared = any(one.pile for one in some)
        record = any(one.type == DocumentType.INPATIENT_RECORD for one in some)
        files, said = self._files(some), self._said(some)
        unread = sum(one.unread for one in files)
        check = self.settings.check
        asked = (declared and check != "never") or (record and check == "records")
        first = self.files[anchor(some).sha256]
        return Stay(
            first.chart or next((one.chart for one in files if one.chart), first.file),
            some,
            checked(some, self.rules, declared=declared, absent=said),
            declared,
            asked and not unread,
            unread,
            sum(one.lost for one in files),
            said,
        )

    def _files(self, some: Sequence[Paper]) -> list[Came]:
        """Return the files of documents, and others of their charts, of which none is filed."""
        mine = [self.files[sha256] for sha256 in dict.fromkeys(one.sha256 for one in some)]
        named = dict.fromkeys((one.batch, one.chart) for one in mine if one.chart)
        loose = [one for one in mine if not one.chart]
        return [*loose, *(one for name in named for one in self.charts[name])]

    def _said(self, some: Sequence[Paper]) -> dict[str, Decision]:
        pages = {(one.sha256, number) for one in some for number in one.numbers}
        mine = (one for one in self.words if (one.said.sha256, one.said.page) in pages)
        return {one.said.path.partition(".")[2]: one for one in mine}


def anchor(papers: Sequence[Paper]) -> Paper:
    """Return the document that words on a stay hang on: its record, if that can be read."""
    record = DocumentType.INPATIENT_RECORD
    return min(papers, key=lambda one: (not one.legible, one.type != record))
