"""The figures of the dashboard, and the page that shows them."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest

from flows.house import opened
from models.decision import LINK
from models.people import Role
from models.readers import Reader
from review.dashboard import Bin, Person, Share, days, told
from storage.figures import Said, Through
from tests.flows.filed import QUICK
from tests.review.batches import SURE, answer, draw, filed
from tests.review.conftest import Room, Screen
from tests.review.test_browser import faults


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """A desk where nothing waits for a person but what is drawn."""
    with opened({"SOHOA_HOME": str(tmp_path), **QUICK, **SURE}) as house:
        yield Room(house)


def said(second: int, by: str = "lan", reason: str = "sample", **more: object) -> Said:
    values = {
        "type": "prescription",
        "source": "printed",
        "extractor": "dates",
        "confidence": 0.95,
        "right": True,
        "reader": Reader.BOTH,
    }
    at = f"2026-11-27T08:{second // 60:02}:{second % 60:02}+07:00"
    return Said(reason=reason, by=by, at=at, **values | more)  # type: ignore[arg-type]


def test_words_are_counted_by_type_and_reader() -> None:
    words = [
        said(0),
        said(4, right=False, source="handwritten", confidence=0.55, reader=Reader.SECOND),
        said(6, reason="doubtful", right=False),
        said(8, reason="returned"),
        said(10, reason="", right=None, source=None, extractor=None, confidence=None, reader=None),
        said(11, type="lab_report"),
    ]
    documents = [Through("prescription", 4, 3), Through("referral", 2, 0)]
    found = told(words, documents, {"lan": (1, 4), "minh": (0, 2)}, {"lan": (1, 9), "hoa": (0, 3)})
    by = {line.name: line for line in found.types}
    assert list(by) == ["lab_report", "prescription", "referral"]
    one = by["prescription"]
    assert (one.straight, one.unseen, one.asked) == (Share(3, 4), Share(1, 2), Share(1, 1))
    assert (one.missing, one.seconds) == (1, 2.0)
    assert by["referral"].seconds is None
    assert [(line.name, line.unseen) for line in found.readers] == [
        (Reader.SECOND, Share(1, 1)),
        (Reader.BOTH, Share(0, 2)),
    ]
    assert [(line.name, line.unseen) for line in found.sources] == [
        ("handwritten", Share(1, 1)),
        ("printed", Share(0, 2)),
    ]
    assert found.whole.straight == Share(3, 6)
    assert found.people == (
        Person("hoa", 0, None, Share(0, 0), Share(0, 3)),
        Person("lan", 6, 2.0, Share(1, 4), Share(1, 9)),
        Person("minh", 0, None, Share(0, 2), Share(0, 0)),
    )
    assert found.bins[0] == Bin(0.55, Share(0, 1))
    assert [(round(one.sure, 2), one.right) for one in found.bins[1:]] == [(0.95, Share(3, 4))]


def test_pauses_and_other_people_are_no_time_on_a_field() -> None:
    words = [said(0), said(1, by="minh"), said(9), said(11, by="minh"), said(9 + 300)]
    assert told(words, [], {}, {}).whole.seconds == 9.5
    assert told(words[:1], [], {}, {}).whole.seconds is None


def test_days_on_which_nothing_came_are_there() -> None:
    found = days({"2026-11-01": (4, 2)}, date(2026, 11, 2), 3)
    assert [(one.day, one.pages) for one in found] == [
        ("2026-10-31", 0),
        ("2026-11-01", 4),
        ("2026-11-02", 0),
    ]


def test_the_dashboard_tells_what_people_said(
    room: Room, screen: Screen, address: str, language: str
) -> None:
    filed(room.house, 2)
    _, names = draw(room.house, 1)
    answer(room, names[0], {"patient.full_name": "TRẦN THỊ HÀ"})
    room.catalogue.accounts.speak(room.person("hoa", Role.SUPERVISOR), language)
    screen.log_in(address, "hoa")
    screen.page.goto(f"{address}/dashboard?days=7")
    assert faults(screen.page) == []
    assert screen.complaints == []
    text = screen.page.inner_text("main")
    words = [one for one in room.catalogue.decisions.since() if one.said.path != LINK]
    wrong, every = 1, len(words)
    share = f"{100 * wrong / every:.1f} %"
    assert (share.replace(".", ",") if language == "vi" else share) in text
    links = screen.page.locator("a[href='/queue?type=prescription']")
    assert links.count() == 1
    assert screen.page.locator("svg[role=img]").count() == 5
    screen.page.emulate_media(media="print")
    assert screen.page.locator("svg[role=img]").first.is_visible()
    assert screen.page.locator("table").first.is_visible()


def test_an_empty_house_has_a_dashboard(enter: Callable[..., httpx.Client]) -> None:
    answered = enter(Role.AUDITOR).get("/dashboard")
    assert answered.status_code == 200
    assert "/queue" not in answered.text


def test_who_may_not_see_figures_is_refused(enter: Callable[..., httpx.Client]) -> None:
    assert enter(Role.STEWARD).get("/dashboard").status_code == 403
