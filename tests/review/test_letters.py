"""Correcting one character of a field: which keys it takes, wherever the character stands."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from models.people import Role
from tests.review.conftest import Room, Screen

pytestmark = pytest.mark.browser
MOST = 4
"""Keys that a character may take, beside itself."""
VALUES = [
    "Hà",
    "TRẦN THỊ HÀ",
    "Viêm phổi thuỳ dưới phổi phải, tăng huyết áp độ 2",
    "Số 12, ngõ 45 đường Nguyễn Trãi, phường Thanh Xuân Trung, quận Thanh Xuân, Hà Nội. " * 2,
]
COMPOSING = set("aeiouywd")
"""Letters of which Telex makes others; it marks nothing where no vowel stands before."""


@pytest.fixture
def room(stocked: Room) -> Iterator[Room]:
    stocked.person("lan", Role.STEWARD)
    yield stocked


@pytest.fixture
def page(screen: Screen, address: str) -> Page:
    screen.log_in(address, "lan")
    screen.page.goto(f"{address}/task?kind=patient.full_name")
    return screen.page


def filled(page: Page, value: str) -> None:
    page.locator("#now input.typed").fill(value)


def to(page: Page, place: int) -> list[str]:
    """Select a character by the keys that stand below it; return all that were pressed."""
    page.keyboard.press("F5")
    keys = ["F5", *page.locator("#letters kbd").nth(place).inner_text()]
    for key in keys[1:]:
        page.keyboard.press(key)
    expect(page.locator("#letters")).to_be_hidden()
    return keys


def places(value: str) -> list[int]:
    """Every place of a short value, some of a long one, the last among them."""
    step = max(1, len(value) // 12)
    return sorted({*range(0, len(value), step), len(value) - 1})


@pytest.mark.parametrize("value", VALUES)
def test_any_character_is_corrected_by_at_most_four_keys(
    page: Page, screen: Screen, value: str
) -> None:
    box = page.locator("#now input.typed")
    for place in places(value):
        filled(page, value)
        keys = to(page, place)
        assert len(keys) <= MOST - 1  # and Enter, which sends it
        assert not {*keys[1:]} & COMPOSING
        page.keyboard.insert_text("Ỡ")
        expect(box).to_have_value(f"{value[:place]}Ỡ{value[place + 1 :]}")
    assert screen.complaints == []


def test_so_it_is_in_the_longest_value_that_a_field_takes(page: Page) -> None:
    most = int(page.locator("#now input.typed").get_attribute("maxlength") or 0)
    value = ("Khám lại. " * most)[:most]
    for place in (0, 777, most - 1):
        filled(page, value)
        assert len(to(page, place)) <= MOST
        page.keyboard.insert_text("#")
        expect(page.locator("#now input.typed")).to_have_value(
            f"{value[:place]}#{value[place + 1 :]}"
        )


def test_a_corrected_character_is_filed(room: Room, page: Page) -> None:
    filled(page, "TRẦN THỊ HA")
    keys = [*to(page, 10), "Enter"]
    page.keyboard.insert_text("À")
    before = page.locator("#now .task").get_attribute("data-task")
    page.keyboard.press("Enter")
    page.wait_for_function(
        "id => document.querySelector('#now .task').dataset.task !== id", arg=before
    )
    expect(page.locator("#desk")).not_to_have_attribute("aria-busy", "true")
    assert len(keys) <= MOST
    assert [one.said.value for one in room.catalogue.decisions.since()] == ["TRẦN THỊ HÀ"]


def test_it_is_left_as_it_was(room: Room, page: Page) -> None:
    box = page.locator("#now input.typed")
    filled(page, VALUES[2])
    task = page.locator("#now .task").get_attribute("data-task")
    for last in ("Escape", "F5"):
        page.keyboard.press("F5")
        expect(page.locator("#letters")).to_be_focused()
        for key in ("a", "ArrowDown", "Tab", "Enter", "F2", "b", "0"):
            page.keyboard.press(key)
        page.keyboard.press(last)
        expect(page.locator("#letters")).to_be_hidden()
        expect(box).to_be_focused()
        expect(box).to_have_value(VALUES[2])
    assert page.locator("#now .task").get_attribute("data-task") == task
    assert room.catalogue.decisions.since() == ()
