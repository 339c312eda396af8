"""Manifests as scan rooms write them."""

from pathlib import Path

import pytest

from flows.manifest import INSIDE, manifest
from models.batch import Declared, Line
from models.errors import UsageError

VIETNAMESE = (
    "Đường dẫn;Hồ sơ;Số trang;Hộp;Kệ;Người quét\r\n"
    "BA-001;25.001234;14;H-12;B3;Lê Thị Hoa\r\n"
    "BA-002\\;25.001235;3;;;\r\n"
)


def write(tmp_path: Path, data: str | bytes) -> Path:
    path = tmp_path / "manifest.csv"
    path.write_bytes(data.encode("utf-8-sig") if isinstance(data, str) else data)
    return path


def test_a_vietnamese_one_from_a_spreadsheet(tmp_path: Path) -> None:
    found = manifest(write(tmp_path, VIETNAMESE))
    assert found.declared == Declared("H-12", "B3", "Lê Thị Hoa", 2, 17)
    assert found.lines == (Line("BA-001", "25.001234", 14), Line("BA-002", "25.001235", 3))


def test_an_english_one_without_counts(tmp_path: Path) -> None:
    found = manifest(write(tmp_path, "path,chart\n./a/1.pdf,A\na/2.pdf,A\nb.pdf,\n"))
    assert found.declared == Declared(charts=2)
    assert [line.chart for line in found.lines] == ["A", "A", "b.pdf"]


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (",x,1", "the path is missing"),
        ("../a,x,1", "the path leads out of the folder"),
        ("C:\\scans\\a,x,1", "the path leads out of the folder"),
        ("/etc/a,x,1", "the path leads out of the folder"),
        ("good,x,1", "the path stands in an earlier row too"),
        ("good/1.pdf,x,1", INSIDE),
        ("a,x,0", "the number of pages is none"),
        ("a,x,-3", "the number of pages is none"),
        ("a,x,12 tờ", "the number of pages is none"),
        ("a,x,1,y", "it has more cells than there are headings"),
    ],
)
def test_a_bad_row_is_told_by_line_and_nothing_of_it(tmp_path: Path, row: str, what: str) -> None:
    path = write(tmp_path, f"path,chart,pages\ngood,x,1\n{row}\n")
    with pytest.raises(UsageError) as refusal:
        manifest(path)
    head, told = str(refusal.value).splitlines()
    assert "nothing was taken in" in head
    assert told == f"line 3: {what}"


def test_two_boxes_are_two_batches(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="line 3: a batch has one box"):
        manifest(write(tmp_path, "path,box\na,H-1\nb,H-2\n"))


@pytest.mark.parametrize("data", ["", "path,pages\n", "trang\n1\n", b"\xff\xd8\xff\xe0" * 40])
def test_what_is_no_manifest_is_refused(tmp_path: Path, data: str | bytes) -> None:
    with pytest.raises(UsageError):
        manifest(write(tmp_path, data))
