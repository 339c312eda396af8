"""Printed labels within one line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.headings import hits_of, pieces, starts_anew
from tests.extractors.forms import page, words


@pytest.mark.parametrize(
    "text",
    [
        "Họ và tên: NGUYỄN VĂN AN",
        "- Paracetamol 500 mg",
        "1. Paracetamol 500 mg",
        "II. Bệnh sử",
        "a) Toàn thân",
        "(Ký, ghi rõ họ tên)",
        "Ký tên",
        "Kết luận",
    ],
)
def test_a_new_part(text: str) -> None:
    assert starts_anew(page(text).lines[0])


@pytest.mark.parametrize(
    "text", ["liên tục, ho đờm vàng", "500 mg mỗi ngày", "Kỳ kinh cuối", "khám lúc 8:30", "1,5 lít"]
)
def test_writing_that_goes_on(text: str) -> None:
    assert not starts_anew(page(text).lines[0])


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Tuổi:45", ["Tuổi:", "45"]),
        ("Họ tên: An", ["Họ", "tên:", "An"]),
        ("08:30", ["08:30"]),
        (":An", [":An"]),
    ],
)
def test_words_that_run_on_after_a_colon(text: str, parts: list[str]) -> None:
    assert [word.text for word in pieces(page(text).lines[0])] == parts


def test_the_parts_of_a_word_share_its_box() -> None:
    line = page("Tuổi:45").lines[0]
    first, second = pieces(line)
    assert first.box.left == line.box.left
    assert first.box.right == second.box.left
    assert second.box.right == line.box.right


@given(st.text(st.characters(exclude_categories=["Z", "C"]), min_size=1, max_size=60))
def test_labels_do_not_overlap(text: str) -> None:
    hits = hits_of(words(f"Họ và tên: {text} Tuổi: {text} Giới: Nam"))
    assert all(hit.start < hit.end for hit in hits)
    ends = [0, *(hit.end for hit in hits)]
    assert all(end <= hit.start for end, hit in zip(ends, hits, strict=False))
