"""Files that are pages of another scan: what is put together, and what stays apart."""

import pytest

from models.decision import Picture
from models.errors import RejectReason, UsageError
from models.retention import Kept
from storage import agreement, keys
from storage.catalogue import Catalogue
from storage.disposals import Approval
from tests.storage.charts import filing, nothing_noted, scan
from tests.storage.test_keeping import YEARS

NAMES = ("BA-1/9.jpg", "BA-1/10.jpg", "BA-1/11.jpg")


def received(catalogue: Catalogue, *names: str, pages: int = 1, batch: str = "b") -> None:
    """Receive files, each of bytes that its name makes, of charts that their folders are."""
    for name in names:
        catalogue.receipts.receive(batch, name, scan(name, pages))
    charts = {one.file: one.file.split("/")[0] for one in catalogue.batches.came(batch)}
    catalogue.batches.group(batch, charts)


def bound(catalogue: Catalogue, *names: str) -> str:
    """Receive and bind files; return the scan that they are."""
    received(catalogue, *names)
    catalogue.binding.bind("b")
    return scan(names[0]).sha256


def agrees(catalogue: Catalogue) -> None:
    """Hold every row against the audit and the rows around it."""
    books = catalogue.books
    for one in books.scans():
        assert agreement.scan(one, books.numbered(one.row["sha256"])) == []
    assert [agreement.page(one) for one in books.pages() if agreement.page(one)] == []
    assert [agreement.document(one) for one in books.documents() if agreement.document(one)] == []
    assert list(books.gone()) == []
    assert list(catalogue.audit.verify()) == []
    assert catalogue.balances.of("b").balanced


def test_files_of_one_page_are_pages_of_the_first_as_people_count(catalogue: Catalogue) -> None:
    received(catalogue, *sorted(NAMES))
    assert catalogue.binding.bind("b") == 2
    first = scan("BA-1/9.jpg").sha256
    (row,) = catalogue.scans.waiting("b")
    assert (row.sha256, row.pages, row.bound) == (first, 3, False)
    assert [page.number for page in catalogue.scans.pages(first)] == [1, 2, 3]
    assert catalogue.scans.files(first) == {
        place: Picture(scan(NAMES[place - 1]).sha256, 1, "application/pdf") for place in (2, 3)
    }
    part = catalogue.scans.get(scan(NAMES[1]).sha256)
    assert part and part.bound and catalogue.scans.pages(part.sha256) == ()
    with nothing_noted(catalogue):
        assert catalogue.binding.bind("b") == 0
    agrees(catalogue)


def test_what_stays_by_itself(catalogue: Catalogue) -> None:
    received(catalogue, "BA-1/1.jpg", "BA-2/1.jpg", "BA-2/xn/1.jpg")
    received(catalogue, "BA-1/chart.pdf", pages=4)
    catalogue.receipts.receive("b", "loose.jpg", scan("loose", 1))
    no = (RejectReason.UNREADABLE, "Scan it again.", 1)
    catalogue.receipts.refuse("b", "BA-1/2.jpg", scan("bad").sha256, *no)
    catalogue.receipts.receive("a", "first.jpg", scan("BA-1/3.jpg", 1))
    received(catalogue, "BA-1/3.jpg")
    assert catalogue.binding.bind("b") == 0


def test_a_document_goes_on_from_one_file_into_the_next(catalogue: Catalogue) -> None:
    first = bound(catalogue, *NAMES)
    for number in (1, 2):
        assert catalogue.scans.mark_read(first, number)
    assert catalogue.scans.mark_blank(first, 3)
    whole = filing(scan(NAMES[0], 1), 1, 2)
    assert catalogue.documents.file(whole, [])
    assert catalogue.documents.settle(first, [whole.document_id])
    assert catalogue.scans.waiting("b") == ()
    assert {row.state for row in catalogue.scans.of("b")} == {"filed"}
    balance = catalogue.balances.of("b")
    assert (balance.received, balance.filed, balance.blank) == (3, 2, 1)
    with nothing_noted(catalogue):
        assert not catalogue.documents.settle(first, [whole.document_id])
    agrees(catalogue)


def test_a_file_that_comes_later_is_the_last_page(catalogue: Catalogue) -> None:
    first = bound(catalogue, *NAMES)
    for number in (1, 2, 3):
        catalogue.scans.mark_read(first, number)
    whole = filing(scan(NAMES[0], 1), 1, 2, 3)
    catalogue.documents.file(whole, [])
    catalogue.documents.settle(first, [whole.document_id])
    received(catalogue, "BA-1/9a.jpg")
    assert catalogue.binding.bind("b") == 1
    (row,) = catalogue.scans.waiting("b")
    assert (row.sha256, row.pages) == (first, 4)
    assert [page.state for page in catalogue.scans.pages(first)] == [*["filed"] * 3, "waiting"]
    agrees(catalogue)


def test_a_page_that_is_moved_by_hand_shows(catalogue: Catalogue) -> None:
    bound(catalogue, *NAMES)
    with catalogue._database.write() as connection:
        connection.exec_driver_sql("UPDATE page SET place = 7 WHERE place = 3")
    wrong = [agreement.page(one) for one in catalogue.books.pages()]
    assert sorted(filter(None, wrong)) == [["place"]]


def test_a_chart_is_withdrawn_whole_and_no_part_of_it(catalogue: Catalogue) -> None:
    first = bound(catalogue, *NAMES)
    with pytest.raises(UsageError, match="page 2 of the scan"):
        catalogue.withdrawals.withdraw(scan(NAMES[1]).sha256)
    assert catalogue.withdrawals.withdraw(first)
    assert all(row.withdrawn for row in catalogue.scans.of("b"))
    assert catalogue.batches.came("b") == ()
    assert catalogue.withdrawals.restore(first)
    assert len(catalogue.batches.came("b")) == 3
    agrees(catalogue)


def test_what_is_bound_is_kept_and_held_with_its_scan(catalogue: Catalogue) -> None:
    first, part = bound(catalogue, *NAMES), scan(NAMES[1]).sha256
    for number in (1, 2, 3):
        catalogue.scans.mark_read(first, number)
    whole = filing(scan(NAMES[0], 1), 1, 2, 3)
    catalogue.documents.file(whole, [])
    catalogue.documents.settle(first, [whole.document_id])
    day = "1999-01-01"
    catalogue.keeping.put([Kept(whole.document_id, first, frozenset(), day, day, day, None)])
    terms = catalogue.keeping.of([first, part], YEARS)
    assert [(one.sha256, one.pages) for one in terms.values()] == [(first, 3)]
    assert [one.sha256 for one in catalogue.keeping.due("2030-01-01", YEARS)] == [first]
    catalogue.holds.place("scan", part[:12], "court", "Lan")
    assert catalogue.holds.on([first])[first]


def test_a_scan_is_disposed_of_with_all_that_is_bound_to_it(catalogue: Catalogue) -> None:
    first = bound(catalogue, *NAMES)
    files = [scan(name).sha256 for name in NAMES]
    for number in (1, 2, 3):
        catalogue.scans.mark_blank(first, number)
    catalogue.documents.settle(first, [])
    (one,) = catalogue.keeping.due("2050-01-01", YEARS)
    assert (one.sha256, one.pages) == (first, 3)
    approval = Approval("Bình", "QĐ 45", "a" * 64)
    assert catalogue.disposals.begin(one, approval, "2050-01-01", YEARS) is None
    gone = catalogue.disposals.get(first)
    assert gone and {keys.original(file) for file in files} <= {*gone.remaining}
    assert all(catalogue.disposals.get(file) for file in files)
    assert not {one.file for one in catalogue.batches.came("b")} & {*NAMES}
    catalogue.disposals.finish(first)
    assert catalogue.disposals.unfinished() == ()
    agrees(catalogue)
