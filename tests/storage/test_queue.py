"""Who takes which task: in order, one at a time, each by one person."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from models.decision import accepted
from models.errors import UsageError
from models.people import Role
from storage.catalogue import Catalogue
from storage.decisions import Ruling
from storage.filters import Filter
from storage.queue import GROUPS
from storage.rows import TaskDraft
from storage.tables import task
from tests.storage.charts import filing, scan

WHY = "doubtful"


@pytest.fixture
def filed(catalogue: Catalogue) -> Catalogue:
    """Two documents in two batches, with five tasks."""
    for name, department in (("one", "Khoa Nội"), ("two", "Nhi")):
        catalogue.receipts.receive(f"batch {name}", "a.pdf", scan(name, 1))
        drafts = [
            TaskDraft("patient.full_name", WHY, 0, same=f"same {name}"),
            TaskDraft("medications.0.dose", "unreadable", 2, same="same"),
        ]
        if name == "two":
            drafts.append(TaskDraft("pages.1", "too pale", 1))
        catalogue.documents.file(replace(filing(scan(name, 1), 1), department=department), drafts)
    for name, role in (("lan", Role.STEWARD), ("minh", Role.STEWARD), ("reader", Role.READER)):
        catalogue.accounts.add(name, [role])
    return catalogue


def test_the_queue_is_in_order_and_comes_in_pages(filed: Catalogue) -> None:
    every = filed.queue.list()
    assert [row.priority for row in every] == [0, 0, 1, 2, 2]
    pages = [filed.queue.list(limit=2)]
    while pages[-1]:
        pages.append(filed.queue.list(limit=2, after=pages[-1][-1]))
    assert [row for page in pages for row in page] == list(every)


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        (Filter(batch="batch two"), 3),
        (Filter(type="prescription"), 5),
        (Filter(type="other"), 0),
        (Filter(reason="unreadable"), 2),
        (Filter(kind="medications.dose"), 2),
        (Filter(priority=0), 2),
        (Filter(until="2020-01-01"), 0),
        (Filter(mine="lan"), 0),
        (Filter(departments=("khoa noi",)), 2),
        (Filter(skipped=True), 0),
        (Filter(batch="batch one", reason="unreadable"), 1),
    ],
)
def test_what_is_asked_for_is_listed_and_counted(
    filed: Catalogue, asked: Filter, count: int
) -> None:
    assert len(filed.queue.list(asked)) == count
    for by in GROUPS:
        assert sum(filed.queue.counts(asked, by).values()) == count


def test_counts_are_by_what_is_asked(filed: Catalogue) -> None:
    assert filed.queue.counts() == {WHY: 2, "unreadable": 2, "too pale": 1}
    assert filed.queue.counts(by="batch") == {"batch two": 3, "batch one": 2}
    with pytest.raises(UsageError):
        filed.queue.counts(by="id")


def test_each_task_is_one_persons_at_a_time(filed: Catalogue) -> None:
    one = filed.queue.list()[0]
    lan, minh = filed.by("lan").queue, filed.by("minh").queue
    assert lan.claim(one.id, 15)
    assert lan.claim(one.id, 15)  # for longer
    assert not minh.claim(one.id, 15)
    assert [row.id for row in minh.list(Filter(mine="lan"))] == [one.id]
    with filed._database.write() as connection:
        connection.execute(task.update().values(claimed_until="2020-01-01T00:00:00+07:00"))
    assert minh.claim(one.id, 15)
    assert not lan.claim(one.id, 15)
    assert minh.release([one.id]) == 1
    assert lan.claim(one.id, 15)
    assert not lan.claim("t", 15)


def test_many_at_once_take_each_task_once(filed: Catalogue) -> None:
    def take(number: int) -> list[str]:
        queue = filed.by(f"s{number}").queue
        mine: list[str] = []
        while (row := queue.next(15, but=mine)) is not None:
            mine.append(row.id)
        return mine

    with ThreadPoolExecutor(4) as pool:
        taken = [one for mine in pool.map(take, range(4)) for one in mine]
    assert sorted(taken) == sorted(row.id for row in filed.queue.list())


def test_the_next_task_is_near_the_last_one(filed: Catalogue) -> None:
    lan = filed.by("lan").queue
    first = lan.next(15)
    assert first and first.claimed_by == "lan"
    near = lan.next(15, near=first.document_id, but=[first.id])
    assert near and near.document_id == first.document_id and near.priority > 0
    last = lan.next(15, Filter(reason="too pale"))
    assert last and last.path == "pages.1"
    assert lan.next(15, Filter(reason="too pale"), but=[last.id]) is None


def test_what_is_skipped_is_for_others(filed: Catalogue) -> None:
    lan, minh = filed.by("lan").queue, filed.by("minh").queue
    first = lan.next(15)
    assert first and lan.skip(first.id, "I know the patient")
    again = lan.next(15)
    assert again and again.id != first.id
    (row,) = minh.list(Filter(skipped=True))
    assert (row.skipped_by, row.skipped_for) == ("lan", "I know the patient")
    taken = minh.next(15)
    assert taken and taken.id == first.id
    assert "know" not in "".join(event.after for event in filed.audit.events())


def test_how_many_ask_the_same(filed: Catalogue) -> None:
    assert filed.by("lan").queue.alike(filed.queue.list()) == {"same": 2}
    first = filed.queue.list(Filter(kind="medications.dose"))[0]
    assert filed.by("minh").queue.claim(first.id, 15)
    assert filed.by("lan").queue.alike(filed.queue.list()) == {}
    assert filed.queue.alike([]) == {}


def test_a_task_is_left_and_whoever_comes_may_take_it(filed: Catalogue) -> None:
    lan, minh = filed.by("lan").queue, filed.by("minh").queue
    first = lan.next(15)
    assert first and not minh.claim(first.id, 15)
    minh.leave(first.id)
    assert not minh.claim(first.id, 15)
    lan.leave(first.id)
    assert minh.claim(first.id, 15)


def test_tasks_are_counted_by_form_and_kind(filed: Catalogue) -> None:
    assert filed.queue.forms() == {}
    one = replace(filing(scan("one", 1), 1, version=2, record="new"), form="prescription")
    drafts = [TaskDraft("patient.full_name", WHY, 0), TaskDraft("medications.0.dose", WHY, 2)]
    filed.documents.file(one, [*drafts, TaskDraft("medications.1.dose", WHY, 2)])
    counted = {("prescription", "patient.full_name"): 1, ("prescription", "medications.dose"): 2}
    assert filed.queue.forms() == counted
    assert filed.queue.forms(Filter(kind="patient.sex")) == {}
    found = filed.queue.list(Filter(form="prescription"))
    assert [row.document_id for row in found] == [one.document_id] * 3
    assert filed.queue.forms(Filter(hand=True)) == {}
    assert filed.queue.list(Filter(form="prescription", hand=True)) == ()
    filed.documents.file(replace(one, version=3, record_sha256="0" * 64, hand=True), drafts)
    assert len(filed.queue.forms(Filter(hand=True))) == 2
    assert len(filed.queue.list(Filter(form="prescription", hand=True))) == 2


def test_a_task_is_handed_over(filed: Catalogue) -> None:
    first, second, *_ = filed.queue.list()
    supervisor, minh = filed.by("boss").queue, filed.by("minh").queue
    assert supervisor.assign([first.id, second.id], "minh") == 2
    assert supervisor.assign([first.id], "minh") == 0
    assert len(minh.list(Filter(mine="minh"))) == 2
    lan = filed.by("lan").queue.next(15)
    assert lan and lan.id not in (first.id, second.id)
    mine = minh.next(15)
    assert mine and mine.id == first.id
    assert supervisor.release([first.id, second.id]) == 2
    events = [(event.actor, event.action) for event in filed.audit.events()]
    assert events.count(("boss", "assign")) == events.count(("boss", "release")) == 2
    for who in ("reader", "nobody"):
        with pytest.raises(UsageError):
            supervisor.assign([first.id], who)
    with pytest.raises(UsageError, match="no open task"):
        supervisor.assign(["t1"], "minh")


def test_what_is_withdrawn_is_not_asked_until_it_is_back(filed: Catalogue) -> None:
    filed.withdrawals.withdraw("batch two")
    assert len(filed.queue.list()) == 2
    filed.receipts.receive("batch three", "again.pdf", scan("two", 1))
    assert len(filed.queue.list()) == 5  # another batch that stands has it too
    filed.withdrawals.withdraw(scan("two", 1).sha256)
    assert len(filed.queue.list()) == 2
    filed.withdrawals.restore(scan("two", 1).sha256)
    assert len(filed.queue.list()) == 5


def test_tasks_that_ask_the_same_are_found_and_decided_at_once(filed: Catalogue) -> None:
    one = filed.queue.list(Filter(kind="medications.dose"))[0]
    lan = filed.by("lan")
    both = lan.queue.same(one.id)
    assert len(both) == 2
    assert len(lan.queue.same(filed.queue.list()[0].id)) == 1
    page = filed.queue.list(Filter(reason="too pale"))[0]
    assert lan.queue.same(page.id) == ()  # nothing is the same as what has no value
    filed.by("minh").queue.claim(both[1].id, 15)
    assert len(lan.queue.same(one.id)) == 1
    filed.queue.release([both[1].id])
    scans = {filing(scan(name, 1), 1).document_id: scan(name, 1).sha256 for name in ("one", "two")}
    rulings = [
        Ruling(row.document_id, accepted(scans[row.document_id], 1, row.kind), (row.id,))
        for row in both
    ]
    assert len(lan.decisions.decide(rulings)) == 2
    assert filed.queue.counts() == {WHY: 2, "too pale": 1}
