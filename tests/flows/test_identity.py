"""Identity papers in what is shared: left out, said so, and in it only where that is asked for."""

from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pyarrow.parquet as pq
import pytest

from exports.deidentify.secret import Secret
from exports.fhir.address import address
from exports.fhir.server import Server
from flows.charts import charts
from flows.house import House
from flows.push import push
from flows.sharing import share
from flows.tables import tables
from models.forms import is_identity
from storage.rows import DocumentRow
from tests.exports.test_pdf import run
from tests.fhir_server import FhirServer, serving
from tests.flows.command import Command
from tests.flows.filed import quick
from tests.flows.test_push import ORDER, filed, sendings

CARD = """
    CĂN CƯỚC CÔNG DÂN
    Citizen Identity Card
    Số / No.: 001161000001
    Họ và tên: TRẦN THỊ HÀ    Mã BN: 20241234
    Ngày sinh: 12/03/1961    Giới tính: Nữ
    Quê quán / Place of origin: An Bình
    Có giá trị đến / Date of expiry: Không thời hạn
"""


@pytest.fixture
def house(home: Path) -> Iterator[House]:
    with quick(home) as there:
        yield there


def two(house: House) -> tuple[DocumentRow, DocumentRow]:
    """An order and an identity card of one patient."""
    rows = filed(house, 1, ORDER, "ĐƠN THUỐC"), filed(house, 2, CARD, "")
    assert [is_identity(row.form) for row in rows] == [False, True]
    assert rows[0].patient_key == rows[1].patient_key is not None
    return rows


def words(path: Path) -> str:
    return run(path.read_bytes(), path.parent, "pdftotext")


def test_a_chart_has_a_sheet_in_the_place_of_a_card(house: House, tmp_path: Path) -> None:
    rows, out = two(house), tmp_path / "charts"
    charts(house, rows, out)
    (path,) = out.glob("*.pdf")
    with pikepdf.open(path) as file, file.open_outline() as outline:
        assert len(file.pages) == 2
        titles = [mark.title for mark in outline.root]
        assert titles == ["Đơn thuốc, 03/02/2026", "Giấy tờ tuỳ thân"]
    assert "không kèm giấy tờ tuỳ thân (1 trang)" in " ".join(words(path).split())
    assert "001161000001" not in words(path)
    first = path.read_bytes()
    charts(house, rows, out)
    assert path.read_bytes() == first
    charts(house, rows, out, identity=True)
    assert "001161000001" in words(path)


def test_a_summary_tells_nothing_of_a_card(house: House, tmp_path: Path) -> None:
    two(house)
    rows = house.catalogue.documents.find()
    assert share(house, rows, tmp_path, unchecked=True) == (1, 0)
    (path,) = tmp_path.glob("p*.json")
    assert "001161000001" not in path.read_text(encoding="utf-8")
    assert rows[1].id not in path.read_text(encoding="utf-8")


def test_deidentified_tables_have_no_card_and_others_have(house: House, tmp_path: Path) -> None:
    rows = two(house)
    assert tables(house, rows, tmp_path / "all") == 2
    assert tables(house, rows, tmp_path / "less", Secret(b"k" * 32)) == 1
    (row,) = pq.read_table(tmp_path / "less" / "documents.parquet").to_pylist()
    assert row["document_type"] == "prescription"


def test_a_server_is_sent_no_card_and_one_that_it_has_is_taken_back(house: House) -> None:
    rows = two(house)
    with serving(FhirServer()) as there:
        server = Server(address(there.url), house.settings.fhir, {})
        push(house, rows, server)
        assert len(there.of("Composition")) == 1
        assert "001161000001" not in str(there.resources)
        assert sendings(house) == [1]
        push(house, rows, server, identity=True)
        assert len(there.of("Composition")) == 2
        push(house, rows, server)
        assert len(there.of("Composition")) == 1
        assert sendings(house) == [1, 1, None]


def test_the_command_counts_what_it_leaves_out(bare: Command, home: Path) -> None:
    with quick(home) as house:
        two(house)
    out = home.parent / "charts"
    assert bare("export", out, "--identity").returncode == 2
    less = bare("export", out, "--format", "chart")
    assert (less.returncode, "identity papers left out: 1" in less.stderr) == (0, True), less.stderr
    more = bare("export", out, "--format", "chart", "--identity")
    assert (more.returncode, "left out" in more.stderr) == (0, False), more.stderr
    copies = home.parent / "copies"
    plain = bare("export", copies, "--format", "copy")
    assert (plain.returncode, len(list(copies.iterdir()))) == (0, 1), plain.stderr
    with quick(home) as house:
        events = [one for one in house.catalogue.audit.events() if one.action == "export"]
    assert len(events) == 4
