"""Two people answer a task on its page, each without the other's word."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from flows.house import opened
from models.people import Role
from models.record import Status
from tests.flows.filed import QUICK
from tests.review.batches import SURE
from tests.review.conftest import Room, Visitor
from tests.review.papers import file, prescription
from tests.review.test_task import asked, field, say, settled

TWO = {"SOHOA_ACCEPT_IDENTITY": "1.0", "SOHOA_REVIEW_TWO_PEOPLE": "identity"}


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
