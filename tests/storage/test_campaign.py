"""What is declared and entered, and what is counted of charts, on both databases."""

from dataclasses import replace

import pytest
from sqlalchemy import insert, update

from models.batch import Declared
from models.campaign.counts import Boxed, Chart, Group, Line, State
from models.campaign.values import Value
from models.document import Scan
from storage import clock
from storage.campaign_tables import counted
from storage.catalogue import Catalogue
from storage.charted import charted
from storage.costs import Used
from storage.patient_tables import identity
from storage.retention_tables import kept
from storage.rows import TaskDraft
from storage.tables import document
from tests.models.test_campaign import NOBODY
from tests.storage.charts import filing, nothing_noted, scan

LINES = (Line(2024, "Khoa Nội", "H1", 120, 3000), Line(None, "", "", 4))


def found(catalogue: Catalogue) -> tuple[tuple[Chart, ...], int]:
    with catalogue._database.read() as connection:
        charts, loose = charted(connection)
    return tuple(sorted(charts, key=lambda one: (one.box, one.pages, one.state))), loose


def paper(
    catalogue: Catalogue,
    of: Scan,
    *numbers: int,
    last: str | None = None,
    department: str | None = None,
    type: str = "prescription",
    whose: tuple[str, str] | None = None,
    asked: bool = False,
) -> None:
    """File a document that tells this."""
    one = replace(filing(of, *numbers), department=department, type=type)
    drafts = [TaskDraft("pages.1", "dark")] if asked else []
    catalogue.documents.file(one, drafts)
    with catalogue._database.write() as connection:
        row = {"document_id": one.document_id, "kinds": "", "since": "2024-01-01"}
        days = {"first": last, "last": last}
        connection.execute(insert(kept).values(cover=False, **row, **days))
        if whose:
            key, number = whose
            said = {"document_id": one.document_id, "record_number": number}
            connection.execute(insert(identity).values(said))
            mine = document.c.id == one.document_id
            connection.execute(update(document).where(mine).values(patient_key=key))


def came(
    catalogue: Catalogue, batch: str, name: str, chart: str | None = None, pages: int = 1
) -> Scan:
    one = scan(f"{name}", pages)
    catalogue.receipts.receive(batch, f"{name}.pdf", one)
    if chart:
        catalogue.batches.group(batch, {f"{name}.pdf": chart})
    return one


def test_an_inventory_takes_the_place_of_the_one_before(catalogue: Catalogue) -> None:
    campaign = catalogue.by("hoa").campaign
    assert (campaign.lines(), campaign.declared()) == ((), None)
    assert campaign.declare(LINES, "a" * 64)
    assert campaign.lines() == LINES
    who = campaign.declared()
    assert who is not None and who[0] == "hoa"
    with nothing_noted(catalogue):
        assert not campaign.declare(LINES, "b" * 64)
    assert campaign.declare(LINES[1:], "c" * 64)
    assert campaign.lines() == LINES[1:]
    last = catalogue.audit.events("campaign:inventory")[-1]
    assert (last.actor, last.action) == ("hoa", "enter")
    assert '"charts":124' in last.before and '"charts":4,' in last.after
    assert list(catalogue.audit.verify()) == []


def test_what_is_entered_says_by_whom(catalogue: Catalogue) -> None:
    campaign = catalogue.by("hoa").campaign
    assert campaign.enter(Value.WAGE, "45000", "pay roll")
    with nothing_noted(catalogue):
        assert not campaign.enter(Value.WAGE, "45000", "pay roll")
    assert catalogue.by("lan").campaign.enter(Value.WAGE, "46000", "pay roll")
    (one,) = campaign.entered().values()
    assert (one.value, one.number, one.by) == (Value.WAGE, 46000, "lan")
    assert len(catalogue.audit.events("campaign:wage")) == 2


def test_papers_of_a_chart_are_one(catalogue: Catalogue) -> None:
    one, two = came(catalogue, "b", "one", "BA-1", 3), came(catalogue, "b", "two", "BA-1")
    catalogue.batches.declare("b", Declared(box="H1"))
    cover = {"type": "inpatient_record", "department": "Khoa Nội"}
    paper(catalogue, one, 1, last="2024-05-09", department="Khoa Cấp cứu")
    paper(catalogue, one, 2, last="2024-04-30", department="Khoa Cấp cứu")
    paper(catalogue, one, 3, **cover)  # type: ignore[arg-type]
    paper(catalogue, two, 1)
    chart = Chart(2024, "Khoa Nội", "H1", State.DONE, "2026-11-02", 4)
    assert found(catalogue) == ((chart,), 0)


def test_what_waits_is_not_converted(catalogue: Catalogue) -> None:
    came(catalogue, "b", "one", "BA-1")
    two = came(catalogue, "b", "two", "BA-2", 2)
    three = came(catalogue, "b", "three", "BA-3")
    paper(catalogue, two, 1)  # its second page is still to be read
    paper(catalogue, three, 1, asked=True)
    charts, _ = found(catalogue)
    assert sorted(one.state for one in charts) == [State.REVIEW, State.WAITING, State.WAITING]


def test_loose_papers_are_of_the_chart_whose_number_they_tell(catalogue: Catalogue) -> None:
    whose = ("p" + "1" * 24, "24.001")
    other = ("p" + "2" * 24, "24.001")
    for place, owner in enumerate((whose, whose, other, None)):
        paper(catalogue, came(catalogue, "b", f"loose-{place}"), 1, whose=owner)
    # The same stay came in a second batch, as a chart: it is one.
    late = came(catalogue, "c", "late", "BA-9", 2)
    catalogue.batches.declare("c", Declared(box="H9"))
    paper(catalogue, late, 1, whose=whose)
    paper(catalogue, late, 2)
    charts, loose = found(catalogue)
    assert sorted(one.pages for one in charts) == [1, 4]
    assert loose == 1


def test_withdrawn_scans_and_duplicates_do_not_count(catalogue: Catalogue) -> None:
    one = came(catalogue, "b", "one", "BA-1")
    paper(catalogue, one, 1)
    catalogue.receipts.receive("c", "again.pdf", one)
    catalogue.batches.group("c", {"again.pdf": "BA-7"})
    assert len(found(catalogue)[0]) == 1
    paper(catalogue, came(catalogue, "d", "other", "BA-1"), 1)
    catalogue.withdrawals.withdraw("d")
    assert len(found(catalogue)[0]) == 1


def test_all_that_is_counted(catalogue: Catalogue) -> None:
    one = came(catalogue, "b", "one", "BA-1", 2)
    paper(catalogue, one, 1, 2, last="2024-05-09", department="Khoa Nội")
    came(catalogue, "b", "two", "BA-2")
    catalogue.costs.add("run", {one.sha256: Used(3.0, 1.0, 2)})
    said = catalogue.counting.charts()
    assert said["groups"] == (
        Group(None, "", State.WAITING, 1),
        Group(2024, "Khoa Nội", State.DONE, 1),
    )
    assert said["boxes"] == (Boxed("", State.DONE, 1), Boxed("", State.WAITING, 1))
    assert (said["days"], said["chart_pages"], said["loose"]) == ({"2026-11-02": 1}, 2, 0)
    assert said["pages"]["waiting"] == 1 and sum(said["pages"].values()) == 3
    assert (said["core_seconds"], said["measured"], said["originals"]) == (3.0, 2, 20)
    assert said["event"] == catalogue.audit.head()[0]


def test_how_soon_documents_are_opened(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = [
        ("lan", "search", "documents", 0),
        ("lan", "view", "document:d1", 8),
        ("lan", "view", "document:d2", 30),  # no search before it
        ("minh", "search", "documents", 40),
        ("lan", "search", "documents", 50),
        ("lan", "search", "documents", 60),
        ("lan", "view", "patient:p1", 62),
        ("lan", "view", "document:d3", 80),
        ("lan", "search", "documents", 100),
        ("lan", "view", "document:d3", 100 + 300),  # something else was done
        ("minh", "view", "document:d1", 500),
    ]
    for who, action, subject, second in steps:
        at = f"2026-11-27T08:{second // 60:02}:{second % 60:02}+07:00"
        monkeypatch.setattr(clock, "now", lambda at=at: at)
        catalogue.by(who).audit.note(action, subject, {}, {})
    assert catalogue.counting.opened(["lan"]) == (2, 14.0)
    assert catalogue.counting.opened([]) == (0, None)
    monkeypatch.setattr(clock, "now", lambda: "2027-05-01T08:00:00+07:00")
    assert catalogue.counting.opened(["lan"]) == (0, None)


def test_the_last_count_is_kept(catalogue: Catalogue) -> None:
    assert catalogue.campaign.counted() is None
    group = Group(2024, "Khoa Nội", State.DONE, 3)
    first = replace(NOBODY, groups=(group,), days={"2026-11-02": 3}, wait=4.5)
    with nothing_noted(catalogue):
        catalogue.campaign.keep(first)
        assert catalogue.campaign.counted() == first
        catalogue.campaign.keep(replace(first, at="2026-11-28T08:00:00+07:00"))
    with catalogue._database.read() as connection:
        assert len(connection.execute(counted.select()).all()) == 1
