"""The director's page: what it tells, who sees it, what is entered, how it is printed."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pikepdf
import pytest

from flows.house import opened
from models.batch import Declared
from models.campaign.counts import Line
from models.people import May, Role
from review.campaign import told as campaign
from review.campaign.pdf import pdf
from review.texts import texts
from tests.flows.filed import QUICK
from tests.review.batches import SURE
from tests.review.conftest import Room, Screen, Visitor, until
from tests.review.papers import file, prescription
from tests.review.test_browser import faults

SECRETS = ("TRẦN THỊ", "LÊ THỊ", "20241")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """A desk where nothing waits for a person."""
    with opened({"SOHOA_HOME": str(tmp_path), **QUICK, **SURE}) as house:
        yield Room(house)


def filled(room: Room) -> None:
    """File three charts of a box of five, and declare the box, and one that has not come."""
    for number, name in enumerate(("TRẦN THỊ HÀ", "LÊ THỊ BÌNH", "LÊ THỊ MAI")):
        file(room.house, f"s{number}", [prescription(name, 2_024_100 + number)])
        room.catalogue.batches.group("b", {f"s{number}.tif": f"BA-{number}"})
    room.catalogue.batches.declare("b", Declared(box="H1"))
    lines = [Line(2024, "Khoa Nội", "H1", 5), Line(2023, "Khoa Nội", "H2", 7)]
    room.catalogue.by("hoa").campaign.declare(lines, "a" * 64)


def test_the_page_tells_what_was_converted(
    room: Room, screen: Screen, address: str, language: str
) -> None:
    filled(room)
    room.catalogue.accounts.speak(room.person("an", Role.DIRECTOR), language)
    screen.log_in(address, "an")
    screen.page.goto(f"{address}/campaign")
    text = screen.page.inner_text("main")
    assert "H2" in text and "H1" in text
    share = "25.0 %" if language == "en" else "25,0 %"
    assert share in screen.page.inner_text(".figures")
    assert screen.page.locator("#burn svg[role=img]").count() == 1
    assert not any(one in screen.page.content() for one in SECRETS)
    # Every part leads to where its numbers are from.
    for mark in screen.page.locator("h2 a.mark").all():
        assert screen.page.locator(mark.get_attribute("href") or "").count() == 1
    assert screen.page.locator("h2 a.mark").count() == 5
    assert faults(screen.page) == []
    assert screen.complaints == []
    screen.page.emulate_media(media="print")
    assert screen.page.locator("#shares table").is_visible()
    assert screen.page.locator("#sources").is_visible()
    assert not screen.page.locator("details").is_visible()


def test_a_value_is_entered_with_its_source(room: Room, screen: Screen, address: str) -> None:
    filled(room)
    room.catalogue.accounts.speak(room.person("an", Role.DIRECTOR), "en")
    screen.log_in(address, "an")
    screen.page.goto(f"{address}/campaign")
    screen.page.click("summary")
    screen.page.select_option("#value", "target")
    screen.page.fill("#text", "31/12/2027")
    screen.page.fill("#source", "Quyết định 12/QĐ-BV")
    screen.page.click("form[action='/campaign/enter'] button")
    screen.page.wait_for_url(f"{address}/campaign#entered")
    (entered,) = room.catalogue.campaign.entered().values()
    assert (entered.text, entered.source, entered.by) == ("2027-12-31", "Quyết định 12/QĐ-BV", "an")
    assert "Quyết định 12/QĐ-BV" in screen.page.inner_text("#entered")
    assert ("an", "enter", "campaign:target") in room.told()


def test_a_wrong_value_is_refused(enter: Callable[..., httpx.Client], visitor: Visitor) -> None:
    enter(Role.SUPERVISOR)
    asked = {"value": "target", "text": "soon", "source": "hearsay"}
    assert visitor.send("/campaign/enter", **asked).status_code == 422
    assert visitor.send("/campaign/enter", **asked | {"value": "moon"}).status_code == 422
    nothing = asked | {"text": "31/12/2027", "source": " "}
    assert visitor.send("/campaign/enter", **nothing).status_code == 422


def test_an_empty_house_has_a_campaign(enter: Callable[..., httpx.Client]) -> None:
    client = enter(Role.AUDITOR)
    answered = client.get("/campaign")
    assert answered.status_code == 200
    assert "/campaign/enter" not in answered.text
    report = client.get("/campaign/report.pdf")
    assert report.headers["content-type"] == "application/pdf"


def test_who_may_not_see_it_is_refused(room: Room, visitor: Visitor) -> None:
    for role in Role:
        assert visitor.log_in(room.person(role.value, role)) == 303
        sees = role in (Role.DIRECTOR, Role.SUPERVISOR, Role.AUDITOR)
        assert visitor.client.get("/campaign").status_code == (200 if sees else 403), role
        sent = visitor.send("/campaign/enter", value="wage", text="1", source="x").status_code
        assert sent == (403 if role not in (Role.DIRECTOR, Role.SUPERVISOR) else 303), role
        visitor.client.cookies.clear()


def test_a_director_sees_counts_alone(room: Room, enter: Callable[..., httpx.Client]) -> None:
    filled(room)
    client = enter(Role.DIRECTOR)
    assert client.get("/campaign").status_code == 200
    for path in ("/find", "/queue", "/batch", "/batch/b", "/audit", "/people", "/dashboard"):
        assert client.get(path).status_code == 403, path
    for row in room.catalogue.documents.find():
        assert client.get(f"/document/{row.id}").status_code == 403
        assert client.get(f"/patient/{row.patient_key}").status_code == 403
    lets = {one for one in May if room.catalogue.accounts.get("lan").may(one)}
    assert lets == {May.CAMPAIGN, May.PLAN}


def test_what_happens_later_is_counted_in_the_background(
    room: Room, enter: Callable[..., httpx.Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = enter(Role.DIRECTOR)
    client.get("/campaign")
    first = room.catalogue.campaign.counted()
    assert first is not None and first.charts == 0
    filled(room)
    client.get("/campaign")  # it is fresh
    assert room.catalogue.campaign.counted() == first
    monkeypatch.setattr(campaign, "FRESH", campaign.FRESH * 0)
    until(lambda: client.get("/campaign") and room.catalogue.campaign.counted() != first)
    last = room.catalogue.campaign.counted()
    assert last is not None and last.charts == 3


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_report_is_archival_and_names_nobody(room: Room, language: str) -> None:
    filled(room)
    told = campaign.told(room.catalogue, room.count())
    said = texts(language)
    data = pdf(told, said)
    assert pdf(told, said) == data
    with pikepdf.open(io.BytesIO(data)) as paper:
        assert paper.open_metadata().pdfa_status == "2B"
        assert str(paper.Root.Lang) == language
    assert not any(one.encode() in data for one in SECRETS)
