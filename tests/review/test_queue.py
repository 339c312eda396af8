"""The queue page: what waits, whose it is, and values that one look decides."""

import re
from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import expect

from models.people import Role
from tests.review.conftest import Room, Screen, Visitor
from tests.review.test_browser import faults
from tests.review.test_task import asked, documents, settled


@pytest.fixture
def room(stocked: Room) -> Iterator[Room]:
    yield stocked


def ids(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200
    return re.findall(r'name="task" value="(t\w+)"', answer.text)


def test_what_waits_is_filtered_and_comes_in_pages(
    room: Room, enter: Callable[..., httpx.Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = enter(Role.STEWARD)
    every = [one.id for one in room.catalogue.queue.list(limit=100)]
    assert ids(client.get("/queue?batch=&type=&priority=&older=")) == every
    assert len(every) == 20
    for query, count in {
        "batch=b": 20,
        "batch=other": 0,
        "type=prescription": 20,
        "reason=doubtful": 20,
        "kind=patient.sex": 5,
        "priority=0": 20,
        "priority=1": 0,
        "older=1": 0,
        "mine=true": 0,
        "skipped=true": 0,
    }.items():
        assert len(ids(client.get(f"/queue?{query}"))) == count, query
    assert client.get("/queue?priority=high").status_code == 422
    monkeypatch.setattr("review.pages.queue.PORTION", 8)
    found, address = [], "/queue?type=prescription"
    for _ in range(3):
        answer = client.get(address)
        found += ids(answer)
        address = "".join(re.findall(r'rel="next" href="([^"]+)"', answer.text))
        address = address.replace("&amp;", "&")
    assert (found, address) == (every, "")


def test_tasks_are_handed_over_and_given_back(
    room: Room, enter: Callable[..., httpx.Client], visitor: Visitor
) -> None:
    client = enter(Role.SUPERVISOR)
    minh = room.person("minh", Role.STEWARD)
    first, second, *_ = room.catalogue.queue.list()
    answer = visitor.send("/queue/assign", task=[first.id, second.id], to=minh)
    assert "minh" in answer.text
    assert room.catalogue.tasks.get(first.id).assigned_to == minh
    assert visitor.send("/queue/release", task=[first.id]).status_code == 200
    assert room.catalogue.tasks.get(first.id).assigned_to is None
    room.catalogue.accounts.change("lan", [Role.STEWARD], [])
    assert visitor.send("/queue/assign", task=[first.id], to=minh).status_code == 403
    assert visitor.send("/queue/release", task=[second.id]).status_code == 403
    assert client.get(f"/task/{first.id}").status_code == 200
    assert ids(client.get("/queue?mine=true"))[0] == first.id
    assert visitor.send("/queue/release", task=[first.id]).status_code == 200
    actions = [action for actor, action, _ in room.told() if actor == "lan"]
    assert [actions.count(one) for one in ("assign", "release")] == [2, 2]
    room.catalogue.accounts.change("lan", [Role.STEWARD], ["Nhi"])
    assert ids(client.get("/queue")) == []
    assert visitor.send("/queue/release", task=[first.id]).status_code == 404
    room.catalogue.accounts.change("lan", [Role.READER], [])
    assert client.get("/queue").status_code == 403


def test_the_same_value_is_accepted_at_once(
    room: Room, enter: Callable[..., httpx.Client], visitor: Visitor
) -> None:
    client = enter(Role.STEWARD)
    rows = documents(room)
    sexes = [asked(room, row, "patient.sex") for row in rows]
    address = f"/queue/same/{sexes[0].id}"
    assert set(ids(client.get(address))) == {one.id for one in sexes}
    name = asked(room, rows[1], "patient.full_name")
    assert visitor.send(address, task=[sexes[0].id, name.id]).status_code == 422
    assert room.catalogue.decisions.since() == ()
    answer = visitor.send(f"{address}?batch=b", task=[one.id for one in sexes[1:]])
    assert answer.headers["hx-redirect"] == "/queue?batch=b"
    settled(room)
    left = [one.id for one in room.catalogue.queue.list() if one.kind == "patient.sex"]
    assert left == [sexes[0].id]
    assert len([one for one in room.told() if one[:2] == ("lan", "say")]) == 4


@pytest.mark.browser
def test_the_pages_look_right_to_everybody(
    room: Room, screen: Screen, address: str, language: str
) -> None:
    room.catalogue.accounts.speak(room.person("lan", Role.SUPERVISOR), language)
    screen.log_in(address, "lan")
    page = screen.page
    page.goto(f"{address}/queue")
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366
    page.locator("#every").check()
    page.get_by_role("button", name=re.compile("^(Giao|Hand over)$")).click()
    expect(page.locator("tbody tr").first).to_contain_text("lan")
    page.locator("tbody td.actions a").first.click()
    page.locator(".ink-list img").first.wait_for()
    assert faults(page) == []
    page.keyboard.press("Tab")
    assert screen.complaints == []
