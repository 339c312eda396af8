"""What stewards decide is kept, closes what was asked, and is due to be filed."""

from dataclasses import replace

import pytest

from models.decision import Kind, Said, Stage, accepted, standing, turn
from models.errors import UsageError
from models.geometry import Box
from storage import clock
from storage.catalogue import Catalogue
from storage.decisions import Ruling
from storage.rows import TaskDraft, TaskRow
from tests.storage.charts import filing, nothing_noted, scan
from tests.storage.test_disposals import APPROVAL, DAY, due
from tests.storage.test_keeping import YEARS

ONE = scan("one", 2)
NAME, SEX = TaskDraft("patient.full_name", "doubtful", 0), TaskDraft("patient.sex", "doubtful", 0)


def word(kind: Kind = Kind.CORRECT, value: str | None = "LÊ LAN") -> Said:
    box = Box(0.1, 0.2, 0.3, 0.25)
    return Said(kind, ONE.sha256, 1, "patient.full_name", value, box, None, "LE LAN", "Le Lan")


@pytest.fixture
def tasks(catalogue: Catalogue) -> dict[str, TaskRow]:
    """A document with two tasks, by path."""
    catalogue.receipts.receive("b", "a.pdf", ONE)
    catalogue.scans.mark_blank(ONE.sha256, 2)
    catalogue.documents.file(filing(ONE, 1), [NAME, SEX])
    return {task.path: task for task in catalogue.tasks.of(filing(ONE, 1).document_id)}


def ruling(task: TaskRow, said: Said | None = None) -> Ruling:
    return Ruling(task.document_id, said or word(), (task.id,))


def test_a_word_is_kept_closes_its_task_and_is_due(
    catalogue: Catalogue, tasks: dict[str, TaskRow]
) -> None:
    (made,) = catalogue.by("lan").decisions.decide([ruling(tasks[NAME.path])])
    assert (made.by, made.said) == ("lan", word())
    assert catalogue.decisions.of(ONE.sha256) == (made,)
    assert catalogue.decisions.get(made.id) == made
    assert catalogue.decisions.since(made.at) == (made,)
    (row,) = catalogue.documents.find()
    assert (row.waiting, row.review) == (1, "in review")
    ((only,),) = catalogue.decisions.due().values()
    assert (only.document_id, only.stage) == (row.id, Stage.FILE)
    events = [(event.actor, event.action) for event in catalogue.audit.events()[-2:]]
    assert events == [("lan", "decide"), ("lan", "say")]
    assert "LAN" not in "".join(event.after for event in catalogue.audit.events())


def test_what_is_filed_is_no_longer_due_unless_more_was_said(
    catalogue: Catalogue, tasks: dict[str, TaskRow]
) -> None:
    catalogue.decisions.decide([ruling(tasks[NAME.path])])
    ((first,),) = catalogue.decisions.due().values()
    pale = turn(ONE.sha256, 1, 90)
    catalogue.decisions.decide([ruling(tasks[SEX.path], pale)])
    catalogue.decisions.filed([first])
    ((second,),) = catalogue.decisions.due(ONE.sha256).values()
    assert second.stage is Stage.SPLIT
    more = replace(word(), path="patient.sex", value="female")
    catalogue.decisions.decide([Ruling(first.document_id, more)])
    ((third,),) = catalogue.decisions.due().values()
    assert third.stage is Stage.SPLIT  # the later word does not take away what the first asks
    catalogue.decisions.filed([third])
    assert catalogue.decisions.due() == {}


def test_of_two_stewards_one_is_first(catalogue: Catalogue, tasks: dict[str, TaskRow]) -> None:
    task = tasks[NAME.path]
    catalogue.by("lan").decisions.decide([ruling(task)])
    both = [ruling(tasks[SEX.path], accepted(ONE.sha256, 1, SEX.path)), ruling(task)]
    with nothing_noted(catalogue), pytest.raises(UsageError, match="decided"):
        catalogue.by("minh").decisions.decide(both)
    assert len(catalogue.decisions.of(ONE.sha256)) == 1  # all of them, or none
    assert catalogue.by("lan").queue.claim(tasks[SEX.path].id, 15)
    with pytest.raises(UsageError, match="deciding"):
        catalogue.by("minh").decisions.decide(both[:1])
    assert catalogue.by("lan").decisions.decide(both[:1])


def test_the_same_word_within_a_second_is_once(
    catalogue: Catalogue, tasks: dict[str, TaskRow], monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = clock.now()
    monkeypatch.setattr(clock, "now", lambda: moment)
    once = [Ruling(tasks[NAME.path].document_id, word())]
    first, again = (catalogue.decisions.decide(once) for _ in range(2))
    assert first == again
    assert catalogue.decisions.of(ONE.sha256) == first


def test_a_word_said_again_once_it_was_taken_back_counts_within_a_second_too(
    catalogue: Catalogue, tasks: dict[str, TaskRow], monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = clock.now()
    monkeypatch.setattr(clock, "now", lambda: moment)
    (first,) = catalogue.decisions.decide([ruling(tasks[NAME.path])])
    catalogue.decisions.undo(first.id)
    (again,) = catalogue.decisions.decide([ruling(tasks[NAME.path])])
    assert (again.said, again.at) == (first.said, clock.after(first.at))
    assert [one.id for one in standing(catalogue.decisions.of(ONE.sha256))] == [again.id]
    assert catalogue.tasks.get(tasks[NAME.path].id).state == "decided"


def test_a_word_is_taken_back_by_another(catalogue: Catalogue, tasks: dict[str, TaskRow]) -> None:
    (made,) = catalogue.decisions.decide([ruling(tasks[NAME.path])])
    ((first,),) = catalogue.decisions.due().values()
    catalogue.decisions.filed([first])
    back = catalogue.by("minh").decisions.undo(made.id)
    assert (back.said.kind, back.said.undoes, back.by) == (Kind.UNDO, made.id, "minh")
    assert {task.state for task in catalogue.tasks.of(made.document_id)} == {"open"}
    (row,) = catalogue.documents.find()
    assert (row.waiting, row.review) == (2, "in review")
    assert list(catalogue.decisions.due()) == [ONE.sha256]
    for nothing in ("w1", ""):
        with pytest.raises(UsageError):
            catalogue.decisions.undo(nothing)
        with pytest.raises(UsageError):
            catalogue.decisions.get(nothing)


def test_what_is_decided_while_a_document_is_filed_stays_decided(
    catalogue: Catalogue, tasks: dict[str, TaskRow]
) -> None:
    (first,) = catalogue.decisions.decide([ruling(tasks[NAME.path])])
    sex = accepted(ONE.sha256, 1, SEX.path)
    catalogue.decisions.decide([ruling(tasks[SEX.path], sex)])
    behind = replace(filing(ONE, 1, version=2, record="new"), said=first.number)
    catalogue.documents.file(behind, [SEX])
    assert {task.state for task in catalogue.tasks.of(behind.document_id)} == {"decided"}
    (row,) = catalogue.documents.find()
    assert (row.waiting, row.review) == (0, "verified")


def test_the_last_word_of_a_person(catalogue: Catalogue, tasks: dict[str, TaskRow]) -> None:
    lan, minh = catalogue.by("lan").decisions, catalogue.by("minh").decisions
    assert lan.last() is None
    (first,) = lan.decide([ruling(tasks[NAME.path])])
    (second,) = lan.decide([ruling(tasks[SEX.path], accepted(ONE.sha256, 1, SEX.path))])
    assert minh.last() is None
    assert lan.last() == (second, (tasks[SEX.path].id,))
    lan.undo(second.id)
    assert lan.last() == (first, (tasks[NAME.path].id,))
    lan.undo(first.id)
    assert lan.last() is None


def test_a_document_that_others_followed_takes_no_words(
    catalogue: Catalogue, tasks: dict[str, TaskRow]
) -> None:
    catalogue.documents.file(filing(ONE, 1, 2), [])
    with pytest.raises(UsageError, match="current"):
        catalogue.decisions.decide([ruling(tasks[NAME.path])])
    assert catalogue.queue.list() == ()


def test_an_answered_task_that_is_gone_keeps_no_word_away(
    catalogue: Catalogue, tasks: dict[str, TaskRow]
) -> None:
    catalogue.documents.file(filing(ONE, 1), [SEX])
    assert catalogue.decisions.decide([ruling(tasks[NAME.path])])


def test_what_was_said_of_a_scan_goes_with_it(catalogue: Catalogue) -> None:
    one = due(catalogue)
    said = accepted(one.sha256, 1, "pages.1")
    (made,) = catalogue.decisions.decide([Ruling(one.documents[0], said)])
    ((noted,),) = catalogue.decisions.due().values()
    catalogue.decisions.filed([noted])
    assert catalogue.disposals.begin(one, APPROVAL, DAY, YEARS) is None
    assert catalogue.decisions.of(one.sha256) == ()
    assert f"decision:{made.id}" not in list(catalogue.books.gone())
