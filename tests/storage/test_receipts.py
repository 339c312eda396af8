"""Law 2: every page that comes is accounted for, on SQLite and PostgreSQL alike."""

import pytest

from models.errors import RejectReason, UsageError
from storage.catalogue import Catalogue
from storage.rows import Received, Rejection, TaskDraft
from tests.storage.charts import filing, nothing_noted, scan

SETTLED = {
    "batch": "b",
    "received": 3,
    "filed": 1,
    "blank": 1,
    "rejected": 1,
    "waiting": 0,
    "duplicates": 0,
    "balanced": True,
    "rejections": [{"file": "one.pdf", "pages": 1, "reason": "damaged"}],
}


def test_a_scan_from_receipt_to_filing(catalogue: Catalogue) -> None:
    one = scan("one")

    def run() -> None:
        catalogue.receipts.receive("b", "one.pdf", one)
        catalogue.scans.mark_read(one.sha256, 1)
        catalogue.scans.mark_blank(one.sha256, 2)
        catalogue.scans.reject_page(one.sha256, 3, RejectReason.DAMAGED)
        catalogue.documents.file(filing(one, 1), [TaskDraft("patient.full_name", "doubt")])
        catalogue.documents.settle(one.sha256, [filing(one, 1).document_id])

    assert catalogue.receipts.open_batch("b")
    assert not catalogue.receipts.open_batch("b")
    run()
    balance = catalogue.balances.of("b")
    assert balance.as_json() == SETTLED
    found = catalogue.scans.get(one.sha256)
    assert found and found.state == "filed"
    assert catalogue.scans.waiting("b") == ()
    (document,) = catalogue.documents.find(batch="b")
    assert (document.numbers, document.waiting, document.review) == ((1,), 1, "in review")
    with nothing_noted(catalogue):
        run()
    assert catalogue.balances.of("b") == balance
    assert list(catalogue.audit.verify()) == []


def test_work_waits_until_it_is_done(catalogue: Catalogue) -> None:
    one = scan("one", 2)
    catalogue.receipts.receive("b", "one.pdf", one)
    assert [row.state for row in catalogue.scans.waiting("b")] == ["received"]
    catalogue.scans.mark_read(one.sha256, 1)
    catalogue.scans.mark_read(one.sha256, 2)
    assert [row.state for row in catalogue.scans.waiting()] == ["read"]
    catalogue.documents.file(filing(one, 1), [])
    catalogue.documents.settle(one.sha256, [filing(one, 1).document_id])
    assert [row.state for row in catalogue.scans.waiting()] == ["read"]
    assert catalogue.balances.of(None).waiting == 1


def test_the_same_bytes_count_once(catalogue: Catalogue) -> None:
    receive = catalogue.receipts.receive
    assert receive("b", "x/first.pdf", scan("one")) is Received.NEW
    assert receive("b", "x/first.pdf", scan("one")) is Received.KNOWN
    assert receive("b", "a.pdf", scan("one")) is Received.DUPLICATE
    assert receive("b", "a.pdf", scan("one")) is Received.KNOWN
    assert receive("other", "c.pdf", scan("one")) is Received.DUPLICATE
    names = catalogue.receipts.names(scan("one").sha256)
    assert (names.file_name, names.also_received_as) == ("x/first.pdf", ("a.pdf", "c.pdf"))
    totals = {b.batch: (b.received, b.duplicates) for b in catalogue.balances.all()}
    assert totals == {"b": (3, 1), "other": (0, 1)}
    everything = catalogue.balances.of(None)
    assert (everything.received, everything.waiting, everything.duplicates) == (3, 3, 2)
    assert [row.sha256 for row in catalogue.scans.waiting("other")] == [scan("one").sha256]


def test_other_bytes_under_the_same_name_count_too(catalogue: Catalogue) -> None:
    assert catalogue.receipts.receive("b", "a.pdf", scan("one")) is Received.NEW
    assert catalogue.receipts.receive("b", "a.pdf", scan("two")) is Received.NEW
    assert catalogue.balances.of("b").received == 6


@pytest.mark.parametrize("sha256", [None, scan("bad").sha256])
def test_a_refused_file_is_accounted_for(catalogue: Catalogue, sha256: str | None) -> None:
    refusal = ("b", "bad.pdf", sha256, RejectReason.TOO_MANY_PAGES, "split it", 10_000)
    assert catalogue.receipts.refuse(*refusal) is Received.NEW
    with nothing_noted(catalogue):
        assert catalogue.receipts.refuse(*refusal) is Received.KNOWN
    balance = catalogue.balances.of("b")
    assert (balance.received, balance.rejected, balance.balanced) == (10_000, 10_000, True)
    assert balance.rejections == (Rejection("bad.pdf", 10_000, "too_many_pages"),)
    assert catalogue.scans.waiting("b") == ()


@pytest.mark.parametrize("sha256", [None, scan("one").sha256])
def test_success_takes_the_place_of_a_refusal(catalogue: Catalogue, sha256: str | None) -> None:
    catalogue.receipts.refuse("b", "a.pdf", sha256, RejectReason.UNREADABLE, "open it", 1)
    assert catalogue.receipts.receive("b", "a.pdf", scan("one")) is Received.NEW
    balance = catalogue.balances.of("b")
    assert (balance.received, balance.waiting, balance.rejected) == (3, 3, 0)
    assert balance.balanced


def test_a_refusal_of_the_same_bytes_twice_counts_once(catalogue: Catalogue) -> None:
    sha256 = scan("bad").sha256
    for name in ("a.pdf", "b.pdf"):
        catalogue.receipts.refuse("b", name, sha256, RejectReason.DAMAGED, "scan again", 1)
    balance = catalogue.balances.of("b")
    assert (balance.received, balance.rejected, balance.duplicates) == (1, 1, 1)


def test_a_refusal_undoes_no_work(catalogue: Catalogue) -> None:
    one = scan("one")
    catalogue.receipts.receive("b", "a.pdf", one)
    catalogue.scans.mark_read(one.sha256, 1)
    for sha256 in (one.sha256, None):
        catalogue.receipts.refuse("b", "a.pdf", sha256, RejectReason.DISAPPEARED, "-", 1)
    assert catalogue.balances.of("b").waiting == 3
    assert catalogue.balances.of("b").balanced


def test_a_scan_is_refused_under_lower_limits_while_all_waits(catalogue: Catalogue) -> None:
    one = scan("one")
    catalogue.receipts.receive("b", "a.pdf", one)
    catalogue.receipts.refuse("b", "a.pdf", one.sha256, RejectReason.TOO_MANY_PAGES, "-", 3)
    assert catalogue.balances.of("b").rejected == 3
    catalogue.receipts.receive("b", "a.pdf", one)
    assert catalogue.balances.of("b").waiting == 3
    assert catalogue.balances.of("b").balanced


def test_a_scan_without_a_good_page_is_rejected(catalogue: Catalogue) -> None:
    one = scan("one", 1)
    catalogue.receipts.receive("b", "a.pdf", one)
    catalogue.scans.reject_page(one.sha256, 1, RejectReason.DAMAGED)
    row = catalogue.scans.get(one.sha256)
    assert row and (row.state, row.reason) == ("rejected", "damaged")
    with nothing_noted(catalogue):
        assert catalogue.receipts.receive("b", "a.pdf", one) is Received.KNOWN


def test_names_that_are_not_utf8_are_kept_readable(catalogue: Catalogue) -> None:
    catalogue.receipts.receive("b", b"caf\xe9.pdf".decode("utf-8", "surrogateescape"), scan("one"))
    assert catalogue.receipts.names(scan("one").sha256).file_name == r"caf\xe9.pdf"


def test_a_lost_page_shows(catalogue: Catalogue) -> None:
    catalogue.receipts.receive("b", "a.pdf", scan("one"))
    with catalogue._database.write() as connection:
        connection.exec_driver_sql("DELETE FROM page WHERE number = 2")
    assert not catalogue.balances.of("b").balanced


def test_an_unknown_batch_is_a_mistake(catalogue: Catalogue) -> None:
    with pytest.raises(UsageError):
        catalogue.balances.of("no such batch")
    with pytest.raises(KeyError):
        catalogue.receipts.names("0" * 64)
    assert catalogue.receipts.batches() == ()
