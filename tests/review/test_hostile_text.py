"""What papers, files and batches say is text at the desk, whatever it looks like."""

import pytest
from playwright.sync_api import Dialog

from models.people import Role
from review.report import html, report
from review.texts import texts
from storage.rows import DocumentRow
from tests.review.conftest import Room, Screen
from tests.review.papers import file, prescription

MARKUP = "<img/src=x/onerror=alert(1)>"
NAME = f"NGUYỄN {MARKUP} HOA"
BATCH = "lo<svg onload=alert(2)>{{7*7}}"


@pytest.fixture
def row(room: Room) -> DocumentRow:
    """A paper whose patient is called so, of a file, a chart and a batch that are."""
    made = file(room.house, f"one{MARKUP}", [prescription(NAME)], batch=BATCH)
    room.catalogue.batches.group(BATCH, {f"one{MARKUP}.tif": f"BA{MARKUP}"})
    return made


def addresses(room: Room, row: DocumentRow) -> list[str]:
    """Every page of the desk that tells of the paper."""
    task, *_ = room.catalogue.tasks.of(row.id)
    fixed = ["/", "/queue", "/batch", "/dashboard", "/audit", "/find"]
    current = room.catalogue.documents.get(row.id)
    patient = [f"/patient/{current.patient_key}"] if current and current.patient_key else []
    return [*fixed, *patient, f"/document/{row.id}", f"/task/{task.id}", f"/batch/{BATCH}"]


@pytest.mark.browser
def test_nothing_that_is_read_runs(
    room: Room, row: DocumentRow, screen: Screen, address: str
) -> None:
    run: list[str] = []

    def noted(dialog: Dialog) -> None:
        run.append(dialog.message)
        dialog.dismiss()

    screen.page.on("dialog", noted)
    room.person("lan", *Role)
    screen.log_in(address, "lan")
    told = 0
    for where in addresses(room, row):
        screen.page.goto(f"{address}{where}")
        screen.page.wait_for_load_state("networkidle")
        told += "onerror" in screen.page.content() or "onload" in screen.page.content()
        assert screen.page.locator("img[src=x], svg[onload]").count() == 0, where
        assert "lo<svg onload=alert(2)>49" not in screen.page.content(), where
    assert run == []
    assert told >= 4  # as text: the pages do show it


def test_a_report_says_it_as_text(room: Room, row: DocumentRow) -> None:
    at = "2026-11-27T08:00:00+07:00"
    told = report(room.catalogue, room.store, room.settings, room.rules, BATCH, at)
    assert told.lacking
    made = html(told, texts("vi")).decode()
    assert "<svg onload" not in made and "&lt;svg onload" in made
