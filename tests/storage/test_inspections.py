"""Samples of batches: drawn by a seed, looked at whole, and what becomes of the batch."""

from collections.abc import Collection

import pytest

from models.decision import Kind, Said, split
from models.errors import UsageError
from models.judged import Judged
from models.sampling import Plan, drawn
from storage.catalogue import Catalogue
from storage.decisions import Ruling
from storage.inspections import Inspection, Verdict
from storage.looked import State
from storage.quality_tables import inspected, inspection
from storage.rows import TaskDraft
from tests.storage.charts import filing, nothing_noted, scan

DOCUMENTS = 6


@pytest.fixture
def filed(catalogue: Catalogue) -> Catalogue:
    """Six documents that nobody was asked of, one that somebody was, and one of another batch."""
    for number in range(DOCUMENTS):
        catalogue.receipts.receive("b", f"{number}.pdf", scan(f"{number}"))
        catalogue.documents.file(filing(scan(f"{number}"), 1, 2), [])
    catalogue.receipts.receive("b", "asked.pdf", scan("asked"))
    catalogue.documents.file(filing(scan("asked"), 1), [TaskDraft("patient.sex", "doubtful")])
    catalogue.receipts.receive("other", "0.pdf", scan("0"))
    catalogue.receipts.receive("other", "other.pdf", scan("other"))
    catalogue.documents.file(filing(scan("other"), 1), [])
    return catalogue


def plan(lot: int, *, size: int = 3, accept: int = 0) -> Plan:
    return Plan("A", "II", "2.5", lot, size, accept)


def draw(catalogue: Catalogue) -> tuple[Inspection, tuple[str, ...]]:
    one = catalogue.inspections.draw("b", plan)
    return one, tuple(each.document_id for each in catalogue.inspections.sample(one.number))


def word(catalogue: Catalogue, name: str, kind: Kind, value: str | None = "male") -> Said:
    row = catalogue.documents.get(name)
    assert row
    return Said(kind, row.sha256, 1, "patient.sex", value, was="male")


def look(catalogue: Catalogue, names: Collection[str], *, right: bool = True) -> None:
    """Have people say something of documents, and have that filed."""
    for name in names:
        kind = Kind.VERIFY if right else Kind.CORRECT
        said = word(catalogue, name, kind, "male" if right else "female")
        (made,) = catalogue.decisions.decide([Ruling(name, said)])
        told = Judged(made.id, "patient.sex", "lan", made.at, "printed", "patient", 0.9, right)
        catalogue.figures.judge(name, "prescription", [told])
    for dues in catalogue.decisions.due().values():
        catalogue.decisions.filed([due for due in dues if due.document_id in names])


def test_a_sample_is_drawn_of_what_nobody_has_looked_at(filed: Catalogue) -> None:
    assert filed.inspections.lot("b") == DOCUMENTS
    one, names = draw(filed.by("minh"))
    assert (one.plan, one.drawn_by, one.verdict) == (plan(DOCUMENTS), "minh", None)
    lot = [filing(scan(f"{number}"), 1, 2).document_id for number in range(DOCUMENTS)]
    assert names == drawn(one.seed, lot, 3)
    assert {row.state for row in filed.inspections.sample(one.number)} == {State.WAITING}
    assert filed.inspections.lot("b") == 0
    assert {due.document_id for dues in filed.decisions.due().values() for due in dues} == {*names}
    for name in lot:
        assert filed.inspections.asked(name) == ("sample" if name in names else None)
    assert filed.inspections.of("b") == (one,)
    event = filed.audit.events()[-1]
    assert (event.actor, event.action, event.subject) == ("minh", "draw", "inspection:1")


def test_a_batch_passes_once_its_sample_was_looked_at(filed: Catalogue) -> None:
    one, names = draw(filed)
    look(filed, names[:2])
    with nothing_noted(filed), pytest.raises(UsageError, match="still wait"):
        filed.inspections.seal(one.number)
    with pytest.raises(UsageError, match="no verdict yet"):
        draw(filed)
    look(filed, names[2:])
    done = filed.by("minh").inspections.seal(one.number)
    assert (done.verdict, done.seen, done.wrong) == (Verdict.ACCEPTED, 3, 0)
    assert done.sealed_by == "minh"
    assert filed.decisions.due() == {}
    assert filed.inspections.asked(names[0]) is None
    with pytest.raises(UsageError, match="has its verdict"):
        filed.inspections.seal(one.number)
    with pytest.raises(UsageError, match="no document"):
        draw(filed)


def test_a_batch_that_fails_goes_back_whole(filed: Catalogue) -> None:
    one, names = draw(filed)
    look(filed, names[:1], right=False)
    # That settles it: the rest of the sample is not waited for.
    done = filed.inspections.seal(one.number)
    assert (done.verdict, done.seen, done.wrong) == (Verdict.RETURNED, 1, 1)
    due = {one.document_id for dues in filed.decisions.due().values() for one in dues}
    lot = {filing(scan(f"{number}"), 1, 2).document_id for number in range(DOCUMENTS)}
    assert due == lot
    assert {filed.inspections.asked(name) for name in lot} == {"returned"}


def test_a_document_whose_pages_were_parted_was_wrong(filed: Catalogue) -> None:
    one, (first, second, _) = draw(filed)
    row = filed.documents.get(first)
    assert row
    (said,) = filed.decisions.decide([Ruling(first, split(row.sha256, [[1], [2]], 3))])
    assert filed.inspections.sample(one.number)[0].state is State.WRONG
    filed.decisions.undo(said.id)
    assert filed.inspections.sample(one.number)[0].state is State.WAITING
    # What is split by the machine is no error that a person found: it is gone.
    other = filed.documents.get(second)
    assert other
    same = next(each for each in map(scan, "012345") if each.sha256 == other.sha256)
    filed.documents.file(filing(same, 1), [])
    assert filed.inspections.sample(one.number)[1].state is State.GONE


def test_a_sample_is_given_up_only_where_a_document_is_gone(filed: Catalogue) -> None:
    one, names = draw(filed)
    with pytest.raises(UsageError, match="stays as drawn"):
        filed.inspections.void(one.number)
    row = filed.documents.get(names[0])
    assert row
    filed.withdrawals.withdraw(row.sha256)
    assert filed.inspections.void(one.number).verdict is Verdict.VOID
    assert filed.inspections.asked(names[1]) is None
    assert filed.inspections.lot("b") == DOCUMENTS - 1


def test_what_somebody_changes_shows(filed: Catalogue) -> None:
    one, names = draw(filed)
    look(filed, names)
    filed.inspections.seal(one.number)
    from storage import agreement

    def wrong() -> list[str]:
        (book,) = filed.books.inspections()
        return agreement.inspection(book)

    assert wrong() == []
    with filed._database.write() as connection:
        connection.execute(inspection.update().values(wrong=1, accept=2))
        other = ~inspected.c.drawn
        connection.execute(inspected.update().where(other).values(drawn=True))
    assert wrong() == ["accept", "wrong", "sample"]
    with filed._database.write() as connection:
        connection.execute(inspected.delete().where(inspected.c.document_id == names[0]))
    assert "lot" in wrong()
    with filed._database.write() as connection:
        connection.execute(inspected.delete())
        connection.execute(inspection.delete())
    assert list(filed.books.gone()) == ["inspection:1"]
