"""A page that was scanned again takes the old one's place in the same document."""

import json
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from flows.anew import file_due
from flows.house import House
from flows.rescan import replace
from models.decision import Kind, Picture, rescan
from models.errors import ScanRefused, UsageError
from models.record import Status
from storage import keys
from storage.rows import DocumentRow
from tests.flows.command import page as drawn
from tests.flows.test_anew import (
    PLAIN,
    current,
    decide,
    faults,
    form,
    numbers,
    one,
    record,
    rerun,
    say,
    strict,
)


@pytest.fixture
def house(home: Path) -> Iterator[House]:
    with strict(home) as there:
        yield there


def scanned(tmp_path: Path, number: int = 4) -> Path:
    """A new scan of one page; its form says as much as the old one's."""
    path = tmp_path / f"again-{number}.png"
    drawn(number).save(path, dpi=(150, 150))
    return path


def test_it_takes_the_place_in_the_same_document_and_words_stay(
    house: House, tmp_path: Path
) -> None:
    row = one(house, form())
    decide(house, row, say(house, row, Kind.CORRECT, "patient.full_name", "TRẦN THỊ HÀ"))
    file_due(house)
    (before,) = current(house, row)
    replace(house, before, scanned(tmp_path), [1])
    assert file_due(house) == 1
    (after,) = current(house, row)
    assert (after.id, after.version) == (row.id, before.version + 1)
    facts = record(house, after)
    # The number stood on the old picture alone; what a person said of the name holds.
    assert "patient_id" not in facts.patient
    name = facts.patient["full_name"]
    assert (name.value, name.status) == ("TRẦN THỊ HÀ", Status.CORRECTED)
    assert house.store.has(keys.original(row.sha256))
    balance = house.catalogue.balances.of("b")
    assert (balance.received, balance.filed, balance.balanced) == (1, 1, True)
    for stage in ("split", "extract"):
        assert rerun(house, row, stage) == (after,)
    replace(house, after, scanned(tmp_path), [1])
    assert file_due(house) == 0
    assert faults(house) == []


def test_a_page_that_waited_is_back_and_taken_back_it_waits_again(
    house: House, tmp_path: Path
) -> None:
    row = one(house, form(), PLAIN)
    decide(house, row, rescan(row.sha256, 2, "cut off at the left"))
    file_due(house)
    assert numbers(house, row) == [(1,)]
    replace(house, row, scanned(tmp_path), [2])
    file_due(house)
    assert sorted(number for each in numbers(house, row) for number in each) == [1, 2]
    assert house.catalogue.balances.of("b").waiting == 0
    assert faults(house) == []
    (made,) = [o for o in house.catalogue.decisions.of(row.sha256) if o.said.kind is Kind.REPLACE]
    assert Picture(*json.loads(made.said.value or "")).page == 1
    house.catalogue.decisions.undo(made.id)
    file_due(house)
    assert numbers(house, row) == [(1,)]
    assert house.catalogue.balances.of("b").waiting == 1
    # What was scanned again stays stored, and accounted for.
    assert faults(house) == []


def test_the_searchable_pdf_shows_the_new_picture(house: House, tmp_path: Path) -> None:
    from flows.desk import HouseDesk

    row = one(house, form())
    replace(house, row, scanned(tmp_path), [1])
    file_due(house)
    (after,) = current(house, row)
    data = house.store.get(HouseDesk(house).pdf(after))
    with pikepdf.open(_file(tmp_path, data)) as pdf:
        width, height = pdf.pages[0].mediabox[2:]
        assert float(width / height) == pytest.approx(620 / 420, abs=0.01)


def _file(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "made.pdf"
    path.write_bytes(data)
    return path


def test_what_is_no_new_scan_of_these_pages_is_refused(house: House, tmp_path: Path) -> None:
    row = one(house, form())
    again = scanned(tmp_path)
    for pages in ([1, 1], [2], []):
        with pytest.raises(UsageError):
            replace(house, row, again, pages)
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"no picture")
    with pytest.raises(ScanRefused):
        replace(house, row, bad, [1])
    _known(house, row, again)


def _known(house: House, row: DocumentRow, again: Path) -> None:
    """Bytes that came as a scan by themselves are counted there already."""
    from flows.discover import Found
    from flows.receive import receive

    list(receive(house, "b", [Found(again, again.name)], 1))
    with pytest.raises(UsageError, match="a scan by itself"):
        replace(house, row, again, [1])
    assert house.catalogue.decisions.of(row.sha256) == ()
