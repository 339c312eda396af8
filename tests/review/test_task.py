"""What a steward says to a task, without a browser."""

import re
from collections.abc import Callable, Iterator

import httpx
import pytest
from sqlalchemy import update

from exports.stored import stored
from models.decision import Kind
from models.errors import StoreError
from models.people import Role
from models.record import Field, Status
from review import worker
from storage import keys
from storage.person import Person
from storage.rows import DocumentRow, TaskRow
from storage.tables import task
from tests.review.conftest import NAMES, Room, Visitor, until
from tests.review.papers import file, prescription
from tests.review.test_document import record


@pytest.fixture
def room(stocked: Room) -> Iterator[Room]:
    yield stocked


@pytest.fixture
def client(enter: Callable[..., httpx.Client]) -> httpx.Client:
    return enter(Role.STEWARD)


def documents(room: Room) -> list[DocumentRow]:
    """The documents by name of the patient, in the order of NAMES."""
    every = room.catalogue.documents.find()
    by_name = {field(room, row, "patient.full_name").value: row for row in every}
    return [by_name[name] for name in NAMES]


def field(room: Room, row: DocumentRow, path: str) -> Field:
    key = keys.record(row.id, row.version, "record.json")
    group, name = path.split(".")
    found: Field = getattr(stored(room.store.get(key)).facts, group)[name]
    return found


def asked(room: Room, row: DocumentRow, path: str) -> TaskRow:
    return next(one for one in room.catalogue.tasks.of(row.id) if one.path == path)


def settled(room: Room) -> None:
    """Wait until what was decided is filed."""
    until(lambda: not room.catalogue.decisions.due())


def say(visitor: Visitor, one: TaskRow, act: str, **more: object) -> httpx.Response:
    values = {"act": act, "version": 1, "number": 1, **more}
    return visitor.send(f"/task/{one.id}", **values)


def heads(room: Room) -> list[tuple[int, ...]]:
    return sorted(row.numbers for row in room.catalogue.documents.find())


def test_a_value_is_accepted_corrected_or_illegible(
    room: Room, client: httpx.Client, visitor: Visitor
) -> None:
    row = documents(room)[0]
    said = {
        "patient.full_name": ("accept", "trần thị hà"),
        "patient.birth_date": ("illegible", ""),
        "patient.sex": ("accept", "female"),
        "patient.patient_id": ("field", ""),
    }
    for path, (act, typed) in said.items():
        # The last one of the document has nothing of it ahead: that is when it is filed.
        ahead = asked(room, row, "patient.patient_id").id
        answer = say(visitor, asked(room, row, path), act, typed=typed, ahead=ahead)
        assert answer.status_code == 200
    settled(room)
    (after,) = room.catalogue.documents.find(document=row.id)
    assert (after.version, after.waiting, after.review) == (2, 0, "verified")
    name = field(room, after, "patient.full_name")
    assert (name.value, name.status) == ("TRẦN THỊ HÀ", Status.CORRECTED)
    born = field(room, after, "patient.birth_date")
    assert (born.value, born.text, born.status) == (None, None, Status.VERIFIED)
    assert field(room, after, "patient.sex").status is Status.VERIFIED
    assert field(room, after, "patient.patient_id").status is Status.REJECTED
    told = {told[1] for told in room.told() if told[0] == "lan"}
    assert {"say", "decide"} <= told


def test_a_page_is_cut_turned_or_asked_for_again(
    room: Room, client: httpx.Client, visitor: Visitor
) -> None:
    first, second, third, *_ = documents(room)
    name = "patient.full_name"
    assert say(visitor, asked(room, first, name), "split", number=1).status_code == 422
    assert say(visitor, asked(room, first, name), "split", number=2).status_code == 200
    assert say(visitor, asked(room, second, name), "document", number=2).status_code == 200
    assert say(visitor, asked(room, third, name), "rescan", number=2).status_code == 422
    answer = say(visitor, asked(room, third, name), "rescan", number=2, more="blurred")
    assert answer.status_code == 200
    settled(room)
    assert heads(room) == sorted([(1,), (2,), (1,), (2,), (1,), (1, 2), (1, 2)])
    kinds = [one.said.kind for one in room.catalogue.decisions.since()]
    assert kinds == [Kind.SPLIT, Kind.SPLIT, Kind.RESCAN]
    assert say(visitor, asked(room, first, name), "turn", number=1, more="45").status_code == 422


def test_the_last_word_is_taken_back(room: Room, client: httpx.Client, visitor: Visitor) -> None:
    assert visitor.send("/task/undo").status_code == 422
    row = documents(room)[0]
    one = asked(room, row, "patient.full_name")
    say(visitor, one, "accept", typed="TRẦN THỊ HÀ")
    room.file_due()
    answer = visitor.send("/task/undo?batch=b")
    assert answer.headers["hx-redirect"] == f"/task/{one.id}?batch=b"
    (after,) = room.catalogue.documents.find(document=row.id)
    assert field(room, after, "patient.full_name").value == "TRẦN THỊ HA"
    assert room.catalogue.tasks.get(one.id).state == "open"
    shown = client.get(f"/task/{one.id}").text
    assert re.search(r'value="TRẦN THỊ HA"', shown)
    assert visitor.send("/task/undo").status_code == 422


def test_a_task_is_left_for_later_or_to_others(
    room: Room, client: httpx.Client, visitor: Visitor
) -> None:
    row = documents(room)[0]
    one, other = asked(room, row, "patient.full_name"), asked(room, row, "patient.sex")
    assert client.get(f"/task/{one.id}").status_code == 200
    assert room.catalogue.tasks.get(one.id).claimed_by == "lan"
    answer = visitor.send(f"/task/{one.id}/later", passed=other.id)
    assert one.id not in answer.text
    assert other.id not in answer.text
    assert room.catalogue.tasks.get(one.id).claimed_by is None
    assert visitor.send(f"/task/{one.id}/skip").status_code == 422
    assert visitor.send(f"/task/{one.id}/skip", more="a doctor must say").status_code == 200
    assert room.catalogue.tasks.get(one.id).skipped_for == "a doctor must say"


def test_of_two_stewards_one_has_a_task(room: Room, client: httpx.Client, visitor: Visitor) -> None:
    one = asked(room, documents(room)[0], "patient.full_name")
    minh = room.catalogue.by(room.person("minh", Role.STEWARD))
    assert minh.queue.claim(one.id, 15)
    assert client.get(f"/task/{one.id}").status_code == 409
    assert one.id not in client.get("/task").text
    answer = say(visitor, one, "accept", typed="TRẦN THỊ HÀ")
    assert (answer.status_code, "đang quyết định" in answer.text) == (422, True)
    assert room.catalogue.decisions.since() == ()


def test_what_is_typed_is_told_as_it_is_filed(client: httpx.Client, visitor: Visitor) -> None:
    def filed(kind: str, typed: str) -> str:
        return visitor.send("/task/normal", kind=kind, typed=typed).text

    assert "1961-03-05" in filed("patient.birth_date", "5/3/1961")
    assert "wrong" in filed("patient.birth_date", "35/3/1961")
    assert "female" in filed("patient.sex", "nữ")
    assert "<em>" in filed("patient.phone", "")


def test_only_tasks_of_own_departments(room: Room, client: httpx.Client, visitor: Visitor) -> None:
    one = asked(room, documents(room)[0], "patient.full_name")
    room.catalogue.accounts.change("lan", [Role.STEWARD], ["Nhi"])
    assert client.get(f"/task/{one.id}").status_code == 404
    assert say(visitor, one, "accept", typed="X").status_code == 404
    assert "data-version" not in client.get("/task").text
    room.catalogue.accounts.change("lan", [Role.READER], [])
    assert client.get("/task").status_code == 403


def test_whose_a_document_is(room: Room, client: httpx.Client, visitor: Visitor) -> None:
    people = [
        Person("20249999", "ĐỖ THỊ NGA", "1980-01-01", "female"),
        Person("20248888", "ĐỖ THỊ NGÀ", "1961-03-12", "female"),
    ]
    room.catalogue.patients.register.load(people)
    row = file(room.house, "other", [prescription("ĐỖ THỊ NGA", 20249999)])
    one = asked(room, row, "patient_link")
    shown = client.get(f"/task/{one.id}").text
    assert 'data-more="20249999"' in shown
    assert "<dd>12/03/1961</dd>" in shown and "<dd>nữ</dd>" in shown
    assert say(visitor, one, "accept", more="20240000").status_code == 422
    assert room.catalogue.tasks.get(one.id).state == "open"
    answer = say(visitor, one, "accept", more="20249999")
    assert answer.status_code == 200
    settled(room)
    link = room.catalogue.patients.link(row.id)
    assert link and (link.patient_id, link.method) == ("20249999", "steward")
    assert room.catalogue.tasks.get(one.id).state == "decided"


def test_what_was_said_of_whose_it_is_is_taken_back(
    room: Room, client: httpx.Client, visitor: Visitor
) -> None:
    others = [Person(f"2024{n}", f"ĐỖ THỊ {n}", "1980-01-01", "female") for n in "789"]
    room.catalogue.patients.register.load(others)
    row = documents(room)[0]
    by = f"/document/{row.id}/whose"

    def patient() -> tuple[str | None, str]:
        link = room.catalogue.patients.link(row.id)
        assert link and record(room, row.id).link == link
        return link.patient_id, link.status

    assert patient() == (None, "new")
    for one in others[:2]:
        assert visitor.send(by, patient=one.patient_id).status_code == 200
        assert patient() == (one.patient_id, "verified")
    kinds = [(one.said.kind.value, one.said.path) for one in room.catalogue.decisions.since()]
    assert kinds == [("correct", "patient_link")] * 2
    # An earlier word stands; without any, the machine decides.
    assert visitor.send("/task/undo").status_code == 204
    assert patient() == (others[0].patient_id, "verified")
    (first, *_) = room.catalogue.decisions.since()
    assert visitor.send(f"/document/{row.id}/undo", decision=first.id).status_code == 200
    assert patient() == (None, "new")
    assert visitor.send(by, patient="new").status_code == 200
    assert patient() == (None, "verified")
    assert room.catalogue.decisions.since()[-1].said.kind.value == "verify"


def test_a_task_whose_place_is_gone_is_passed_over(room: Room, client: httpx.Client) -> None:
    every = room.catalogue.tasks.waiting()
    with room.catalogue._database.write() as connection:
        connection.execute(update(task).values(path="medications.7.dose"))
        last = every[-1]
        connection.execute(update(task).where(task.c.id == last.id).values(path=last.path))
    assert re.findall(r'data-task="(t\w+)"', client.get("/task").text) == [last.id]


def test_what_could_not_be_filed_is_told_and_is_filed_later(
    room: Room, client: httpx.Client, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = documents(room)[0]
    with monkeypatch.context() as patch:

        def away(*_: object) -> int:
            raise StoreError("The store does not answer.")

        patch.setattr(Room, "file_due", away)
        say(visitor, asked(room, row, "patient.sex"), "accept", typed="male")
        until(lambda: "notice bad" in client.get("/task").text)
        assert "The store does not answer." in client.get("/task").text
        assert len(room.catalogue.decisions.due()) == 1
    say(visitor, asked(room, row, "patient.full_name"), "accept", typed="TRẦN THỊ HÀ")
    settled(room)
    until(lambda: "notice bad" not in client.get("/task").text)


def test_the_words_of_an_error_stay_in(
    room: Room, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> int:
        raise ValueError("TRẦN THỊ HA")

    monkeypatch.setattr(Room, "file_due", broken)
    filing = worker.Worker(room)
    filing.file("0" * 64)
    filing.start()
    until(lambda: filing.trouble)
    filing.stop()
    assert filing.trouble == worker.UNFORESEEN
    said = capsys.readouterr().err
    assert "ValueError (test_task.py" in said
    assert "TRẦN" not in said
