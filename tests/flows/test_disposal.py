"""Disposing of what is kept long enough: nothing else goes, and what goes is gone for good."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows import delivery, disposal, keeping
from flows.discover import Found
from flows.house import House, remembered
from flows.receive import receive
from flows.whole.faults import Kind, Look
from flows.whole.verify import verify
from models.errors import UsageError
from storage import keys
from storage.disposals import Approval, Why
from storage.rows import Received
from tests.extractors.forms import page
from tests.flows.command import Command
from tests.flows.filed import QUICK, done, quick, received

PAPER = """
    BỆNH VIỆN ĐA KHOA TRƯỜNG XUYÊN
                {title}
    Họ và tên: {name}    Mã BN: 2024{number:04}
    Ngày sinh: 12/03/1961    Giới tính: Nữ
    Chẩn đoán: {diagnosis}
    Ngày 05 tháng 03 năm {year}
    Bác sĩ: Lê Văn Minh
"""
NAMES = ("TRẦN THỊ HÀ", "LÊ VĂN TÁM", "ĐỖ THỊ LAN", "VŨ VĂN ĐỨC")
PNEUMONIA = "Viêm phổi (J18.9)"
APPROVAL = Approval("Bình", "QĐ 45/2026", "a" * 64)


def file(house: House, number: int, year: int, diagnosis: str = PNEUMONIA) -> str:
    """File a prescription of a patient; return the hash of its scan."""
    text = PAPER.format(
        title="ĐƠN THUỐC", name=NAMES[number % 4], number=number, diagnosis=diagnosis, year=year
    )
    other = "" if diagnosis == PNEUMONIA else f"-{diagnosis}"
    sha256 = received(house, f"{number}-{year}{other}", [page(text)])
    (row,) = done(house, sha256)
    assert row.type == "prescription"
    return sha256


@pytest.fixture
def there(home: Path) -> Iterator[House]:
    """A home with two scans that are due, one young, and one of an accident."""
    with quick(home) as house, remembered(house.store, house.catalogue):
        for number, year in ((0, 2005), (1, 2006), (2, 2024)):
            file(house, number, year)
        file(house, 3, 2013, "Gãy xương cẳng tay do tai nạn (S52.9)")
        yield house


def due(house: House, path: Path, day: str | None = None) -> list[dict[str, str]]:
    disposal.write(house, path, day or disposal.today())
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def run(house: House, path: Path, *, dry_run: bool = False) -> dict[str, Why | None]:
    rows, _ = disposal.read(path)
    ended = disposal.dispose(house, rows, APPROVAL, dry_run=dry_run)
    return {one.sha256: why for one, why in ended}


def whole(house: House) -> list[tuple[Kind, str]]:
    return [(one.kind, one.subject) for one in verify(house, Look())]


def of(house: House, sha256: str, ids: tuple[str, ...] = ()) -> list[str]:
    """Return what the store holds of a scan and its documents, hidden files too."""
    root = house.home / "store"
    names = [str(path.relative_to(root)) for path in root.rglob("*")]
    return [name for name in names if any(one in name for one in (sha256, *ids))]


def test_a_list_names_what_is_due_and_nothing_of_a_patient(there: House, tmp_path: Path) -> None:
    rows = due(there, tmp_path / "due.csv")
    assert [
        (row["kind"], row["since"], row["until"]) for row in sorted(rows, key=lambda r: r["since"])
    ] == [
        ("outpatient", "2005-03-05", "2015-03-05"),
        ("outpatient", "2006-03-05", "2016-03-05"),
    ]
    text = (tmp_path / "due.csv").read_text("utf-8")
    assert not any(name in text for name in (*NAMES, ".pdf"))
    assert len(due(there, tmp_path / "later.csv", "2029-01-01")) == 3
    assert len(due(there, tmp_path / "last.csv", "2034-03-06")) == 4
    with pytest.raises(UsageError, match="there already"):
        due(there, tmp_path / "due.csv")


def test_what_is_disposed_of_is_gone_and_all_is_whole(there: House, tmp_path: Path) -> None:
    rows = due(there, tmp_path / "due.csv")
    balance = there.catalogue.balances.of("b")
    everything = {
        row["scan"]: of(there, row["scan"], tuple(row["documents"].split())) for row in rows
    }
    assert all(len(names) > 6 for names in everything.values())
    assert set(run(there, tmp_path / "due.csv", dry_run=True).values()) == {None}
    assert whole(there) == []
    assert len(there.catalogue.documents.find()) == 4
    assert set(run(there, tmp_path / "due.csv").values()) == {None}
    for row in rows:
        ids = tuple(row["documents"].split())
        assert of(there, row["scan"], ids) == []
    assert whole(there) == []
    assert len(there.catalogue.documents.find()) == 2
    assert there.catalogue.balances.of("b") == balance
    events = there.catalogue.audit.events()
    assert set(run(there, tmp_path / "due.csv").values()) == {None}
    assert there.catalogue.audit.events() == events
    assert due(there, tmp_path / "again.csv") == []


def test_bytes_that_were_disposed_of_are_not_kept_again(there: House, tmp_path: Path) -> None:
    (row, *_) = due(there, tmp_path / "due.csv")
    run(there, tmp_path / "due.csv")
    path = tmp_path / "NGUYỄN VĂN AN.pdf"
    number = next(n for n, y in ((0, 2005), (1, 2006)) if _hash(n, y) == row["scan"])
    path.write_bytes(f"%PDF-1.7 {number}-{2005 + number}".encode())
    balance = there.catalogue.balances.of("b")
    for batch, state in (("b", Received.KNOWN), ("c", Received.DUPLICATE), ("c", Received.KNOWN)):
        (receipt,) = receive(there, batch, [Found(path, path.name)], 1)
        assert (receipt.sha256, receipt.state) == (row["scan"], state)
        assert receipt.refusal
        assert receipt.refusal.reason == "disposed"
    assert there.catalogue.balances.of("b") == balance
    assert not there.store.has(keys.original(row["scan"]))
    assert there.catalogue.scans.waiting() == ()
    assert whole(there) == []


def _hash(number: int, year: int) -> str:
    import hashlib

    return hashlib.sha256(f"%PDF-1.7 {number}-{year}".encode()).hexdigest()


def test_rows_that_are_held_or_changed_or_not_due_stay(there: House, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    rows = due(there, path, "2034-03-06")
    by_year = {row["since"][:4]: row["scan"] for row in rows}
    # Since the list was written: one is held, and of one it is known by now that it was worse.
    there.catalogue.holds.place("document", rows[0]["documents"], "court", "Hoa")
    held = rows[0]["scan"]
    ended = run(there, path)
    assert ended[held] is Why.HELD
    assert ended[by_year["2024"]] in (Why.NOT_DUE, Why.HELD)
    assert ended[by_year["2013"]] in (Why.NOT_DUE, Why.HELD)
    assert whole(there) == []


def test_facts_of_today_count_not_those_of_the_list(there: House, tmp_path: Path) -> None:
    rows = due(there, tmp_path / "due.csv")
    # Somebody who owns the database makes a young scan look old: the record tells otherwise.
    young = _hash(2, 2024)
    (document,) = there.catalogue.documents.find(sha256=young)
    with there.catalogue._database.write() as connection:
        connection.exec_driver_sql(
            f"UPDATE kept SET since = '2001-01-01' WHERE document_id = '{document.id}'"
        )
    assert (Kind.INDEX, f"document:{document.id}") in whole(there)
    assert len(due(there, tmp_path / "forged.csv")) == len(rows) + 1
    assert run(there, tmp_path / "forged.csv")[young] is Why.NOT_DUE
    assert there.store.has(keys.original(young))


@pytest.mark.parametrize(
    ("before", "after"),
    [("scan,kind", "scan,sort"), ("outpatient", "none"), ("2015-03-05", "soon"), (",1,", ",x,")],
)
def test_a_list_that_is_none_is_refused(
    there: House, tmp_path: Path, before: str, after: str
) -> None:
    path = tmp_path / "due.csv"
    due(there, path)
    path.write_text(path.read_text("utf-8").replace(before, after), "utf-8")
    with pytest.raises(UsageError, match="list"):
        disposal.read(path)


def test_the_commands(there: House, tmp_path: Path) -> None:
    sohoa = Command(there.home, dict(QUICK))
    path = tmp_path / "due.csv"
    (one, *_) = there.catalogue.documents.find(sha256=_hash(0, 2005))
    ended = sohoa("hold", "add", "--document", one.id, "--reason", "court", "--by", "Hoa")
    assert ended.stdout == "hold 1: scans held: 1\n", ended.stderr
    (hold,) = sohoa.json("hold", "list")
    assert (hold["kind"], hold["subject"], hold["placed_by"]) == ("document", one.id, "Hoa")
    ended = sohoa("disposal", "list", "--out", path)
    assert ended.stdout == "due: 1 scans, 1 pages\nleft out: 1: a legal hold is on it\n"
    shown = sohoa.json("show", one.id)["retention"]
    assert shown == {
        "kind": "outpatient",
        "since": "2005-03-05",
        "until": "2015-03-05",
        "holds": [1],
        "paper": False,
    }
    assert "legal hold: 1" in sohoa("show", one.id).stdout
    assert sohoa("hold", "remove", "1", "--by", "Bình").returncode == 0
    told = ("--approved-by", "Bình", "--reason", "QĐ 45")
    assert sohoa("disposal", "list", "--out", tmp_path / "all.csv").returncode == 0
    out = tmp_path / "out"
    (out / one.id).mkdir(parents=True)
    ended = sohoa("dispose", tmp_path / "all.csv", *told)
    assert ended.stdout == "disposed of: 2\n", ended.stderr
    assert "2 of these pages were disposed of" in sohoa("status").stdout
    assert sohoa.json("status", "b")["filed"] == 4
    assert "was disposed of" in sohoa("show", one.id).stderr
    assert delivery.deliver(there, [], out) == 1
    assert list(out.iterdir()) == []
    assert sohoa("rerun", "--from", "split", "--batch", "b", "--dry-run").stdout.count(".pdf") == 2
    assert sohoa("verify").returncode == 0
    assert sohoa("dispose", path, "--approved-by", " ", "--reason", "x").returncode == 2
    rest = sohoa("disposal", "list", "--until", "2034-03-06", "--out", tmp_path / "rest.csv")
    assert "due: 2 scans" in rest.stdout
    ended = sohoa("dispose", tmp_path / "rest.csv", *told)
    assert ended.returncode == 2
    assert "kept: 2: its time is not over" in ended.stdout


CONSENT = """
    BỆNH VIỆN ĐA KHOA TRƯỜNG XUYÊN
          GIẤY CAM ĐOAN CHẤP NHẬN PHẪU THUẬT
    Họ và tên: TRẦN THỊ HÀ    Mã BN: 20240000
    Ngày 05 tháng 03 năm 2005
"""


def test_papers_that_must_stay_on_paper_are_marked(home: Path, tmp_path: Path) -> None:
    with quick(home) as house, remembered(house.store, house.catalogue):
        (row,) = done(house, received(house, "consent", [page(CONSENT)]))
        assert row.form == "procedure_consent"
        file(house, 0, 2005)
        assert list(keeping.on_paper(house, house.catalogue.documents.find())) == [row.id]
        listed = {one["documents"]: one["on_paper"] for one in due(house, tmp_path / "due.csv")}
        assert listed[row.id] == row.id
        assert sum(bool(paper) for paper in listed.values()) == 1
    sohoa = Command(home, dict(QUICK))
    assert {one["document_id"]: one["paper"] for one in sohoa.json("list")}[row.id] is True
    assert "the sheet of paper itself is to be kept" in sohoa("show", row.id).stdout
