"""Keying: the fields that a form needs, snippet by snippet."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from flows.anew import file_due
from flows.desk import HouseDesk
from flows.house import opened
from models.people import Role
from models.record import Source, Status
from review import asking
from review.answers import Act, Answer, said
from storage.decisions import Ruling
from storage.rows import DocumentRow
from tests.review import papers
from tests.review.conftest import NAMES as NAMED
from tests.review.conftest import STRICT, Room, Screen, Visitor
from tests.review.test_browser import faults
from tests.review.test_task import asked, documents, field, say, settled

NAME = "patient.full_name"
NAMES = f"/keying/prescription/{NAME}"


LACKED = [f"encounter.{key}" for key in ("admitted_at", "discharged_at")]


@pytest.fixture(scope="session")
def handed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with five prescriptions written by hand, and one that is printed."""
    home = tmp_path_factory.mktemp("handed")
    with opened({"SOHOA_HOME": str(home), **STRICT}) as house:
        for number, name in enumerate(NAMED):
            papers.file(
                house, f"{number}", [papers.by_hand(papers.prescription(name, 20241234 + number))]
            )
        papers.file(house, "printed", [papers.prescription("ĐỖ THỊ NGA", 20249999)])
    return home


@pytest.fixture
def room(handed: Path, tmp_path: Path) -> Iterator[Room]:
    shutil.copytree(handed, tmp_path, dirs_exist_ok=True)
    with opened({"SOHOA_HOME": str(tmp_path), **STRICT}) as house:
        yield Room(house)


@pytest.fixture
def first(room: Room) -> DocumentRow:
    """The first of them, of Trần Thị Ha."""
    return documents(room)[0]


def kinds(text: str) -> list[str]:
    return re.findall(r'data-kind="([\w.]+)"', text)


def test_one_field_of_many_documents(
    room: Room, first: DocumentRow, enter: Callable[..., httpx.Client], visitor: Visitor
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
    one = asked(room, first, NAME)
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
    who = [f"patient.{key}" for key in ("full_name", "birth_date", "sex")]
    assert kinds(shown) == [*who, *LACKED, "encounter.issued_on", "diagnoses.text"]
    tasks = [room.catalogue.tasks.get(one) for one in re.findall(r'data-task="(t\w+)"', shown)]
    (document,) = {task.document_id for task in tasks}
    came, left = (next(task for task in tasks if task.path == path) for path in LACKED)
    common = {"version": 1, "number": 1, "act": "accept"}
    assert visitor.send(f"/keying/task/{came.id}", typed="35/3/2026", **common).status_code == 422
    assert (
        visitor.send(f"/keying/task/{came.id}", typed="1/3/2026 8:30", **common).status_code == 204
    )
    assert visitor.send(f"/keying/task/{left.id}", typed="", **common).status_code == 204
    settled(room)
    (row,) = room.catalogue.documents.find(document=document)
    made = field(room, row, came.path)
    assert (made.value, made.text, made.page) == ("2026-03-01T08:30", "1/3/2026 8:30", 1)
    assert (made.status, made.source) == (Status.CORRECTED, Source.STEWARD)
    none = field(room, row, left.path)
    assert (none.value, none.text) == (None, "")
    # What was answered is not asked again, until it is taken back.
    assert [
        t.path for t in room.catalogue.tasks.of(row.id) if t.path in LACKED and t.state == "open"
    ] == []
    assert visitor.send("/task/undo").status_code == 204
    assert room.catalogue.tasks.get(left.id).state == "open"
    assert {word.right for word in room.catalogue.figures.words("")} == {None}


def test_pages_that_are_printed_are_not_keyed(
    room: Room, enter: Callable[..., httpx.Client]
) -> None:
    client = enter(Role.STEWARD)
    listed = client.get("/keying").text
    assert f'{NAMES}">Họ tên</a></td>\n  <td class="number">5</td>' in listed
    (printed,) = [row for row in room.catalogue.documents.find() if not row.hand]
    assert asked(room, printed, NAME).state == "open"
    assert not {*LACKED} & {task.path for task in room.catalogue.tasks.of(printed.id)}


def test_what_nothing_was_found_of_can_be_a_task(
    room: Room, first: DocumentRow, enter: Callable[..., httpx.Client], visitor: Visitor
) -> None:
    client = enter(Role.STEWARD)
    one = asked(room, first, LACKED[0])
    shown = client.get(f"/task/{one.id}").text
    assert "không đọc được gì" in shown
    assert say(visitor, one, "field").status_code == 422
    assert say(visitor, one, "illegible").status_code == 200
    settled(room)
    (row,) = room.catalogue.documents.find(document=first.id)
    told = field(room, row, one.path)
    assert (told.value, told.text, told.status) == (None, None, Status.VERIFIED)
    assert list(room.catalogue.figures.words("")) == []  # it tells nothing of what was read


def test_two_people_key_what_nothing_was_found_of(handed: Path, tmp_path: Path) -> None:
    two = {"SOHOA_REVIEW_TWO_PEOPLE": "encounter"}
    with opened({"SOHOA_HOME": str(tmp_path), **STRICT, **two}) as house:
        row = papers.file(house, "one", [papers.by_hand(papers.prescription())])
        task = next(t for t in house.catalogue.tasks.of(row.id) if t.path == LACKED[0])
        assert task.eyes == 2
        filed = asking.version(HouseDesk(house), row.id, 1)
        for who, typed in (("lan", "1/3/2026"), ("minh", "7/3/2026"), ("hoa", "1/3/2026")):
            assert house.catalogue.tasks.get(task.id).state == "open"
            word, _ = said(Answer(Act.ACCEPT, 1, typed), task, row, filed, 1)
            house.catalogue.by(who).decisions.decide([Ruling(row.id, word, (task.id,))])
        file_due(house)
        now = house.catalogue.documents.get(row.id)
        assert now
        facts = asking.version(HouseDesk(house), row.id, now.version).facts
        assert facts.encounter["admitted_at"].value == "2026-03-01"
        assert house.catalogue.tasks.get(task.id).state == "decided"


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
    words = [one.said for one in room.catalogue.decisions.since()]
    assert {one.value for one in words} == {"LÊ THỊ TÁM", guess, None, "VŨ THỊ MAI"}
    assert len(words) == 4
    # The browser itself tells of answers that are no 2xx.
    assert all("422" in one for one in screen.complaints)
