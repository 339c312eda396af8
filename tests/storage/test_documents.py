"""Law 3: what is filed, and filed again, on SQLite and PostgreSQL alike."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from models.decision import accepted
from models.errors import CatalogueError, UsageError
from storage import clock
from storage.catalogue import Catalogue
from storage.decisions import Ruling
from storage.rows import TaskDraft
from tests.storage.charts import filing, nothing_noted, scan

LATER = "2026-11-03T08:15:00+07:00"


def test_versions_are_write_once_and_follow_each_other(catalogue: Catalogue) -> None:
    one = scan("one", 1)
    catalogue.receipts.receive("b", "a.pdf", one)
    file = catalogue.documents.file
    with pytest.raises(CatalogueError, match="cannot follow"):
        file(filing(one, 1, version=2), [])
    assert file(filing(one, 1), [])
    with pytest.raises(CatalogueError, match="write-once"):
        file(filing(one, 1, record="other"), [])
    assert file(filing(one, 1, version=2, record="other"), [])
    with nothing_noted(catalogue):
        assert not file(filing(one, 1), [])
        later = replace(filing(one, 1, version=2, record="other"), filed_at=LATER)
        assert not file(later, [])
    document = catalogue.documents.get(filing(one, 1).document_id)
    assert document and document.version == 2
    assert document.filed_at == filing(one, 1).filed_at
    assert [row.number for row in catalogue.documents.versions(document.id)] == [1, 2]


def test_new_page_sets_supersede_old_documents(catalogue: Catalogue) -> None:
    one = scan("one")
    catalogue.receipts.receive("b", "a.pdf", one)
    whole, first, rest = filing(one, 1, 2, 3), filing(one, 1), filing(one, 2, 3)
    catalogue.documents.file(whole, [TaskDraft("sections", "doubt")])
    catalogue.documents.settle(one.sha256, [whole.document_id])
    catalogue.documents.file(first, [])
    assert catalogue.balances.of("b").balanced
    assert catalogue.balances.of("b").waiting == 2
    catalogue.documents.file(rest, [])
    catalogue.documents.settle(one.sha256, [first.document_id, rest.document_id])
    ids = [row.id for row in catalogue.documents.find()]
    assert ids == [first.document_id, rest.document_id]
    old = catalogue.documents.get(whole.document_id)
    assert old and old.state == "superseded" and first.document_id in old.superseded_by
    assert len(catalogue.documents.find(superseded=True)) == 3
    assert catalogue.tasks.waiting() == ()
    assert catalogue.balances.of("b").filed == 3
    catalogue.documents.settle(one.sha256, [first.document_id])
    assert catalogue.balances.of("b").waiting == 2


def test_a_document_needs_its_pages_and_settling_its_documents(catalogue: Catalogue) -> None:
    one = scan("one", 1)
    catalogue.receipts.receive("b", "a.pdf", one)
    with pytest.raises(CatalogueError, match="never received"):
        catalogue.documents.file(filing(one, 1, 2), [])
    assert catalogue.documents.find() == ()
    with pytest.raises(CatalogueError, match="not filed"):
        catalogue.documents.settle(one.sha256, ["d" + "0" * 24])
    with pytest.raises(CatalogueError, match="never received"):
        catalogue.scans.mark_read(one.sha256, 9)


def test_tasks_are_replaced_but_what_was_decided_stays(catalogue: Catalogue) -> None:
    one = scan("one", 1)
    catalogue.receipts.receive("b", "a.pdf", one)
    a, b, c = (TaskDraft(f"medications.{n}.dose", "doubt") for n in range(3))
    page = TaskDraft("pages.1", "too pale")
    catalogue.documents.file(filing(one, 1), [a, b, page])
    decide(catalogue, "medications.0.dose", "pages.1")
    catalogue.documents.file(filing(one, 1, version=2, record="new"), [c, page])
    assert states(catalogue) == {a.path: "decided", c.path: "open", page.path: "decided"}
    (waiting,) = catalogue.tasks.waiting("b")
    assert catalogue.documents.find(verified=True) == ()
    decide(catalogue, waiting.path)
    (document,) = catalogue.documents.find(verified=True)
    assert document.review == "verified"
    # What stands in this place of the list now is another field, and in doubt.
    catalogue.documents.file(filing(one, 1, version=3, record="newer"), [a])
    assert states(catalogue)[a.path] == "open"
    (document,) = catalogue.documents.find()
    assert (document.review, document.waiting) == ("in review", 1)


def decide(catalogue: Catalogue, *paths: str) -> None:
    every = catalogue.tasks.of(filing(scan("one", 1), 1).document_id)
    for task in every:
        if task.path in paths:
            said = accepted(scan("one", 1).sha256, 1, task.path)
            catalogue.decisions.decide([Ruling(task.document_id, said, (task.id,))])


def states(catalogue: Catalogue) -> dict[str, str]:
    every = catalogue.tasks.of(filing(scan("one", 1), 1).document_id)
    return {row.path: row.state for row in every}


def test_documents_are_found_by_what_is_asked(catalogue: Catalogue) -> None:
    one, two = scan("one", 1), scan("two", 1)
    for batch, each in (("b", one), ("c", two)):
        catalogue.receipts.receive(batch, "a.pdf", each)
        catalogue.documents.file(filing(each, 1), [])
    find = catalogue.documents.find
    assert len(find()) == 2
    assert [row.sha256 for row in find(batch="c")] == [two.sha256]
    assert [row.sha256 for row in find(document=filing(one, 1).document_id)] == [one.sha256]
    assert [row.sha256 for row in find(sha256=two.sha256)] == [two.sha256]
    filed = datetime(2026, 11, 2, 1, 15, tzinfo=UTC)
    assert len(find(since=filed)) == 2
    assert find(since=filed + timedelta(seconds=1)) == ()
    assert clock.iso(datetime(2026, 11, 2, 8, 15)) == clock.iso(filed)


def test_what_is_withdrawn_is_left_out_and_comes_back(catalogue: Catalogue) -> None:
    one, two = scan("one", 1), scan("two", 1)
    for name, each in (("a.pdf", one), ("b.pdf", two)):
        catalogue.receipts.receive("b", name, each)
        catalogue.documents.file(filing(each, 1), [TaskDraft("patient.sex", "doubt")])
    catalogue.receipts.receive("c", "b.pdf", two)
    assert catalogue.withdrawals.withdraw("b")
    assert not catalogue.withdrawals.withdraw("b")
    assert [row.sha256 for row in catalogue.documents.find()] == [two.sha256]
    assert len(catalogue.documents.find(withdrawn=True)) == 2
    assert len(catalogue.tasks.waiting()) == 1
    assert catalogue.withdrawals.withdraw(two.sha256[:10])
    assert catalogue.documents.find() == ()
    assert catalogue.balances.of("b").balanced
    assert catalogue.withdrawals.restore("b")
    assert catalogue.withdrawals.restore(two.sha256)
    assert len(catalogue.documents.find()) == 2
    for nothing in ("no such batch", two.sha256[:7], "%" * 9):
        with pytest.raises(UsageError):
            catalogue.withdrawals.withdraw(nothing)
