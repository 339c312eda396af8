"""What was declared of a batch is kept, and held against what came."""

import pytest

from models.batch import Declared, Gap, Line, Off
from models.errors import UsageError
from storage import agreement, batches
from storage.catalogue import Catalogue
from storage.tables import receipt
from tests.storage.charts import nothing_noted, scan


def filled(catalogue: Catalogue) -> Catalogue:
    catalogue.receipts.receive("b", "BA-1/1.pdf", scan("one", 2))
    catalogue.receipts.receive("b", "BA-2.pdf", scan("two", 3))
    return catalogue


def test_what_is_said_later_adds_to_what_was_said(catalogue: Catalogue) -> None:
    filled(catalogue)
    assert catalogue.batches.declare("b", Declared("H-12", "B3", pages=6))
    assert catalogue.batches.gaps("b") == (Gap(Off.PAGES, "", 6, 5),)
    assert catalogue.batches.stopped() == {"b"}
    assert catalogue.batches.declare("b", Declared(pages=5))
    assert catalogue.batches.declared("b") == Declared("H-12", "B3", pages=5)
    assert catalogue.batches.stopped() == set()
    with nothing_noted(catalogue):
        assert not catalogue.batches.declare("b", Declared(shelf="B3"))
        assert not catalogue.batches.declare("b", Declared())
    with pytest.raises(UsageError, match="no batch"):
        catalogue.batches.declare("none", Declared(pages=1))


def test_a_withdrawn_scan_is_too_many_no_more(catalogue: Catalogue) -> None:
    filled(catalogue).batches.declare("b", Declared(pages=2))
    catalogue.withdrawals.withdraw(scan("two").sha256)
    assert catalogue.batches.gaps("b") == ()


def test_pages_that_came_in_another_batch_before_count_here(catalogue: Catalogue) -> None:
    filled(catalogue)
    catalogue.receipts.receive("c", "again.pdf", scan("two", 3))
    catalogue.batches.declare("c", Declared(pages=3))
    assert catalogue.batches.gaps("c") == ()
    assert catalogue.balances.of("c").received == 0


def test_lines_and_charts(catalogue: Catalogue) -> None:
    filled(catalogue)
    lines = [Line("BA-1", "A", 2), Line("BA-2.pdf", "B", 3)]
    catalogue.batches.group("b", {"BA-1/1.pdf": "A", "BA-2.pdf": "B"})
    assert catalogue.batches.declare("b", Declared(charts=2), lines)
    assert catalogue.batches.lines("b") == tuple(lines)
    assert catalogue.batches.gaps("b") == ()
    assert catalogue.batches.found("b") == Declared(charts=2, pages=5)
    with nothing_noted(catalogue):
        assert not catalogue.batches.declare("b", Declared(), lines[::-1])
    (book,) = catalogue.books.batches()
    assert agreement.batch(book) == []
    # Names of files and charts may be patients': the audit has neither.
    assert "BA-1" not in "".join(event.after for event in catalogue.audit.events())


def test_what_was_changed_behind_its_back_shows(catalogue: Catalogue) -> None:
    filled(catalogue).batches.declare("b", Declared(pages=9), [Line("BA-1", "A", 2)])
    with catalogue._database.write() as connection:
        connection.exec_driver_sql("UPDATE declared SET pages = 5")
        connection.exec_driver_sql("UPDATE listed SET pages = 7")
    (book,) = catalogue.books.batches()
    assert agreement.batch(book) == ["pages", "listed"]


def test_lists_of_disposed_papers_go_with_them(catalogue: Catalogue) -> None:
    filled(catalogue).batches.declare("b", Declared("H-12", pages=5), [Line("LÊ VĂN TÁM", "A", 2)])
    catalogue.batches.group("b", {"BA-1/1.pdf": "LÊ VĂN TÁM"})
    with catalogue._database.write() as connection:
        batches.forget(catalogue._database, connection, scan("one").sha256)
    assert catalogue.batches.declared("b") == Declared("H-12")
    assert catalogue.batches.lines("b") == ()
    with catalogue._database.read() as connection:
        assert set(connection.scalars(receipt.select().with_only_columns(receipt.c.chart))) == {
            None
        }
    (book,) = catalogue.books.batches()
    assert agreement.batch(book) == []
