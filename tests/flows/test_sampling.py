"""A batch is sampled, looked at, and accepted or sent back whole; two people are asked."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from exports.stored import stored
from flows.anew import file_due
from flows.house import House, opened
from flows.tasks import second
from flows.whole.faults import Look
from flows.whole.verify import verify
from models.decided import about
from models.decision import LINK, Kind, belongs
from models.record import Facts, Status
from models.sampling import Plan
from storage import keys
from storage.decisions import Ruling
from storage.inspections import Verdict
from storage.looked import State
from storage.person import Person
from storage.rows import DocumentRow, TaskDraft
from tests.extractors.forms import page
from tests.flows.filed import QUICK, done, received
from tests.flows.test_anew import form

SURE = {f"SOHOA_ACCEPT_{name}": "0" for name in (
    "IDENTITY ENCOUNTER DIAGNOSES MEDICATIONS LAB_RESULTS VITAL_SIGNS OTHER HANDWRITTEN"
).split()}  # fmt: skip
"""Nothing waits for a person."""
OTHER = Person("20249999", "ĐỖ THỊ NGA", "1980-01-01", "female")


@pytest.fixture
def house(home: Path) -> Iterator[House]:
    with opened({"SOHOA_HOME": str(home), **QUICK, **SURE}) as there:
        yield there


@pytest.fixture
def batch(house: House) -> tuple[DocumentRow, ...]:
    """Three prescriptions that passed unseen."""
    return tuple(
        row
        for number in range(3)
        for row in done(house, received(house, f"s{number}", [page(form(number))]))
    )


def facts(house: House, row: DocumentRow) -> Facts:
    now = house.catalogue.documents.get(row.id)
    assert now
    return stored(house.store.get(keys.record(now.id, now.version, "record.json"))).facts


def answer(house: House, row: DocumentRow, wrong: Mapping[str, str] | None = None) -> None:
    """Have lan verify whatever is asked of a document, but for what is wrong, and file it."""
    said, link, rulings = facts(house, row), house.catalogue.patients.link(row.id), []
    for task in house.catalogue.tasks.of(row.id):
        if task.state == "open":
            value = (wrong or {}).get(task.path)
            kind = Kind.CORRECT if value else Kind.VERIFY
            if task.path == LINK:
                word = belongs(row.sha256, 1, link, value)
            else:
                word = about(said, row.sha256, kind, task.path, value)
            rulings.append(Ruling(row.id, word, (task.id,)))
    house.catalogue.by("lan").decisions.decide(rulings)
    file_due(house)


def two(lot: int) -> Plan:
    return Plan("A", "II", "2.5", lot, 2, 0)


def test_every_value_of_the_sample_is_asked_and_a_right_batch_passes(
    house: House, batch: tuple[DocumentRow, ...]
) -> None:
    assert [row.review for row in batch] == ["clear"] * 3
    one = house.catalogue.inspections.draw("b", two)
    assert file_due(house) == 2
    names = {each.document_id for each in house.catalogue.inspections.sample(one.number)}
    for row in batch:
        tasks = house.catalogue.tasks.of(row.id)
        every = len([*_fields(house, row), LINK])
        assert len(tasks) == (every if row.id in names else 0)
        assert {task.reason for task in tasks} <= {"sample"}
        # Neither asking nor saying that all is right makes a new version of what is said.
    mine = [row for row in batch if row.id in names]
    answer(house, mine[0])
    assert house.catalogue.inspections.sample(one.number)[0].state in (State.RIGHT, State.WAITING)
    answer(house, mine[1])
    assert house.catalogue.inspections.seal(one.number).verdict is Verdict.ACCEPTED
    assert house.catalogue.queue.list() == ()
    assert list(verify(house, Look())) == []
    words = list(house.catalogue.figures.words(""))
    assert {(word.reason, word.right) for word in words} == {("sample", True)}
    assert {word.source for word in words} == {"printed"}
    (through,) = house.catalogue.figures.through("")
    assert (through.documents, through.straight) == (3, 3)
    # A run that does all again asks nobody again.
    for row in batch:
        done(house, row.sha256)
    assert house.catalogue.queue.list() == ()


def test_a_batch_with_a_wrong_value_goes_back_whole(
    house: House, batch: tuple[DocumentRow, ...]
) -> None:
    one = house.catalogue.inspections.draw("b", two)
    file_due(house)
    names = [each.document_id for each in house.catalogue.inspections.sample(one.number)]
    first = next(row for row in batch if row.id == names[0])
    answer(house, first, {"patient.full_name": "TRẦN THỊ HÀ"})
    assert house.catalogue.inspections.seal(one.number).verdict is Verdict.RETURNED
    assert file_due(house) == 3
    for row in batch:
        asked = [t for t in house.catalogue.tasks.of(row.id) if t.state == "open"]
        assert {task.reason for task in asked} == ({"returned"} if row is not first else set())
        # A rerun keeps asking.
        done(house, row.sha256)
        again = [t for t in house.catalogue.tasks.of(row.id) if t.state == "open"]
        assert [task.id for task in again] == [task.id for task in asked]
    wrong = [word for word in house.catalogue.figures.words("") if not word.right]
    assert [(word.type, word.reason, word.by) for word in wrong] == [
        ("prescription", "sample", "lan")
    ]
    assert 0 < (wrong[0].confidence or 0) <= 1
    assert list(verify(house, Look())) == []


def test_a_sampled_document_of_another_patient_is_wrong_until_that_is_taken_back(
    house: House, batch: tuple[DocumentRow, ...]
) -> None:
    house.catalogue.patients.register.load([OTHER])
    one = house.catalogue.inspections.draw("b", two)
    file_due(house)
    names = [each.document_id for each in house.catalogue.inspections.sample(one.number)]
    first, second = (next(row for row in batch if row.id == name) for name in names)
    before = house.catalogue.patients.link(first.id)
    assert before and before.status == "new"
    answer(house, first, {LINK: OTHER.patient_id})
    answer(house, second)
    assert [
        (each.state, each.wrong) for each in house.catalogue.inspections.sample(one.number)
    ] == [
        (State.WRONG, (LINK,)),
        (State.RIGHT, ()),
    ]
    moved = house.catalogue.patients.link(first.id)
    assert moved and (moved.patient_id, moved.status) == (OTHER.patient_id, "verified")
    last = house.catalogue.by("lan").decisions.of(first.sha256)
    (word,) = [each for each in last if each.said.path == LINK]
    house.catalogue.by("lan").decisions.undo(word.id)
    file_due(house)
    # The machine decides anew, and the sample asks again.
    assert house.catalogue.patients.link(first.id) == before
    states = [each.state for each in house.catalogue.inspections.sample(one.number)]
    assert states == [State.WAITING, State.RIGHT]
    answer(house, first)
    kept = house.catalogue.patients.link(first.id)
    assert kept and (kept.patient_key, kept.status) == (before.patient_key, "verified")
    assert house.catalogue.inspections.seal(one.number).verdict is Verdict.ACCEPTED
    assert list(verify(house, Look())) == []


def test_two_people_are_asked_of_the_groups_that_ask_for_it(home: Path) -> None:
    strict = {"SOHOA_ACCEPT_IDENTITY": "1.0", "SOHOA_REVIEW_TWO_PEOPLE": "identity, diagnoses"}
    with opened({"SOHOA_HOME": str(home), **QUICK, **SURE, **strict}) as house:
        (row,) = done(house, received(house, "one", [page(form())]))
        tasks = [t for t in house.catalogue.tasks.of(row.id) if t.kind.startswith("patient.")]
        assert tasks and {task.eyes for task in tasks} == {2}
        task = next(each for each in tasks if each.path == "patient.full_name")
        word = about(facts(house, row), row.sha256, Kind.CORRECT, task.path, "TRẦN THỊ HÀ")
        ruling = Ruling(row.id, word, (task.id,))
        house.catalogue.by("lan").decisions.decide([ruling])
        assert file_due(house) == 0
        assert facts(house, row).patient["full_name"].status is Status.REVIEW
        assert list(verify(house, Look())) == []
        house.catalogue.by("minh").decisions.decide([ruling])
        assert file_due(house) == 1
        told = facts(house, row).patient["full_name"]
        assert (told.value, told.status) == ("TRẦN THỊ HÀ", Status.CORRECTED)
        assert list(verify(house, Look())) == []


def _fields(house: House, row: DocumentRow) -> Iterator[str]:
    from exports import record

    return (path for path, _ in record.fields(facts(house, row)))


def test_chance_has_two_people_asked_of_a_share_of_fields_the_same_each_time() -> None:
    drafts = [TaskDraft(f"medications.{number}.dose", "doubtful") for number in range(2000)]
    chosen = [draft for draft in drafts if second("d1", draft, 0.1)]
    # The standard deviation is 13.
    assert 150 < len(chosen) < 250
    assert chosen == [draft for draft in drafts if second("d1", draft, 0.1)]
    assert not any(second("d1", draft, 0.0) for draft in drafts)
    assert all(second("d1", draft, 1.0) for draft in drafts)
    # Whose a document is, is not answered by a word on a field.
    assert not second("d1", TaskDraft(LINK, "doubtful"), 1.0)


def test_a_share_of_second_looks_is_asked_for_in_filing(home: Path) -> None:
    every = {"SOHOA_ACCEPT_IDENTITY": "1.0", "SOHOA_REVIEW_SECOND_SHARE": "1"}
    with opened({"SOHOA_HOME": str(home), **QUICK, **SURE, **every}) as house:
        (row,) = done(house, received(house, "one", [page(form())]))
        tasks = house.catalogue.tasks.of(row.id)
        assert tasks and {task.eyes for task in tasks} == {2}
