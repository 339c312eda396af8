"""Two people answer a task on its page, each without the other's word."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from flows.house import opened
from models.people import Role
from models.record import Status
from storage.rows import DocumentRow
from tests.flows.filed import QUICK
from tests.review.batches import SURE
from tests.review.conftest import Room, Visitor
from tests.review.papers import file, prescription
from tests.review.test_document import record, seen
from tests.review.test_task import asked, field, say, settled

TWO = {
    "SOHOA_ACCEPT_IDENTITY": "1.0",
    "SOHOA_ACCEPT_MEDICATIONS": "1.0",
    "SOHOA_REVIEW_TWO_PEOPLE": "identity, medications",
}


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """A desk where two people are asked who the patient is."""
    with opened({"SOHOA_HOME": str(tmp_path), **QUICK, **SURE, **TWO}) as house:
        yield Room(house)


def test_the_second_answers_without_the_first_and_both_decide(
    room: Room, visitor: Visitor, address: str
) -> None:
    row = file(room.house, "one", [prescription()])
    one = asked(room, row, "patient.full_name")
    assert visitor.log_in(room.person("lan", Role.STEWARD)) == 303
    assert say(visitor, one, "accept", typed="trần thị hà").status_code == 200
    # Taken back and said again: it waits, and is not given to its author any more.
    assert visitor.send("/task/undo").headers["hx-redirect"] == f"/task/{one.id}"
    assert say(visitor, one, "accept", typed="trần thị hà").status_code == 200
    assert visitor.client.get(f"/task/{one.id}").status_code == 409
    assert say(visitor, one, "accept", typed="trần thị hà").status_code == 422
    settled(room)
    assert field(room, row, "patient.full_name").status is Status.REVIEW
    with httpx.Client(base_url=address, trust_env=False, timeout=30) as client:
        minh = Visitor(client)
        assert minh.log_in(room.person("minh", Role.STEWARD)) == 303
        shown = client.get(f"/task/{one.id}").text
        assert "TRẦN THỊ HA" in shown and "TRẦN THỊ HÀ" not in shown
        assert say(minh, one, "accept", typed="TRẦN THỊ HÀ").status_code == 200
    assert asked(room, row, "patient.full_name").state == "decided"
    (word,) = room.catalogue.decisions.of(row.sha256)
    assert (word.by, word.said.value) == ("minh", "TRẦN THỊ HÀ")


def test_what_is_keyed_of_a_field_waits_for_the_other(room: Room, visitor: Visitor) -> None:
    row = file(room.house, "one", [prescription()])
    assert visitor.log_in(room.person("lan", Role.STEWARD)) == 303
    keyed = {"act": "accept", "version": 1, "number": 1, "typed": "Trần Thị Hà"}
    one = asked(room, row, "patient.full_name")
    assert visitor.send(f"/keying/task/{one.id}", **keyed).status_code == 204
    waits(room, row, "patient.full_name")


def test_ink_that_is_called_a_new_item_waits_too(room: Room, visitor: Visitor) -> None:
    row = file(room.house, "one", [prescription()])
    assert visitor.log_in(room.person("lan", Role.STEWARD)) == 303
    box = record(room, row.id).facts.medications[0]["dose"].box
    assert box
    drawn = f"{box.left},{box.top},{box.right},{box.bottom}"
    made = {"number": 1, "box": drawn, "place": "medications.new", "key": "dose", "value": "2 viên"}
    sent = visitor.send(f"/document/{row.id}/add", seen=seen(visitor.client, row), **made)
    assert sent.status_code == 200
    waits(room, row, "medications.0.dose")


def waits(room: Room, row: DocumentRow, path: str) -> None:
    """The last word decides nothing until another's; it answers the task at a path."""
    assert room.catalogue.decisions.of(row.sha256) == ()
    last = room.catalogue.by("lan").decisions.last()
    assert last and last[1] == (asked(room, row, path).id,)
    assert asked(room, row, path).state == "open"
