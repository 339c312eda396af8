"""Ruled tables by what their heads say."""

import pytest

from extractors.tables import by_prefix, rows_under
from tests.extractors.forms import page

COLUMNS = {"head": ("ten thuoc",), "count": ("so luong", "sl")}


def read(text: str, *needed: str) -> list[dict[str, str]]:
    (table,) = page(text).tables
    rows = rows_under(table, by_prefix(COLUMNS), needed or ("head",))
    return [{name: cell.text for name, cell in row.items()} for row in rows]


def test_columns_go_by_their_heads() -> None:
    text = """
        | STT | Số lượng | Tên thuốc, hàm lượng |
        | 1   | 20       | Paracetamol          |
    """
    assert read(text) == [{"count": "20", "head": "Paracetamol"}]


def test_the_head_is_the_first_row_with_all_names() -> None:
    text = """
        |  ĐƠN THUỐC         |
        | Tên thuốc   | SL   |
        | Paracetamol | 20   |
    """
    assert read(text) == [{"head": "Paracetamol", "count": "20"}]


def test_without_the_needed_columns_there_are_no_rows() -> None:
    assert read("| Tên thuốc | Giá |\n| Para      | 5   |", "head", "count") == []


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("Tên thuốc", "head"),
        ("TEN THUÔC - HÀM LƯỢNG", "head"),
        ("Tên thưốc", "head"),
        ("Tèn thuoe", "head"),
        ("Số lương", "count"),
        ("SL", "count"),
        ("Sl (viên)", "count"),
        ("Ghi chú", ""),
        ("Tên", ""),
        ("", ""),
    ],
)
def test_heads(head: str, name: str) -> None:
    assert by_prefix(COLUMNS)(head) == name
