"""What stewards said, as values whose truth is known: what there is to learn from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from exports.record import fields
from flows import readings, splitting
from flows.house import House
from models.decided import EXTRACTOR, applied
from models.decision import TYPE, Decision, Kind
from models.document import Document, document_id
from models.geometry import Box
from models.page import Line, Page
from models.record import Facts, Field, Status, kind_of
from storage import clock

HELD_BACK = 3
"""One scan of so many is not learnt from: on it, what was learnt is held against what is in use."""


@dataclass(frozen=True, slots=True)
class Label:
    """A value that a steward judged, of a document of the scan `sha256`.

    `machine` is it as the extractors have it today, its confidence no probability yet; None
    where they do not find it. `truth` is it as decided, by `word`. `lines` are the lines of
    writing on which its box lies, their boxes on the page as scanned; `legibility`, 0..1, is
    the page's.
    """

    sha256: str
    document_id: str
    path: str
    machine: Field | None
    truth: Field
    word: Decision
    legibility: float
    lines: tuple[Line, ...]

    @property
    def kind(self) -> str:
        """The path without the number of an item."""
        return kind_of(self.path)

    @property
    def right(self) -> bool:
        """Whether the machine has it exactly right."""
        rejected = self.truth.status is Status.REJECTED
        return self.machine is not None and not rejected and self.machine.value == self.truth.value

    @property
    def asked(self) -> bool:
        """Whether a task asked for it; else a steward came upon it, mostly because it is wrong.

        Of an item that is removed only the field counts that the word is on.
        """
        return bool(self.word.tasks) and self.kind == self.word.said.path

    @property
    def held_back(self) -> bool:
        """Whether its scan is one that is not learnt from: always the same ones."""
        return held_back(self.sha256)


def held_back(sha256: str) -> bool:
    """Return whether a scan is one that is not learnt from; only its bytes decide that."""
    return int(sha256[:8], 16) % HELD_BACK == 0


def scans(house: House, since: str = "") -> list[str]:
    """Return the scans of which something was said from a time on (ISO 8601)."""
    return sorted({one.said.sha256 for one in house.catalogue.decisions.since(since)})


def labels(house: House, sha256: str, since: str = "") -> Iterator[Label] | None:
    """Yield what was said of a scan's values from a time on; None where its readings are not kept.

    The scan is split and extracted again from its readings, so that what is learnt is about the
    extractors of today. What is withdrawn or superseded is left out.
    """
    pages = [page for page in house.catalogue.scans.pages(sha256) if page.state != "rejected"]
    kept = {int(key.split("/")[2]) for key in house.store.keys(f"derived/{sha256}/")}
    if not {page.number for page in pages} <= kept:
        return None
    words = house.catalogue.decisions.of(sha256)
    read = {page.number: readings.latest(house, sha256, page.number) for page in pages}
    return _labels(house, sha256, read, words, since)


def _labels(
    house: House,
    sha256: str,
    read: Mapping[int, readings.Reading],
    words: Sequence[Decision],
    since: str,
) -> Iterator[Label]:
    current = {row.id for row in house.catalogue.documents.find(sha256=sha256)}
    # A steward's type would be taken for the machine's.
    untyped = [word for word in words if word.said.path != TYPE]
    own = {one.numbers: one for one in splitting.documents(house, read, untyped)}
    for document in splitting.documents(house, read, words):
        identity = document_id(sha256, document.numbers)
        if identity in current:
            machine = _found(house, sha256, document)
            if own[document.numbers] != document:
                typed = _found(house, sha256, own[document.numbers]).document_type
                machine = replace(machine, document_type=typed)
            mine = [word for word in words if word.said.page in document.numbers]
            for path, known, truth, word in judged(machine, mine):
                if word.at >= since:
                    page = read[truth.page].page
                    lines = under(page, truth.box) if truth.box else ()
                    legibility = page.legibility
                    yield Label(sha256, identity, path, known, truth, word, legibility, lines)


def _found(house: House, sha256: str, document: Document) -> Facts:
    from extractors.extract import found
    from extractors.lexicon import using

    scan = house.catalogue.scans.get(sha256)
    received = clock.local(scan.received_at) if scan else None
    with using(house.lists.lexicon):
        return found(document, house.settings.extract, received)


def judged(
    machine: Facts, words: Sequence[Decision]
) -> Iterator[tuple[str, Field | None, Field, Decision]]:
    """Yield path, what the machine has, what is true, and the word that said so.

    Of what is true and the machine does not have, the path is that of the record as decided.
    """
    by_id = {word.id: word for word in words}
    # Fields bear their place through what is decided, by which items come and go.
    placed = machine.changed(lambda path, field: replace(field, extractor=path))
    outcome = list(fields(applied(placed, words)))
    after = {field.extractor: field for _, field in outcome}
    removed = _removed(placed, words, after)
    for path, field in fields(machine):
        if path in removed:
            yield path, field, replace(field, status=Status.REJECTED), removed[path]
        elif path in after and (word := by_id.get(after[path].decision)):
            yield path, field, replace(after[path], extractor=field.extractor), word
    for path, field in outcome:
        if field.extractor == EXTRACTOR and field.value is not None:
            yield path, None, field, by_id[field.decision]


def _removed(
    placed: Facts, words: Sequence[Decision], after: Mapping[str, Field]
) -> Mapping[str, Decision]:
    """Return the places of fields that are no more, with the word that removed each."""
    found: dict[str, Decision] = {}
    for word in words:
        if word.said.kind is Kind.REMOVE:
            others = [other for other in words if other.id != word.id]
            without = {field.extractor for _, field in fields(applied(placed, others))}
            found |= dict.fromkeys(without - {*after}, word)
    return found


def under(page: Page, box: Box) -> tuple[Line, ...]:
    """Return the lines of writing with words in a box, which lies on the page as scanned."""
    inside = {id(word) for word in page.words_in(box)}
    return tuple(
        Line(tuple(replace(word, box=page.on_scan(word.box)) for word in line.words))
        for line in page.lines
        if any(id(word) in inside for word in line.words)
    )
