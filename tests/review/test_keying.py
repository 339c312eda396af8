"""Keying: the fields that a form needs, snippet by snippet."""

import re
from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import expect

from models.people import Role
from models.record import Source, Status
from tests.review.conftest import Room, Screen, Visitor
from tests.review.test_browser import faults
from tests.review.test_task import asked, documents, field, settled

NAMES = "/keying/prescription/patient.full_name"


@pytest.fixture
def room(stocked: Room) -> Iterator[Room]:
    yield stocked


def kinds(text: str) -> list[str]:
    return re.findall(r'data-kind="([\w.]+)"', text)


def test_one_field_of_many_documents(
    room: Room, enter: Callable[..., httpx.Client], visitor: Visitor
) -> None:
    client = enter(Role.STEWARD)
    listed = client.get("/keying").text
    assert [f'/prescription/patient.{key}"' in listed for key in ("full_name", "phone")] == [
        True,
        False,
    ]
    shown = client.get(NAMES).text
    assert kinds(shown) == ["patient.full_name"] * 5
    values = re.findall(r'class="typed" value="([^"]*)"', shown)
    assert values == [""] * 5  # nothing is accepted beforehand
    assert 'data-value="TRẦN THỊ HA"' in shown
    one = asked(room, documents(room)[0], "patient.full_name")
    address, common = f"/keying/task/{one.id}", {"version": 1, "number": 1}
    assert room.catalogue.tasks.get(one.id).claimed_by == "lan"
    assert visitor.send(address, act="accept", typed=" ", **common).status_code == 422
    assert visitor.send(address, act="turn", typed="90", **common).status_code == 422
    assert visitor.send(address, act="accept", typed="Trần Thị Hà", **common).status_code == 204
    settled(room)
    (row,) = room.catalogue.documents.find(document=one.document_id)
    assert field(room, row, "patient.full_name").value == "TRẦN THỊ HÀ"
    assert kinds(client.get(f"{NAMES}?passed=").text) == ["patient.full_name"] * 4
    assert client.get("/keying/prescription/patient.phone").status_code == 404
    assert client.get("/keying/nothing").status_code == 404
    room.catalogue.accounts.change("lan", [Role.STEWARD], ["Nhi"])
    assert kinds(client.get(NAMES).text) == []


def test_all_that_a_document_needs_in_the_order_of_its_form(
    room: Room, enter: Callable[..., httpx.Client], visitor: Visitor
) -> None:
    client = enter(Role.STEWARD)
    shown = client.get("/keying/prescription").text
    assert kinds(shown) == [
        *("patient.full_name", "patient.birth_date", "patient.sex"),
        *("encounter.admitted_at", "encounter.discharged_at"),
    ]
    (document,) = set(re.findall(r"/keying/document/(\w+)", shown))
    address = f"/keying/document/{document}"
    wanted = {"kind": "encounter.admitted_at", "version": 1}
    assert visitor.send(address, typed="35/3/2026", **wanted).status_code == 422
    assert visitor.send(address, typed="", **wanted).status_code == 204
    assert room.catalogue.decisions.since() == ()
    assert visitor.send(address, typed="1/3/2026 8:30", **wanted).status_code == 204
    assert visitor.send(address, kind="patient.phone", typed="0912345678", version=1).is_error
    settled(room)
    (row,) = room.catalogue.documents.find(document=document)
    made = field(room, row, "encounter.admitted_at")
    assert (made.value, made.text, made.page) == ("2026-03-01T08:30", "1/3/2026 8:30", 1)
    assert (made.status, made.source) == (Status.CORRECTED, Source.STEWARD)


@pytest.mark.browser
def test_names_are_keyed_in_a_row(room: Room, screen: Screen, address: str, language: str) -> None:
    room.catalogue.accounts.speak(room.person("lan", Role.STEWARD), language)
    screen.log_in(address, "lan")
    page = screen.page
    page.goto(f"{address}/keying")
    assert faults(page) == []
    page.goto(f"{address}{NAMES}")
    page.locator(".line img").first.wait_for()
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366
    line = page.locator(".line")
    page.keyboard.press("Enter")
    expect(page.locator("#notice .notice")).to_be_visible()
    expect(line.nth(0).locator("input")).to_be_focused()
    page.keyboard.type("Lê Thị Tám")
    page.keyboard.press("Enter")
    expect(line.nth(1).locator("input")).to_be_focused()
    page.keyboard.press("Alt+1")
    guess = line.nth(1).locator("input").input_value()
    page.keyboard.press("Enter")
    page.keyboard.press("F2")
    expect(line.nth(3).locator("input")).to_be_focused()
    page.keyboard.press("Tab")
    expect(line.nth(4).locator("input")).to_be_focused()
    page.keyboard.type("Vũ Thị Mai")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}{NAMES}?passed=t*")
    expect(page.locator(".line")).to_have_count(0)
    said = [one.said for one in room.catalogue.decisions.since()]
    assert {one.value for one in said} == {"LÊ THỊ TÁM", guess, None, "VŨ THỊ MAI"}
    assert len(said) == 4
    # The browser itself tells of answers that are no 2xx.
    assert all("422" in one for one in screen.complaints)
