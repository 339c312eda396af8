"""What a task asks of a steward, with all that helps to answer it."""

from dataclasses import dataclass, replace

from exports import record
from exports.stored import Stored, stored
from extractors.typed import CHOICES
from models.decision import LINK, PAGES
from models.doubt import Doubt
from models.errors import StoreError
from models.geometry import Box
from models.page import Page
from models.record import LISTS, Field, Status
from review import marked
from review.boxes import edges
from review.current import current
from review.desk import Desk
from review.fields import sentence, written
from review.offers import Offer, offers
from storage import keys
from storage.patients import Patients
from storage.person import Person
from storage.rows import DocumentRow, Known, TaskRow


@dataclass(frozen=True)
class Question:
    """A task and what is known of its place.

    `shown` is what the input begins with; `doubtful` are places in it, `pieces` the words as
    read. `beside` are the other values of the same item of a list, by key. `people` are the
    patients of the register that may be meant, the likeliest first, where that is asked.
    """

    task: TaskRow
    document: DocumentRow
    page: int
    box: Box | None = None
    turn: int = 0
    field: Field | None = None
    shown: str = ""
    pieces: tuple[tuple[str, bool], ...] = ()
    doubtful: tuple[marked.Span, ...] = ()
    offers: tuple[Offer, ...] = ()
    beside: tuple[tuple[str, str], ...] = ()
    people: tuple[Person, ...] = ()

    @property
    def sentence(self) -> str:
        """Why it is asked, in English."""
        return sentence(self.task.reason)

    @property
    def choosing(self) -> bool:
        """Whether the field has few values."""
        return self.task.kind in CHOICES

    @property
    def place(self) -> str:
        """The box as addresses have it; empty for none."""
        return edges(self.box)

    @property
    def asks(self) -> str:
        """Whether it asks of a `field`, a `page`, or the `patient`."""
        if self.field is not None:
            return "field"
        return "patient" if self.task.path == LINK else "page"


def question(desk: Desk, task: TaskRow) -> Question | None:
    """Return what a task asks; None where its document no longer has such a place.

    Where the answer is known, it asks as it did before; None where that answer does not stand.
    """
    document = desk.catalogue.documents.get(task.document_id)
    if document is None or not document.current:
        return None
    if task.known is not None:
        return _again(desk, task, document, task.known)
    group, _, rest = task.path.partition(".")
    if group == PAGES:
        read = reading(desk, document.sha256, int(rest))
        return Question(task, document, int(rest), turn=read.rotation if read else 0)
    filed = version(desk, document.id, document.version)
    if task.path == LINK:
        return _whose(desk, task, document, filed)
    return of_field(desk, task, document, filed)


def _again(desk: Desk, task: TaskRow, document: DocumentRow, known: Known) -> Question | None:
    """Return what a decided task asked before that; None where the answer does not stand."""
    standing = {field.decision for field in current(desk, document).fields.values()}
    if known.decision_id not in standing:
        return None
    before = replace(document, version=known.version)
    asked = of_field(desk, task, before, version(desk, document.id, known.version))
    undecided = asked and asked.field and asked.field.status in (Status.AUTO, Status.REVIEW)
    return asked if undecided else None


def version(desk: Desk, document_id: str, number: int) -> Stored:
    """Return one version of a document as it was filed."""
    return stored(desk.store.get(keys.record(document_id, number, "record.json")))


def of_field(desk: Desk, task: TaskRow, document: DocumentRow, filed: Stored) -> Question | None:
    """Return what a task asks of a field; None where the document has no such field."""
    found = dict(record.fields(filed.facts)).get(task.path)
    if found is None and task.reason == Doubt.LACKING:
        found = Field(None, "", 0.0, Status.REVIEW, document.numbers[0], None)
    if found is None:
        return None
    read = reading(desk, document.sha256, found.page)
    words = read.words_in(found.box) if read and found.box else ()
    text = found.text or ""
    shown = written(found.value) if found.value is not None else text
    number = filed.link.patient_id
    person = desk.catalogue.patients.register.get(number) if number else None
    return Question(
        task,
        document,
        found.page,
        found.box,
        read.rotation if read else 0,
        found,
        shown,
        marked.pieces(text, marked.doubtful(text, words)),
        marked.doubtful(shown, words),
        offers(task.kind, found.value, words, desk.lexicon, person),
        _beside(filed, task.path),
    )


def reading(desk: Desk, sha256: str, number: int) -> Page | None:
    """Return a page as it was read; None where that is not kept any more."""
    try:
        return desk.reading(sha256, number)
    except StoreError:
        # The field and its ink are there all the same.
        return None


def _beside(filed: Stored, path: str) -> tuple[tuple[str, str], ...]:
    group, *rest = path.split(".")
    if group not in LISTS or not rest[0].isdecimal():
        return ()
    item = getattr(filed.facts, group)[int(rest[0])]
    return tuple(
        (key, written(each.value))
        for key, each in item.items()
        if key != rest[1] and each.value is not None
    )


def _whose(desk: Desk, task: TaskRow, document: DocumentRow, filed: Stored) -> Question:
    patients: Patients = desk.catalogue.patients
    found = patients.why(document.id, desk.settings.link)
    best = found.decision.patient_id if found else None
    every = filed.link.patient_id, best, *(found.decision.rivals if found else ())
    numbers = dict.fromkeys(filter(None, every))
    people = [person for one in numbers if (person := patients.register.get(one))]
    name = filed.facts.patient.get("full_name")
    said = [
        (key, written(each.value))
        for key, each in filed.facts.patient.items()
        if each.value is not None
    ]
    return Question(
        task,
        document,
        name.page if name else document.numbers[0],
        name.box if name else None,
        beside=tuple(said),
        people=tuple(people),
    )
