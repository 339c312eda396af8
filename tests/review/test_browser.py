"""The pages in Chromium: what they look like to it, and to people who cannot see."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from models.people import Role
from storage.account_tables import session
from tests.review.conftest import PASSWORD, Room, Screen

pytestmark = pytest.mark.browser
AXE = Path(__file__).parent / "axe" / "node_modules" / "axe-core" / "axe.min.js"


def faults(page: Page) -> list[Any]:
    """Return what axe-core finds on a page: its rules, and where."""
    # Evaluated by the debugger: the page's own policy would not let it in.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    assert len(found["passes"]) > 10
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]]


def speak(room: Room, name: str, language: str) -> None:
    room.catalogue.accounts.speak(name, language)


def end_all(room: Room) -> None:
    with room.catalogue._database.write() as connection:
        connection.execute(update(session).values(seen_at="2020-01-01T00:00:00+07:00"))


def test_no_page_has_a_fault_of_accessibility(
    room: Room, screen: Screen, address: str, language: str
) -> None:
    page = screen.page
    page.goto(f"{address}/login")
    if language == "en":
        page.get_by_role("button", name="English").click()
    assert page.locator("html").get_attribute("lang") == language
    assert faults(page) == []
    page.goto(f"{address}/welcome/{room.catalogue.entrance.invite(None, room.settings.review)}")
    assert faults(page) == []
    speak(room, room.person("lan", Role.ADMINISTRATOR, Role.AUDITOR), language)
    room.person("minh", Role.READER)
    screen.log_in(address, "lan")
    for where in ("/", "/account", "/people", "/audit"):
        page.goto(f"{address}{where}")
        assert page.locator("html").get_attribute("lang") == language
        assert faults(page) == [], where
        assert page.evaluate("document.documentElement.scrollWidth") <= 1366, where
    page.goto(f"{address}/people")
    page.locator("summary").click()
    page.locator("#account-minh button").first.click()
    page.locator("#account-minh form").wait_for()
    assert faults(page) == []
    page.goto(f"{address}/audit")
    page.locator("form[hx-post] button").click()
    page.locator("#chain .good").wait_for()
    assert faults(page) == []
    assert screen.complaints == []


def test_somebody_is_added_by_keyboard_alone(room: Room, screen: Screen, address: str) -> None:
    room.person("lan", Role.ADMINISTRATOR)
    screen.log_in(address, "lan")
    page = screen.page
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.goto(f"{address}/people")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("summary")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("minh")
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    link = page.locator("input.once")
    link.wait_for()
    expect(page.locator("#account-minh")).to_contain_text("người kiểm tra")
    expect(page.locator("#name")).to_have_value("")
    assert room.catalogue.accounts.get("minh").roles == (Role.STEWARD,)
    assert room.catalogue.entrance.invited(link.input_value().rpartition("/")[2])
    assert screen.complaints == []


def test_a_session_ends_midway_and_nothing_typed_is_lost(
    room: Room, screen: Screen, address: str, language: str
) -> None:
    speak(room, room.person("lan", Role.ADMINISTRATOR), language)
    screen.log_in(address, "lan")
    page = screen.page
    page.goto(f"{address}/people")
    page.locator("summary").click()
    page.fill("#name", "minh")
    page.fill("#departments-new", "Khoa Nội")
    page.locator("details input[value=reader]").check()
    end_all(room)
    page.locator("details button.main").click()
    dialog = page.locator("#login-dialog")
    expect(dialog).to_be_visible()
    assert faults(page) == []
    ended = {"vi": "Phiên làm việc đã hết", "en": "Your session has ended"}[language]
    expect(dialog.locator("h2")).to_have_text(ended)
    expect(page.locator("#again-name")).to_have_value("lan")
    expect(page.locator("#again-password")).to_be_focused()
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    expect(page.locator("#login-dialog .wrong")).to_be_visible()
    expect(page.locator("#name")).to_have_value("minh")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#account-minh")).to_contain_text("Khoa Nội")
    expect(dialog).to_be_hidden()
    assert room.catalogue.accounts.get("minh").departments == ("Khoa Nội",)
    # The page goes on with its new token, by htmx and by plain forms.
    page.locator("button[name=language]").click()
    expect(page.locator("html")).not_to_have_attribute("lang", language)
    # The browser itself tells of answers that are no 2xx.
    assert all("401" in said for said in screen.complaints)


def test_somebody_else_at_the_dialog_repeats_nothing(
    room: Room, screen: Screen, address: str
) -> None:
    room.person("lan", Role.ADMINISTRATOR)
    room.person("minh", Role.ADMINISTRATOR)
    room.person("other", Role.READER)
    screen.log_in(address, "lan")
    page = screen.page
    page.goto(f"{address}/people")
    page.on("dialog", lambda asked: asked.accept())
    end_all(room)
    page.locator("#account-other button").last.click()
    page.locator("#again-password").wait_for()
    page.evaluate("document.getElementById('again-name').value = 'minh'")
    page.fill("#again-password", PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".self")).to_contain_text("minh")
    assert not room.catalogue.accounts.get("other").disabled


def test_pages_print_without_what_is_for_the_screen(
    room: Room, screen: Screen, address: str
) -> None:
    room.person("lan", Role.ADMINISTRATOR)
    screen.log_in(address, "lan")
    screen.page.goto(f"{address}/people")
    screen.page.emulate_media(media="print")
    expect(screen.page.locator(".bar")).to_be_hidden()
    expect(screen.page.locator("td.actions")).to_be_hidden()
    expect(screen.page.locator("#account-lan th")).to_be_visible()


def test_a_login_in_another_window_lets_this_page_go_on(
    room: Room, screen: Screen, address: str
) -> None:
    room.person("lan", Role.ADMINISTRATOR)
    room.person("minh", Role.ADMINISTRATOR)
    screen.log_in(address, "lan")
    page = screen.page
    page.goto(f"{address}/people")
    page.locator("summary").click()
    other = page.context.new_page()
    for name in ("lan", "minh"):
        end_all(room)
        Screen(other, []).log_in(address, name)
        page.fill("#name", f"of-{name}")
        page.locator("details input[value=reader]").check()
        page.locator("details button.main").click()
        expect(page.locator(".self")).to_contain_text(name)
        expect(page.locator("#account-of-lan")).to_be_visible()
    assert [one.name for one in room.catalogue.accounts.all()] == ["lan", "minh", "of-lan"]
    other.close()
