"""What `sohoa export --format table` leaves in a folder."""

from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from exports.deidentify.secret import Secret
from exports.table.files import FILES
from flows.house import House
from flows.tables import tables
from models.errors import StoreError
from tests.extractors.forms import page
from tests.flows.command import Command
from tests.flows.filed import done, quick, received
from tests.flows.test_push import BLOOD, ORDER


def two(house: House) -> None:
    for name, form, title in (("a", ORDER, "ĐƠN THUỐC"), ("b", BLOOD, "PHIẾU XÉT NGHIỆM")):
        done(house, received(house, name, [page(form.format(title=title))]))


def test_tables_tell_what_is_filed_and_replace_what_was_there(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "documents.csv").write_text("old")
    (out / "mine.txt").write_text("mine")
    with quick(home) as house:
        two(house)
        # The order first; those filed in one second come by their ids.
        rows = sorted(house.catalogue.documents.find(), key=lambda row: row.type, reverse=True)
        assert tables(house, rows, out) == 2
        assert sorted(path.name for path in out.iterdir()) == sorted([*FILES, "mine.txt"])
        documents = pq.read_table(out / "documents.parquet").to_pylist()
        assert [row["document_id"] for row in documents] == [row.id for row in rows]
        assert {row["full_name"] for row in documents} == {"TRẦN THỊ HÀ"}
        assert "Glucose" in documents[1]["text"]
        (drug,) = pq.read_table(out / "medications.parquet").to_pylist()
        assert drug["ingredient"] == "amoxicillin"
        assert tables(house, rows[:1], out) == 1
        assert pq.read_table(out / "lab_results.parquet").num_rows == 0


def test_an_export_that_fails_leaves_what_was_there(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with quick(home) as house:
        two(house)
        rows = house.catalogue.documents.find()
        tables(house, rows[:1], out)
        before = {path.name: path.read_bytes() for path in out.iterdir()}
        lost = replace(rows[1], version=9)
        with pytest.raises(KeyError):
            tables(house, [rows[0], lost], out)
        assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_a_folder_that_cannot_be_written_to_is_said(home: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with quick(home) as house, pytest.raises(StoreError, match="cannot be written to"):
        tables(house, [], tmp_path / "file")


def test_tables_without_names_tell_nobodys_in_any_document(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with quick(home) as house:
        two(house)
        assert tables(house, house.catalogue.documents.find(), out, Secret(b"k" * 32)) == 2
    documents = pq.read_table(out / "documents.parquet").to_pylist()
    assert len({row["patient_key"] for row in documents}) == 1
    assert [row["document_id"] for row in documents] == sorted(r["document_id"] for r in documents)
    said = b"".join((out / name).read_bytes() for name in FILES if name.endswith("csv")).decode()
    for word in ("TRẦN THỊ HÀ", "20241234", "TRƯỜNG XUYÊN", "12/03/1961", "03/02/2026", "a.pdf"):
        assert word not in said
    assert "Glucose" in said


def test_the_command_asks_for_a_key_and_for_tables(sohoa: Command, tmp_path: Path) -> None:
    bare = sohoa("export", tmp_path, "--format", "table", "--deidentify")
    assert (bare.returncode, "SOHOA_DEIDENTIFY_KEY" in bare.stderr) == (2, True)
    chart = sohoa("export", tmp_path, "--format", "chart", "--deidentify")
    assert (chart.returncode, "--format table" in chart.stderr) == (2, True)
