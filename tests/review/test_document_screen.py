"""A document in Chromium: by keyboard and by mouse, and a chart of 300 pages."""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from flows import readings
from flows.configuration import reading_key
from flows.house import House
from flows.tables import tables
from models.codec import encode
from models.document import Scan
from models.page import Page as Sheet
from models.people import Role
from models.record import Status
from storage import keys
from storage.person import Person
from storage.rows import DocumentRow
from tests.flows.filed import done
from tests.review.conftest import PASSWORD, Room, Screen
from tests.review.papers import drawn, file, prescription, second_page
from tests.review.test_browser import end_all, faults, speak
from tests.review.test_document import record

pytestmark = pytest.mark.browser
HA = Person("20241234", "TRẦN THỊ HÀ", "1961-03-12", "female", "001161000017")
TAM = Person("20250001", "LÊ VĂN TÁM", "1950-02-01", "male", "001050000018")


@pytest.fixture
def row(room: Room) -> DocumentRow:
    room.catalogue.patients.register.load([HA, TAM])
    return file(room.house, "one", [prescription(), second_page()])


@pytest.fixture
def page(room: Room, row: DocumentRow, screen: Screen, address: str) -> Page:
    """The document's page, as a steward has it open."""
    room.person("lan", Role.STEWARD)
    screen.log_in(address, "lan")
    shown(screen.page, f"{address}/document/{row.id}")
    return screen.page


STILL = """() => {
  const view = viewer.viewport;
  return view.getCenter(true).distanceTo(view.getCenter(false)) < 0.001;
}"""
"""The page has come to rest on the chosen field."""


def shown(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("#viewer .mark").first.wait_for()


def field(path: str) -> str:
    return f'.field[data-path="{path}"]'


def test_fields_are_decided_by_keyboard_alone(
    room: Room, row: DocumentRow, page: Page, screen: Screen
) -> None:
    page.locator(field("patient.full_name")).focus()
    expect(page.locator("#viewer .mark.chosen")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#value")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("Backspace")
    page.keyboard.type("À")
    expect(page.locator("#became")).to_contain_text("TRẦN THỊ HÀ")
    page.keyboard.press("Enter")
    expect(page.locator(field("patient.birth_date"))).to_be_focused()
    expect(page.locator(field("patient.full_name"))).to_contain_text("TRẦN THỊ HÀ")
    page.keyboard.press("v")
    expect(page.locator(field("patient.sex"))).to_be_focused()
    page.keyboard.press("i")
    expect(page.locator(field("patient.patient_id"))).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator(".summary strong")).to_have_count(0)
    page.locator(field("medications.0.name")).focus()
    page.keyboard.press("Delete")
    expect(page.locator(field("medications.1.name"))).to_have_count(0)
    page.locator(".words button").first.click()
    expect(page.locator(field("medications.1.name"))).to_have_count(1)
    room.file_due()
    facts = record(room, row.id).facts
    assert facts.patient["full_name"].value == "TRẦN THỊ HÀ"
    assert facts.patient["birth_date"].status is Status.VERIFIED
    assert len(facts.medications) == 2
    assert [one.said.kind.value for one in room.catalogue.decisions.of(row.sha256)] == (
        "correct verify illegible reject remove undo".split()
    )
    assert screen.complaints == []


def test_a_page_that_cannot_be_loaded_is_asked_for_again_after_the_login(
    room: Room, row: DocumentRow, page: Page
) -> None:
    end_all(room)
    page.keyboard.press("PageDown")
    expect(page.locator(".unseen")).to_be_visible()
    page.locator(field("patient.full_name")).focus()
    page.keyboard.press("v")
    expect(page.locator("#login-dialog")).to_be_visible()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(f"#fields > .group {field('patient.full_name')}")).to_contain_text(
        "đã xác nhận"
    )
    expect(page.locator("#login-dialog[open]")).to_have_count(0)
    expect(page.locator(".unseen")).to_be_hidden()
    page.locator("#viewer .mark").first.wait_for()


def test_a_box_is_drawn_and_read_and_becomes_a_field(
    room: Room, row: DocumentRow, page: Page, screen: Screen
) -> None:
    where = page.evaluate(
        """() => {
          const box = document.querySelector('[data-path="diagnoses.0.text"]').dataset.box
            .split(',').map(Number);
          const at = (x, y) => viewer.viewport.viewportToWindowCoordinates(
            new OpenSeadragon.Point(x, y * ratio));
          const [from, to] = [at(box[0] - .004, box[1] - .003), at(box[2] + .004, box[3] + .003)];
          return [from.x, from.y, to.x, to.y];
        }"""
    )
    page.locator("[data-draw='allergies.new']").click()
    page.mouse.move(where[0], where[1])
    page.mouse.down()
    page.mouse.move(where[2], where[3], steps=4)
    page.mouse.up()
    page.locator("#adding form").wait_for(timeout=60_000)
    expect(page.locator("#added")).to_have_value("Viêm phổi (J18.9)")
    expect(page.locator("#place")).to_have_value("allergies.new")
    expect(page.locator("#key")).to_be_focused()
    page.fill("#added", "Penicillin")
    page.keyboard.press("Enter")
    expect(page.locator(field("allergies.0.substance"))).to_contain_text("Penicillin")
    expect(page.locator("#adding form")).to_have_count(0)
    # The same by keyboard: a box in the middle of the view, moved and sized.
    page.locator(field("encounter.department")).focus()
    page.wait_for_function(STILL)
    page.keyboard.press("b")
    expect(page.locator("#drawing")).to_be_visible()
    before = page.evaluate("list(drawn)")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    after = page.evaluate("list(drawn)")
    assert [round(b - a, 3) for a, b in zip(before, after, strict=True)] == [0.01, 0, 0.01, 0.005]
    page.keyboard.press("Enter")
    page.locator("#adding form").wait_for(timeout=60_000)
    assert "tổng hợp" in page.locator("#added").input_value()
    page.keyboard.press("Escape")
    expect(page.locator("#adding form")).to_have_count(0)
    room.file_due()
    (allergy,) = record(room, row.id).facts.allergies
    assert (allergy["substance"].value, allergy["substance"].page) == ("Penicillin", 1)
    assert allergy["substance"].text == "Viêm phổi (J18.9)"
    assert screen.complaints == []


def exported(room: Room, where: Path) -> str:
    """Return the table of documents as it is exported now."""
    tables(room.house, room.catalogue.documents.find(), where)
    return (where / "documents.csv").read_text("utf-8")


def test_the_patient_is_changed_side_by_side(
    room: Room, row: DocumentRow, page: Page, screen: Screen, tmp_path: Path
) -> None:
    page.locator("button[hx-get$='/whose']").click()
    table = page.locator(".compare")
    expect(table).to_contain_text("TRẦN THỊ HÀ")
    expect(table.locator("thead th").nth(1)).to_contain_text(HA.patient_id)
    page.fill("#asked", "lê văn tám 1950")
    page.keyboard.press("Enter")
    expect(table).to_contain_text(TAM.full_name)
    expect(table.locator(".differs").first).to_be_visible()
    with page.expect_navigation():
        table.get_by_role("button", name=TAM.full_name).click()
    link = record(room, row.id).link
    assert (link.patient_id, link.method, link.status) == (TAM.patient_id, "steward", "verified")
    told = [one for one in room.told() if one[0] == "lan"]
    assert ("lan", "link", f"document:{row.id}") in told
    assert ("lan", "view", "register") in told
    (word,) = room.catalogue.decisions.of(row.sha256)
    assert ("lan", "say", f"decision:{word.id}") in told
    assert TAM.patient_id in exported(room, tmp_path / "out")
    expect(page.locator(".summary a")).to_have_attribute("href", f"/patient/{link.patient_key}")
    assert screen.complaints == []


def test_a_document_is_split_and_joined(
    room: Room, row: DocumentRow, page: Page, screen: Screen, tmp_path: Path
) -> None:
    page.locator("#viewer").focus()
    page.keyboard.press("PageDown")
    expect(page.locator("[data-sheet='2']")).to_have_attribute("aria-current", "page")
    page.locator("#pages-menu summary").click()
    with page.expect_navigation(timeout=30_000):
        page.locator("button[hx-post$='/before']").click()
    first, second = room.catalogue.documents.find(sha256=row.sha256)
    assert (first.numbers, second.numbers) == ((1,), (2,))
    there = exported(room, tmp_path / "out")
    assert [one in there for one in (first.id, second.id, row.id)] == [True, True, False]
    (word,) = room.catalogue.decisions.of(row.sha256)
    assert (word.by, word.said.kind.value) == ("lan", "split")
    assert ("lan", "say", f"decision:{word.id}") in room.told()
    assert page.url.endswith(f"/document/{second.id}?number=2")
    expect(page.locator(".strip a")).to_have_attribute("href", f"/document/{first.id}?number=1")
    page.locator("#pages-menu summary").click()
    page.fill("#ranges", "1-2")
    with page.expect_navigation(timeout=30_000):
        page.locator("form[hx-post$='/split'] button").click()
    (whole,) = room.catalogue.documents.find(sha256=row.sha256)
    assert whole.id == row.id
    assert screen.complaints == []


def test_no_fault_of_accessibility(
    room: Room, row: DocumentRow, screen: Screen, address: str, language: str
) -> None:
    speak(room, room.person("lan", Role.STEWARD), language)
    screen.log_in(address, "lan")
    page = screen.page
    shown(page, f"{address}/document/{row.id}?path=patient.full_name")
    expect(page.locator(field("patient.full_name"))).to_be_focused()
    assert page.locator("html").get_attribute("lang") == language
    assert faults(page) == []
    page.keyboard.press("Enter")
    page.locator("#value").wait_for()
    page.locator("#pages-menu summary").click()
    page.locator("button[hx-get$='/whose']").click()
    page.locator(".compare").wait_for()
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366
    page.goto(f"{address}/patient/{row.patient_key}")
    page.fill("#words", "viem phoi")
    page.keyboard.press("Enter")
    page.locator("#hits table").wait_for()
    assert faults(page) == []
    page.goto(f"{address}/find")
    assert faults(page) == []
    assert screen.complaints == []


def chart(house: House, sheets: Sequence[Sheet]) -> DocumentRow:
    """File a scan of many pages as one document; the second page's image stands for the rest."""
    first, rest = (drawn(sheet).convert("1") for sheet in sheets[:2])
    buffer = io.BytesIO()
    images = [rest] * (len(sheets) - 1)
    first.save(
        buffer, "TIFF", compression="group4", save_all=True, append_images=images, dpi=(150, 150)
    )
    data = buffer.getvalue()
    sha256 = hashlib.sha256(data).hexdigest()
    house.store.put(keys.original(sha256), data)
    house.catalogue.receipts.open_batch("b")
    scan = Scan(sha256, "image/tiff", len(data), len(sheets))
    house.catalogue.receipts.receive("b", "chart.tif", scan)
    for number, sheet in enumerate(sheets, 1):
        reading = readings.Reading(replace(sheet, number=number), {}, "2026-11-02T08:15:00+07:00")
        key = reading_key(sha256, number, house.settings)
        path = keys.derived(sha256, number, "read", key, "json")
        house.store.put(path, encode(readings.READING, reading))
    (row,) = done(house, sha256)
    return row


FRAMES = """() => new Promise((done) => {
  const strip = document.querySelector('.strip');
  const times = [];
  const begin = performance.now();
  let last = begin;
  const frame = (now) => {
    times.push(now - last);
    last = now;
    strip.scrollTop += 120;
    const end = strip.scrollTop + strip.clientHeight >= strip.scrollHeight - 2;
    if (end && times.length > 5) done(times.sort((a, b) => a - b));
    else requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
})"""


def test_a_chart_of_300_pages_scrolls(room: Room, screen: Screen, address: str) -> None:
    row = chart(room.house, [prescription(), *[second_page()] * 299])
    assert len(row.numbers) == 300
    room.person("lan", Role.STEWARD)
    screen.log_in(address, "lan")
    page = screen.page
    shown(page, f"{address}/document/{row.id}")
    expect(page.locator(".strip .sheet")).to_have_count(300)
    fetched = "[...document.querySelectorAll('.strip img')].filter((one) => one.src).length"
    assert page.evaluate(fetched) < 20
    frames = page.evaluate(FRAMES)
    assert len(frames) > 100
    # A page at rest draws every 17 ms; three tests at once may slow it down.
    assert frames[len(frames) // 2] < 200
    with page.expect_response(lambda answer: "/300.jpg?width=2200" in answer.url) as last:
        page.locator("[data-sheet='300']").click()
    assert last.value.ok
    expect(page.locator("#where")).to_contain_text("300")
    page.keyboard.press("PageUp")
    expect(page.locator("[data-sheet='299']")).to_have_attribute("aria-current", "page")
    assert screen.complaints == []
