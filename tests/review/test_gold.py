"""Somebody is asked for known answers among others, and cannot tell which they are."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from flows.house import opened
from models.decision import turns
from models.people import Role
from storage.decisions import Ruling
from storage.filters import Filter
from storage.rows import DocumentRow
from tests.review.batches import answer
from tests.review.conftest import STRICT, Room, Screen, Visitor
from tests.review.test_task import asked, documents, field, say
from tests.review.test_task_screen import kept, kind, press, shown

NAME = "patient.full_name"


@pytest.fixture
def room(stock: Path, tmp_path: Path) -> Iterator[Room]:
    """A desk where every answer that is known is asked for."""
    shutil.copytree(stock, tmp_path, dirs_exist_ok=True)
    gold = {"SOHOA_REVIEW_GOLD_SHARE": "1"}
    with opened({"SOHOA_HOME": str(tmp_path), **STRICT, **gold}) as house:
        room = Room(house)
        room.person("lan", Role.STEWARD)
        room.person("hoa", Role.STEWARD, Role.SUPERVISOR)
        yield room


def decided(room: Room) -> DocumentRow:
    """The first document, all of which the supervisor decided; her word is filed."""
    answer(room, documents(room)[0].id, {NAME: "TRẦN THỊ HÀ"}, "hoa")
    row = next(one for one in room.catalogue.documents.find() if one.version == 2)
    assert field(room, row, NAME).value == "TRẦN THỊ HÀ"
    return row


def section(page: str) -> str:
    """The task that a page shows."""
    found = re.search(r"<section class=\"task.*?</section>", page, re.DOTALL)
    assert found
    return found[0]


def test_the_page_is_the_one_that_was_shown_before(room: Room, visitor: Visitor) -> None:
    one = asked(room, documents(room)[0], NAME)
    assert visitor.log_in("lan") == 303
    before = section(visitor.client.get(f"/task/{one.id}").text)
    lan = room.catalogue.by("lan")
    for each in lan.queue.list(Filter(mine="lan")):
        lan.queue.leave(each.id)
    row = decided(room)
    known: list[str] = []
    while (task := lan.queue.next(15, gold=1.0, but=known)) and task.known:
        known.append(task.id)
    assert set(known) == {each.id for each in room.catalogue.tasks.of(row.id)}
    assert section(visitor.client.get(f"/task/{one.id}").text) == before
    assert one.id in visitor.client.get("/queue").text
    # A word on the paper is none on what is asked, and counts.
    assert say(visitor, one, "turn", more="90").status_code == 200
    assert turns(room.catalogue.decisions.of(row.sha256))[1] == 90
    # Who has looked at what was decided is not asked any more.
    assert visitor.client.get(f"/document/{row.id}").status_code == 200
    answered = say(visitor, one, "accept", typed="TRẦN THỊ HÀ")
    assert (answered.status_code, room.catalogue.figures.proven("")) == (422, {})


def test_what_does_not_stand_is_not_asked(room: Room, visitor: Visitor) -> None:
    row = decided(room)
    (word,) = [one for one in room.catalogue.decisions.since() if one.said.path == NAME]
    said = word.said
    room.catalogue.by("hoa").decisions.decide(
        [Ruling(row.id, replace(said, value="TRẦN THỊ HẠ", was="TRẦN THỊ HÀ"))]
    )
    assert visitor.log_in("lan") == 303
    seen = set()
    for _ in range(4):
        found = re.search(r'data-task="(\w+)"', visitor.client.get("/task").text)
        assert found
        seen.add(found[1])
        visitor.send(f"/task/{found[1]}/skip", more="later")
    assert asked(room, row, NAME).id not in seen
    assert {one.id for one in room.catalogue.tasks.of(row.id)} & seen


@pytest.mark.browser
def test_a_steward_answers_among_others_and_the_dashboard_tells(
    room: Room, screen: Screen, address: str
) -> None:
    row = decided(room)
    known = {one.id for one in room.catalogue.tasks.of(row.id)}
    before = room.catalogue.decisions.since()
    screen.log_in(address, "lan")
    page = screen.page
    page.goto(f"{address}/task")
    answered = set()
    while shown(page) in known:
        answered.add(shown(page))
        if kind(page) == NAME:
            name = shown(page)
            press(page, "À", "Enter")
            kept(page)
            press(page, "F10")
            assert shown(page) == name
        press(page, "Enter")
        kept(page)
    assert answered == known
    press(page, "Enter")
    kept(page)
    assert [one.by for one in room.catalogue.decisions.since()[len(before) :]] == ["lan"]
    assert room.catalogue.documents.get(row.id) == row
    assert list(room.catalogue.figures.proven("")) == ["lan"]
    assert room.catalogue.figures.proven("")["lan"] == (1, 4)
    assert screen.complaints == []
    page.context.clear_cookies()
    screen.log_in(address, "hoa")
    page.goto(f"{address}/dashboard?days=7")
    line = page.locator("tr", has=page.get_by_role("rowheader", name="lan", exact=True))
    expect(line).to_contain_text("25,0 %")
