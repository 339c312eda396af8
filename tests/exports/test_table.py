import csv
import re
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.table import files
from exports.table.files import FILES, write
from exports.table.rows import Filed, rows
from exports.table.schemas import SCHEMAS
from models.record import Status
from tests.exports.papers import WHOLE, changed, item

DOCS = Path(__file__).parents[2] / "docs" / "exports.md"
DOCUMENT = Filed(WHOLE.stored, 3, "GIẤY RA VIỆN\nHọ tên: NGUYỄN THỊ HOÀ\f=1+1")


def sheet(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def told(folder: Path, name: str) -> list[dict[str, object]]:
    made: list[dict[str, object]] = pq.read_table(folder / f"{name}.parquet").to_pylist()
    return made


def test_a_document_is_told_in_all_four_tables(tmp_path: Path) -> None:
    assert write([DOCUMENT], tmp_path) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(FILES)
    (document,) = told(tmp_path, "documents")
    assert document["full_name"] == "NGUYỄN THỊ HOÀ"
    assert (document["birth_date"], document["version"], document["pages"]) == ("1980-03", 3, 2)
    (medication,) = told(tmp_path, "medications")
    assert (medication["name"], medication["quantity"]) == ("Augmentin", 14.0)
    glucose, antigen = told(tmp_path, "lab_results")
    assert (glucose["value"], glucose["value_number"]) == ("7.20", 7.2)
    assert (antigen["value"], antigen["value_number"]) == ("Âm tính", None)
    paths = [row["path"] for row in told(tmp_path, "fields")]
    assert paths[0] == "document_type"
    assert "medications.0.dose" in paths
    assert len(paths) == len(set(paths))


def test_files_have_the_columns_of_the_schemas_in_order(tmp_path: Path) -> None:
    write([DOCUMENT], tmp_path)
    for name, schema in SCHEMAS.items():
        assert pq.read_schema(tmp_path / f"{name}.parquet").equals(schema)
        assert list(sheet(tmp_path, name)[0]) == schema.names


def test_every_column_is_documented_with_its_type() -> None:
    page = DOCS.read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)\.parquet` \| `([\w, ]+)` \| (\w+) \|", page, re.MULTILINE)
    said = {
        (table, column): kind for table, columns, kind in rows for column in columns.split(", ")
    }
    assert said == {
        (table, column.name): str(column.type)
        for table, schema in SCHEMAS.items()
        for column in schema
    }


def test_what_a_steward_rejected_is_no_value_and_what_waits_is_named(tmp_path: Path) -> None:
    drug = {
        **item(name="Panadol", dose="1 viên"),
        "strength": replace(item(x="5 mg")["x"], status=Status.REJECTED),
        "quantity": replace(item(x="mười")["x"], status=Status.REVIEW, confidence=0.5),
    }
    paper = changed(WHOLE, medications=(drug,))
    (row,) = rows(Filed(paper.stored, 1, ""))["medications"]
    assert row["strength"] is None
    assert row["quantity"] is None
    assert row["waiting"] == "quantity"
    assert row["confidence"] == 0.5


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ('=HYPERLINK("http://x")', '\'=HYPERLINK("http://x")'),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2+3", "'-2+3"),
        ("+", "'+"),
        ("＝1+1", "'＝1+1"),
        ("\t=1", "'\t=1"),
        ("-2.5", "-2.5"),
        ("+84", "+84"),
        ("7.20", "7.20"),
    ],
)
def test_no_cell_of_a_sheet_is_a_formula(tmp_path: Path, cell: str, shown: str) -> None:
    paper = changed(WHOLE, lab_results=(item(test="Glucose", value=cell),))
    write([Filed(paper.stored, 1, "")], tmp_path)
    assert sheet(tmp_path, "lab_results")[0]["value"] == shown
    assert told(tmp_path, "lab_results")[0]["value"] == cell


@given(st.text())
def test_text_is_harmless_or_quoted(text: str) -> None:
    made = files._harmless(text)
    assert isinstance(made, str)
    assert made in (text, f"'{text}")
    assert made[:1] not in ("=", "@", "\t", "\r")


def test_a_sheet_begins_with_the_mark_that_excel_needs(tmp_path: Path) -> None:
    write([DOCUMENT], tmp_path)
    assert (tmp_path / "documents.csv").read_bytes().startswith(b'\xef\xbb\xbf"document_id"')
    assert sheet(tmp_path, "documents")[0]["text"] == DOCUMENT.text


def test_no_documents_make_empty_tables(tmp_path: Path) -> None:
    assert write([], tmp_path) == 0
    assert pq.read_table(tmp_path / "fields.parquet").num_rows == 0
    assert sheet(tmp_path, "fields") == []


def test_many_documents_are_written_in_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "AT_ONCE", 2)
    assert write([DOCUMENT] * 5, tmp_path) == 5
    file = pq.ParquetFile(tmp_path / "documents.parquet")
    assert (file.num_row_groups, file.metadata.num_rows) == (3, 5)
    assert len(sheet(tmp_path, "documents")) == 5
    assert isinstance(file.schema_arrow, pa.Schema)


def test_the_same_documents_make_the_same_bytes(tmp_path: Path) -> None:
    for place in ("a", "b"):
        (tmp_path / place).mkdir()
        write([DOCUMENT], tmp_path / place)
    for name in FILES:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
