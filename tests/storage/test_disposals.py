"""What disposing of a scan takes off the books, and what stays."""

import json
from dataclasses import replace

from sqlalchemy import func, select

from models.decision import Picture, replaced
from models.retention import Kept, Kind
from storage import keys
from storage.catalogue import Catalogue
from storage.decisions import Ruling
from storage.disposals import Approval, Why
from storage.keeping import ScanTerm
from storage.patient_tables import identity, patient
from storage.retention_tables import kept
from storage.rows import Received, TaskDraft
from storage.tables import document, page, receipt, task, version
from storage.terms import Paper
from tests.storage.charts import filing, nothing_noted, scan
from tests.storage.people import AN, RULES, field
from tests.storage.test_keeping import YEARS

DAY, APPROVAL = "2026-11-02", Approval("Bình", "QĐ 45", "a" * 64)
ONE = scan("one")


def due(catalogue: Catalogue) -> ScanTerm:
    """File a document of long ago, with all that hangs on one; its scan is due."""
    catalogue.receipts.receive("b", "NGUYỄN VĂN AN.pdf", ONE)
    catalogue.receipts.receive("b", "AN (2).pdf", ONE)
    for number in (2, 3):
        catalogue.scans.mark_blank(ONE.sha256, number)
    entry = filing(ONE, 1)
    says = {key: field(value) for key, value in AN.items()}
    link = catalogue.patients.decide(entry.document_id, says, {}, RULES)
    entry = replace(entry, patient_key=link.patient_key, fingerprints=("f",))
    catalogue.documents.file(entry, [TaskDraft("patient.sex", "doubtful")])
    catalogue.documents.settle(ONE.sha256, [entry.document_id])
    paper = Kept(entry.document_id, ONE.sha256, frozenset([Kind.ACCIDENT]), "2005-01-01")
    catalogue.keeping.put([paper])
    catalogue.search.put([Paper(entry.document_id, 1, None, "nguyen van an", ())])
    (found,) = catalogue.keeping.due(DAY, YEARS)
    return found


def counts(catalogue: Catalogue) -> dict[str, int]:
    tables = (document, version, task, identity, kept, page, receipt)
    with catalogue._database.read() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in tables
        }


def test_nothing_of_a_patient_stays_and_the_pages_add_up(catalogue: Catalogue) -> None:
    one = due(catalogue)
    before = catalogue.balances.of("b")
    row = catalogue.documents.get(one.documents[0])
    assert row and row.patient_key
    assert catalogue.disposals.begin(one, APPROVAL, DAY, YEARS) is None
    gone = {name: 0 for name in ("document", "version", "task", "identity", "kept")}
    assert counts(catalogue) == {**gone, "page": 3, "receipt": 2}
    assert catalogue.balances.of("b") == before
    assert catalogue.disposals.pages("b") == 3
    assert catalogue.search.behind() == ()
    with catalogue._database.read() as connection:
        names = connection.scalars(select(receipt.c.file_name).order_by(receipt.c.number)).all()
        assert connection.scalars(select(page.c.fingerprint)).all() == [None] * 3
        assert connection.scalars(select(patient.c.full_name)).all() == [None]
    assert names[0] == ONE.sha256
    assert names[1].startswith(ONE.sha256)
    found = catalogue.disposals.get(ONE.sha256)
    assert found
    assert found.documents == one.documents
    assert found.remaining == (
        keys.patient(row.patient_key, row.id),
        f"documents/{row.id}/",
        f"derived/{ONE.sha256}/",
        keys.original(ONE.sha256),
    )
    (event,) = (
        event for event in catalogue.audit.events(f"scan:{ONE.sha256}") if event.action == "dispose"
    )
    told = json.loads(event.after)
    assert (told["approved_by"], told["because"], told["list"]) == ("Bình", "QĐ 45", "a" * 64)
    assert list(catalogue.audit.verify()) == []
    assert list(catalogue.books.gone()) == []


def test_what_pages_were_scanned_again_as_goes_with_them(catalogue: Catalogue) -> None:
    one, other = due(catalogue), scan("again").sha256
    word = replaced(ONE.sha256, 1, Picture(other, 1, "image/png"))
    (made,) = catalogue.decisions.decide([Ruling(one.documents[0], word)])
    catalogue.decisions.undo(made.id)  # taken back or not, its bytes are there
    assert set(catalogue.holdings.expected([keys.original(other)])) == {keys.original(other)}
    (now,) = catalogue.keeping.due(DAY, YEARS)
    assert catalogue.disposals.begin(now, APPROVAL, DAY, YEARS) is None
    found = catalogue.disposals.get(ONE.sha256)
    assert found and found.remaining[-2:] == (keys.original(other), keys.original(ONE.sha256))


def test_it_ends_once(catalogue: Catalogue) -> None:
    one = due(catalogue)
    assert catalogue.disposals.begin(one, APPROVAL, DAY, YEARS) is None
    assert catalogue.disposals.unfinished() == (ONE.sha256,)
    catalogue.disposals.finish(ONE.sha256)
    assert catalogue.disposals.unfinished() == ()
    with nothing_noted(catalogue):
        assert catalogue.disposals.begin(one, APPROVAL, DAY, YEARS) is Why.UNKNOWN
    row = catalogue.scans.get(ONE.sha256)
    assert row
    assert row.disposed
    assert list(catalogue.keeping.due(DAY, YEARS)) == []
    assert catalogue.scans.waiting() == ()


def test_the_same_bytes_again_are_known(catalogue: Catalogue) -> None:
    assert catalogue.disposals.begin(due(catalogue), APPROVAL, DAY, YEARS) is None
    before = catalogue.balances.of("b")
    with nothing_noted(catalogue):
        assert catalogue.receipts.come_again("b", ONE.sha256) is Received.KNOWN
    assert catalogue.balances.of("b") == before
    assert catalogue.receipts.come_again("c", ONE.sha256) is Received.DUPLICATE
    assert catalogue.receipts.come_again("c", ONE.sha256) is Received.KNOWN
    other = catalogue.balances.of("c")
    assert (other.received, other.duplicates, other.balanced) == (0, 1, True)


def test_what_must_be_kept_is_kept(catalogue: Catalogue) -> None:
    one = due(catalogue)
    hold = catalogue.holds.place("scan", ONE.sha256, "court", "Hoa")
    changed = replace(one, documents=("d" + "0" * 24,))
    shorter = replace(one, term=replace(one.term, until="2019-01-01"))
    before = counts(catalogue)
    assert catalogue.disposals.begin(one, APPROVAL, DAY, YEARS) is Why.HELD
    catalogue.holds.lift(hold.number, "Hoa")
    assert catalogue.disposals.begin(one, APPROVAL, one.term.until, YEARS) is Why.NOT_DUE
    longer = YEARS | {Kind.ACCIDENT: 30}
    assert catalogue.disposals.begin(one, APPROVAL, DAY, longer) is Why.NOT_DUE
    for row in (changed, shorter, replace(one, pages=2)):
        assert catalogue.disposals.begin(row, APPROVAL, DAY, YEARS) is Why.CHANGED
    catalogue.keeping.put([], one.documents)
    assert catalogue.disposals.begin(one, APPROVAL, DAY, YEARS) is Why.UNKNOWN
    assert counts(catalogue) == {**before, "kept": 0}
    assert catalogue.disposals.get(ONE.sha256) is None
