"""Papers that stays lack, on the pages of the scan room and of a patient."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from flows.house import opened
from models.decided import about
from models.decision import Kind
from models.people import Role
from review.current import current
from review.report import html, report
from review.report_pdf import pdf
from review.texts import texts
from storage.decisions import Ruling
from tests.exports.test_pdf import run
from tests.flows.charts import chart, stays
from tests.flows.filed import QUICK
from tests.review.batches import SURE
from tests.review.conftest import Room, Screen, Visitor
from tests.review.test_browser import faults, speak

SOME = ("record", "treatment_sheet", "nursing", "lab")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with opened({"SOHOA_HOME": str(tmp_path), **QUICK, **SURE}) as house:
        yield Room(house)


@pytest.mark.browser
def test_the_scan_room_looks_for_papers_and_says_there_is_none(
    room: Room, screen: Screen, address: str
) -> None:
    chart(room.house, *SOME)
    room.person("hoa", Role.SCANNER)
    screen.log_in(address, "hoa")
    page = screen.page
    page.goto(f"{address}/batch")
    expect(page.locator("tbody td.number").last).to_have_text("2")
    assert faults(page) == []
    page.get_by_role("link", name="b", exact=True).click()
    lacks = page.locator("td.state.missing")
    expect(lacks).to_have_count(2)
    assert faults(page) == []
    page.get_by_role("button", name="Không có giấy này: Giấy ra viện, BA-001").click()
    expect(lacks).to_have_count(1)
    expect(page.locator("td.state.absent")).to_contain_text("không có giấy này (hoa, ")
    assert faults(page) == []
    page.get_by_role("button", name="Rút lại: Giấy ra viện, BA-001").click()
    expect(lacks).to_have_count(2)
    chart(room.house, "vital_signs", "discharge")
    page.reload()
    expect(page.get_by_text("Số đợt điều trị được xét: 1; trong đó đủ giấy tờ: 1.")).to_be_visible()
    expect(lacks).to_have_count(0)
    assert screen.complaints == []
    told = [one for one in room.told() if one[0] == "hoa" and one[1] == "say"]
    assert len(told) == 2


@pytest.mark.browser
def test_a_patients_stays_with_their_groups_and_papers(
    room: Room, screen: Screen, address: str, language: str
) -> None:
    rows = chart(room.house, *SOME)
    speak(room, room.person("hoa", Role.SUPERVISOR), language)
    screen.log_in(address, "hoa")
    page = screen.page
    page.goto(f"{address}/patient/{rows['record'].patient_key}")
    stay = page.locator("section.stay")
    expect(stay).to_have_count(1)
    expect(stay.locator("h3")).to_contain_text("02/05/2026 – 09/05/2026")
    expect(stay.locator(".groups dd")).to_have_text(["1", "1", "1", "0", "3", "0"])
    expect(stay.locator("td.state")).to_have_text(
        {"vi": ["có"] * 3 + ["thiếu"] * 2, "en": ["present"] * 3 + ["missing"] * 2}[language]
    )
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366
    stay.locator(".actions button").first.click()
    expect(stay.locator("td.state.absent")).to_have_count(1)


def test_who_does_not_scan_says_nothing_of_papers(
    room: Room, enter: Callable[..., httpx.Client], visitor: Visitor
) -> None:
    rows = chart(room.house, *SOME)
    client, row = enter(Role.STEWARD), rows["record"]
    name = row.id
    assert "/stay/" not in client.get("/batch/b").text
    assert "/stay/" not in client.get(f"/patient/{rows['record'].patient_key}").text
    assert visitor.send("/stay/none", document=name, paper="discharge").status_code == 403
    assert visitor.send("/stay/back", decision="w").status_code == 403
    room.catalogue.accounts.change("lan", [Role.SCANNER], [])
    assert visitor.send("/stay/none", document=name, paper="nothing").status_code == 422
    assert visitor.send("/stay/none", document="none", paper="discharge").status_code == 422
    assert stays(room.house)[0].absent == {}
    told = visitor.send("/stay/none", document=name, paper="discharge")
    assert (told.status_code, told.headers["hx-refresh"]) == (204, "true")
    # The scan room takes back no word but those on papers.
    facts = about(current(room, row).facts, rows["record"].sha256, Kind.VERIFY, "patient.full_name")
    (word,) = room.catalogue.by("lan").decisions.decide([Ruling(name, facts)])
    assert visitor.send("/stay/back", decision=word.id).status_code == 422
    # Nor is what it says a word on the document.
    room.catalogue.accounts.change("lan", [Role.STEWARD], [])
    assert "papers.discharge" not in client.get(f"/document/{name}").text


def test_papers_of_other_departments_are_counted_and_not_named(
    room: Room, enter: Callable[..., httpx.Client]
) -> None:
    rows = chart(room.house, *SOME)
    client, key = enter(Role.READER), rows["record"].patient_key
    assert f'href="/document/{rows["nursing"].id}"' in client.get(f"/patient/{key}").text
    with room.catalogue._database.write() as connection:
        change = "UPDATE document SET department = 'Nhi' WHERE id = '{}'"
        connection.exec_driver_sql(change.format(rows["nursing"].id))
    room.catalogue.accounts.change("lan", [Role.READER], ["Nội tổng hợp"])
    text = client.get(f"/patient/{key}").text
    assert rows["nursing"].id not in text and rows["record"].id in text


def test_the_report_tells_what_lacks(room: Room, tmp_path: Path) -> None:
    chart(room.house, *SOME)
    house = room.house
    stays(house)
    at = "2026-11-27T14:05:00+07:00"
    told = report(house.catalogue, house.store, house.settings, house.rules, "b", at)
    assert [(one.paper.id, one.of, dict(one.states)) for one in told.papers][-1] == (
        "discharge", 1, {"missing": 1}
    )  # fmt: skip
    page = html(told, texts("vi")).decode()
    assert "Giấy tờ còn thiếu của các đợt điều trị" in page
    assert "Phiếu theo dõi chức năng sống (thiếu), Giấy ra viện (thiếu)" in page
    said = run(pdf(told, texts("en")), tmp_path, "pdftotext", "-layout")
    assert "Chart of vital signs (missing), Discharge certificate (missing)" in said
