"""The task page in Chromium, by keyboard alone."""

import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from flows.tables import tables
from models.people import Role
from models.record import Status
from tests.review.conftest import PASSWORD, Room, Screen
from tests.review.test_browser import end_all, faults
from tests.review.test_task import documents, field, settled

pytestmark = pytest.mark.browser
NAME = "#now .task[data-kind='patient.full_name']"


@pytest.fixture
def room(stocked: Room) -> Iterator[Room]:
    stocked.person("lan", Role.STEWARD)
    yield stocked


@pytest.fixture
def page(screen: Screen, address: str) -> Page:
    screen.log_in(address, "lan")
    return screen.page


def press(page: Page, *keys: str) -> None:
    """Press keys, and wait until the next task is shown."""
    before = shown(page)
    for key in keys:
        (page.keyboard.press if key.isascii() else page.keyboard.type)(key)
    page.wait_for_function(
        "id => document.querySelector('#now .task').dataset.task !== id", arg=before
    )


def kept(page: Page) -> None:
    """Wait until what was said is answered."""
    expect(page.locator("#desk")).not_to_have_attribute("aria-busy", "true")


def shown(page: Page) -> str:
    return page.locator("#now .task").get_attribute("data-task") or ""


def kind(page: Page) -> str:
    return page.locator("#now .task").get_attribute("data-kind") or ""


def to(page: Page, wanted: str) -> None:
    """Go on by Tab until a task of a kind of field is shown."""
    while kind(page) != wanted:
        press(page, "Tab")


def test_a_steward_works_through_twenty_tasks(
    room: Room, page: Page, screen: Screen, address: str, tmp_path: Path
) -> None:
    first = documents(room)[0]
    page.goto(f"{address}/task")
    done = 0
    while shown(page):
        mine = page.locator("#now .where").inner_text().endswith(first.id[:9])
        if mine and kind(page) == "patient.full_name":
            press(page, "À", "Enter")  # the doubtful character is selected
        elif mine and kind(page) == "patient.birth_date":
            press(page, "F2")
        else:
            press(page, "Enter")
        done += 1
    assert done == 20
    expect(page.locator("#now h1")).to_have_text("Không còn việc nào chờ ở đây.")
    settled(room)
    assert room.catalogue.tasks.waiting() == ()
    every = room.catalogue.documents.find()
    assert {(row.version, row.review) for row in every} == {(2, "verified")}
    (after,) = room.catalogue.documents.find(document=first.id)
    name = field(room, after, "patient.full_name")
    assert (name.value, name.status) == ("TRẦN THỊ HÀ", Status.CORRECTED)
    born = field(room, after, "patient.birth_date")
    assert (born.value, born.text) == (None, None)
    told = [action for actor, action, _ in room.told() if actor == "lan"]
    assert (told.count("say"), told.count("decide")) == (20, 20)
    assert "view" in told
    tables(room.house, every, tmp_path / "out")
    exported = (tmp_path / "out" / "documents.csv").read_text("utf-8")
    assert "TRẦN THỊ HÀ" in exported
    assert "TRẦN THỊ HA," not in exported
    assert screen.complaints == []


def test_the_next_task_is_there_at_once(room: Room, page: Page, address: str) -> None:
    page.goto(f"{address}/task")
    times = []
    for _ in range(8):
        kept(page)
        page.wait_for_function("() => document.querySelector('#ahead .task')?.dataset.task")
        page.wait_for_timeout(100)  # its images are on their way
        page.evaluate(
            """() => {
              addEventListener("keydown", () => { window.began = performance.now(); },
                {capture: true, once: true});
              new MutationObserver((_, seen) => {
                seen.disconnect();
                requestAnimationFrame(() => { window.took = performance.now() - window.began; });
              }).observe(document.getElementById("now"), {childList: true});
            }"""
        )
        press(page, "Enter")
        times.append(page.wait_for_function("() => window.took").json_value())
        page.evaluate("delete window.took")
    print(f"next task: median {statistics.median(times):.0f} ms, at most {max(times):.0f} ms")
    assert statistics.median(times) < 500


def test_the_session_ends_midway_and_nothing_typed_is_lost(
    room: Room, page: Page, address: str
) -> None:
    page.goto(f"{address}/task")
    to(page, "patient.full_name")
    one = shown(page)
    page.keyboard.press("Control+A")
    page.keyboard.type("TRẦN THỊ HẰNG")
    end_all(room)
    page.keyboard.press("Enter")
    expect(page.locator("#again-password")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#login-dialog")).to_be_hidden()
    kept(page)
    assert room.catalogue.tasks.get(one).state == "decided"
    assert room.catalogue.decisions.since()[-1].said.value == "TRẦN THỊ HẰNG"
    press(page, "Enter")
    kept(page)
    assert len(room.catalogue.decisions.since()) == 2


def test_who_comes_second_gets_the_task_back_as_typed(room: Room, page: Page, address: str) -> None:
    page.goto(f"{address}/task")
    to(page, "patient.full_name")
    one = shown(page)
    minh = room.catalogue.by(room.person("minh", Role.STEWARD))
    room.catalogue.by("lan").queue.leave(one)
    assert minh.queue.claim(one, 15)
    page.keyboard.press("Control+A")
    page.keyboard.type("AI")
    page.keyboard.press("Enter")
    expect(page.locator("#notice .notice")).to_contain_text("đang quyết định")
    expect(page.locator(f"#now [data-task='{one}'] input")).to_have_value("AI")
    assert room.catalogue.decisions.since() == ()


def test_doubtful_characters_words_and_offers(room: Room, page: Page, address: str) -> None:
    def chosen() -> str:
        return str(page.evaluate("getSelection().toString()"))

    page.goto(f"{address}/task?kind=patient.full_name")
    row = documents(room)[0]
    while not page.locator("#now .where").inner_text().endswith(row.id[:9]):
        press(page, "Tab")
    expect(page.locator("#now .read mark")).to_have_text("A")
    assert chosen() == "A"
    page.keyboard.press("Alt+1")
    box = page.locator("#now input.typed")
    expect(box).to_have_value("TRẦN THỊ HÀ")
    expect(page.locator("#now .filed strong")).to_have_text("TRẦN THỊ HÀ")
    page.keyboard.press("ArrowDown")
    assert chosen() == "TRẦN"
    page.keyboard.press("ArrowDown")
    assert chosen() == "THỊ"
    page.keyboard.press("ArrowUp")
    assert chosen() == "TRẦN"
    page.keyboard.press("Escape")
    expect(box).to_have_value("TRẦN THỊ HA")
    page.goto(f"{address}/task?kind=patient.sex")
    page.keyboard.press("Digit1")
    expect(page.locator("#now .filed strong")).to_have_text("male")
    page.goto(f"{address}/task?kind=patient.birth_date")
    page.keyboard.type("5.3.61")
    expect(page.locator("#now .filed strong")).to_have_text("1961-03-05")


def test_typing_vietnamese_is_left_alone(room: Room, page: Page, address: str) -> None:
    page.goto(f"{address}/task?kind=patient.full_name")
    one = shown(page)
    page.keyboard.press("Control+A")
    page.keyboard.type("Nguye64n Thi5 Hoaf")  # VNI and Telex, before an input method has it
    expect(page.locator("#now input.typed")).to_have_value("Nguye64n Thi5 Hoaf")
    composing = page.context.new_cdp_session(page)
    composing.send(
        "Input.imeSetComposition", {"text": "Hoà", "selectionStart": 3, "selectionEnd": 3}
    )
    for key in ("Enter", "Tab", "ArrowDown", "Escape", "F2"):
        page.evaluate(
            """key => document.activeElement.dispatchEvent(new KeyboardEvent("keydown",
              {key, bubbles: true, cancelable: true, isComposing: true}))""",
            key,
        )
    assert shown(page) == one
    composing.send("Input.insertText", {"text": "Hoà"})
    expect(page.locator("#now input.typed")).to_have_value("Nguye64n Thi5 HoafHoà")
    assert room.catalogue.decisions.since() == ()


def test_a_page_that_cannot_be_loaded_says_so_and_is_asked_for_again(
    page: Page, address: str
) -> None:
    page.route("**/paper/**", lambda route: route.abort())
    page.goto(f"{address}/task")
    unseen = page.locator(".desk .unseen")
    expect(unseen).to_contain_text("Chưa hiện được ảnh của trang này.")
    assert faults(page) == []
    unseen.locator("button").click()
    expect(unseen).to_be_visible()
    page.unroute("**/paper/**")
    with page.expect_response("**/paper/**") as answer:
        unseen.locator("button").click()
    assert answer.value.ok
    expect(unseen).to_be_hidden()
    page.locator("#paper .box").wait_for()


def test_keys_for_pages_and_the_help_card(
    room: Room, page: Page, screen: Screen, address: str, language: str
) -> None:
    room.catalogue.accounts.speak("lan", language)
    page.goto(f"{address}/task")
    page.locator("#paper canvas").first.wait_for()
    assert faults(page) == []
    page.keyboard.press("F1")
    expect(page.locator("#keys")).to_be_visible()
    assert faults(page) == []
    page.keyboard.press("Escape")
    one = shown(page)
    page.keyboard.press("F9")
    assert faults(page) == []
    press(page, "2")
    kept(page)
    assert room.catalogue.tasks.get(one).skipped_for == "another paper must be seen"
    other = shown(page)
    press(page, "Enter")
    kept(page)
    with page.expect_navigation():
        page.keyboard.press("F10")
    assert shown(page) == other
    assert room.catalogue.tasks.get(other).state == "open"
    assert screen.complaints == []
