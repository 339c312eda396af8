"""The measures say what a person who reads line by line would say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bench.measures import (
    Counts,
    Ruler,
    best_stretch,
    counted,
    line_error,
    mark_errors,
    page_text,
    spread,
    total,
)

OWN = Ruler(page_text, line_error)
VIETNAMESE = st.text("aăâđeêoôơuưáàảãạấếộợữ bcmnt.", max_size=30)


@pytest.mark.parametrize(
    ("true", "read", "wrong", "marked"),
    [
        ("Huyết áp", "Huyết áp", 0, 2),
        ("Huyết áp", "Huyêt ap", 2, 2),  # one mark of two, and the only one
        ("Huyết áp", "Huyxt xp", 0, 2),  # other letters
        ("Huyết áp", "Huyt p", 0, 2),  # not read
        ("Huyet ap", "Huyết áp", 0, 0),  # a mark too many is not one lost
        ("ĐƠN", "ĐƠn", 0, 2),
        ("Đơn", "DƠn", 1, 2),
    ],
)
def test_errors_of_marks(true: str, read: str, wrong: int, marked: int) -> None:
    assert mark_errors(true, read) == (wrong, marked)


def test_a_line_is_sought_on_the_whole_page() -> None:
    assert best_stretch("Mạch: 80", "Họ tên: A Mạch: 8O lần") == "Mạch: 8O"
    assert line_error("Mạch: 80", "Họ tên: A Mạch: 8O lần") == 1


def test_reading_order_spoils_the_page_and_not_its_lines() -> None:
    swapped = counted("Họ tên: Nguyễn An\nMạch: 80", "Mạch: 80\nHọ tên: Nguyễn An", OWN)
    assert swapped.line_errors == 0
    assert swapped.page_errors > 0
    assert swapped.words_both == swapped.words_read == swapped.words_true


@given(VIETNAMESE)
def test_a_page_read_as_it_is_has_no_errors(text: str) -> None:
    counts = counted(text, text, OWN)
    assert counts.line_errors == counts.page_errors == counts.marks_wrong == 0


@given(VIETNAMESE, VIETNAMESE)
def test_a_line_has_no_more_errors_than_letters(line: str, page: str) -> None:
    assert 0 <= line_error(line, page) <= len(line)


def test_the_interval_lies_round_the_rate() -> None:
    pages = [Counts(line_errors=k, line_letters=100) for k in (0, 2, 4, 10)]
    low, high = spread(pages)
    assert low < total(pages).line_errors / 400 < high
