"""A batch is sampled, judged and signed for."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pikepdf
import pytest
from playwright.sync_api import expect

from flows.house import opened
from models.batch import Declared
from models.people import Role
from tests.exports.test_pdf import run
from tests.flows.filed import QUICK
from tests.review.batches import SURE, answer, draw, filed
from tests.review.conftest import Room, Screen, Visitor
from tests.review.test_browser import faults
from tests.review.test_task import settled


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """A desk where nothing waits for a person but what is drawn."""
    with opened({"SOHOA_HOME": str(tmp_path), **QUICK, **SURE}) as house:
        yield Room(house)


def test_a_supervisor_draws_and_accepts(room: Room, screen: Screen, address: str) -> None:
    filed(room.house, 2)
    room.person("hoa", Role.SUPERVISOR)
    screen.log_in(address, "hoa")
    page = screen.page
    page.goto(f"{address}/batch")
    assert faults(page) == []
    page.get_by_role("link", name="b", exact=True).click()
    page.locator("button.main").click()
    expect(page.locator("td.state.waiting")).to_have_count(2)
    assert faults(page) == []
    (one,) = room.catalogue.inspections.of("b")
    # The plan of the settings asks for five of so small a lot: it is seen whole.
    assert (one.plan.letter, one.plan.size, one.plan.accept) == ("C", 2, 0)
    settled(room)
    for each in room.catalogue.inspections.sample(one.number):
        answer(room, each.document_id)
    page.reload()
    expect(page.locator("td.state.right")).to_have_count(2)
    page.locator("button.main").click()
    expect(page.locator("td.state.accepted")).to_be_visible()
    assert faults(page) == []
    assert [e.actor for e in room.catalogue.audit.events("inspection:1")] == ["hoa", "hoa"]
    assert screen.complaints == []


def test_a_failed_batch_goes_back_and_its_record_says_so(
    room: Room, enter: Callable[..., httpx.Client], visitor: Visitor, tmp_path: Path
) -> None:
    filed(room.house, 3)
    _, names = draw(room.house)
    answer(room, names[0], {"patient.full_name": "TRẦN THỊ HÀ"})
    client = enter(Role.SUPERVISOR)
    assert client.get("/batch/b/acceptance-1.pdf").status_code == 404
    told = visitor.send("/batch/b/seal/1")
    assert (told.status_code, told.headers["hx-redirect"]) == (204, "/batch/b")
    settled(room)
    assert room.catalogue.queue.counts()["returned"] > 0
    assert '/queue?batch=b&amp;reason=returned"' in client.get("/batch/b").text
    answered = client.get("/batch/b/acceptance-1.pdf")
    assert answered.headers["content-type"] == "application/pdf"
    said = run(answered.content, tmp_path, "pdftotext", "-layout")
    assert "Biên bản nghiệm thu lô b" in said
    assert "Lô không được nghiệm thu" in said
    assert "Họ tên" in said and names[0] in said
    event = room.catalogue.audit.events("inspection:1")[-1]
    assert event.hash in said
    assert "TRẦN" not in said
    with pikepdf.open(io.BytesIO(answered.content)) as pdf:
        fonts = [font for page in pdf.pages for font in page.resources["/Font"].values()]
        assert fonts and all("/FontFile2" in font["/FontDescriptor"] for font in fonts)
    assert answered.content == client.get("/batch/b/acceptance-1.pdf").content


def test_who_may_not_judge_sees_and_changes_nothing(
    room: Room, enter: Callable[..., httpx.Client], visitor: Visitor
) -> None:
    filed(room.house, 2)
    client = enter(Role.STEWARD)
    assert "hx-post" not in client.get("/batch/b").text
    assert visitor.send("/batch/b/draw").status_code == 403
    assert client.get("/batch/none").status_code == 404
    assert room.catalogue.inspections.of("b") == ()


def test_documents_of_other_departments_are_only_counted(
    room: Room, enter: Callable[..., httpx.Client]
) -> None:
    filed(room.house, 2)
    _, names = draw(room.house)
    client = enter(Role.SUPERVISOR)
    assert names[0] in client.get("/batch/b").text
    room.catalogue.accounts.change("lan", [Role.SUPERVISOR], ["Nhi"])
    text = client.get("/batch/b").text
    assert names[0] not in text
    assert "2 hồ sơ của khoa khác" in text


def test_a_sample_of_another_batch_is_not_of_this_one(
    room: Room, enter: Callable[..., httpx.Client], visitor: Visitor
) -> None:
    filed(room.house, 2)
    one, _ = draw(room.house)
    room.catalogue.receipts.open_batch("other")
    enter(Role.SUPERVISOR)
    assert visitor.send(f"/batch/other/seal/{one.number}").status_code == 404
    assert visitor.send("/batch/b/void/1").status_code == 422


def test_the_scan_room_reads_its_ticket_and_corrects_the_count(
    room: Room, screen: Screen, address: str
) -> None:
    filed(room.house, 1)
    room.catalogue.batches.declare("b", Declared("H-12", pages=3))
    room.person("hoa", Role.SCANNER)
    screen.log_in(address, "hoa")
    page = screen.page
    page.goto(f"{address}/batch")
    expect(page.locator("th .wrong")).to_have_text("đang dừng: không khớp số đã khai")
    page.get_by_role("link", name="b", exact=True).click()
    expect(page.locator(".notice.bad li")).to_have_text("Khai 3 trang, nhận 1: thiếu 2 trang.")
    page.get_by_text("Sửa", exact=True).click()
    assert faults(page) == []
    page.get_by_label("Số trang đã khai").fill("1")
    page.get_by_role("button", name="Lưu").click()
    expect(page.locator(".notice.bad")).to_have_count(0)
    assert room.catalogue.batches.declared("b") == Declared("H-12", pages=1)
    assert [e.actor for e in room.catalogue.audit.events("batch:b")][-1] == "hoa"
    assert screen.complaints == []


def test_counts_are_numbers_and_a_reader_declares_nothing(
    room: Room, enter: Callable[..., httpx.Client], visitor: Visitor
) -> None:
    filed(room.house, 1)
    enter(Role.SCANNER)
    assert visitor.send("/batch/b/declared", pages="một").status_code == 422
    assert visitor.send("/batch/none/declared", pages="1").status_code == 404
    room.catalogue.accounts.change("lan", [Role.STEWARD], [])
    assert visitor.send("/batch/b/declared", pages="1").status_code == 403
    assert room.catalogue.batches.declared("b") == Declared()
