"""Pairs of words that are known, and pairs that are known but for their marks."""

import pytest

from pipeline.read.pairs import fit, fits


@pytest.mark.parametrize(
    ("one", "following", "expected"),
    [
        ("Chẩn", "đoán", 1),
        ("CHẨN", "ĐOÁN:", 1),
        ("Chấn", "đoán", -1),
        ("CHẨN", "ĐOẢN", -1),
        ("HÀ", "NỘI", 1),
        ("HÀ", "NỌI", -1),
        ("Hà", "Giang", 1),  # a province of before 2025
        ("XÃ", "HỌI", -1),
        ("HOÀ", "XÃ", 1),
        ("HÒA", "XÃ", 1),  # the tone on the other vowel
        ("Chẩn:", "đoán", 0),  # a sign parts them
        ("Chẩn", "(đoán", 0),
        ("Chẩn", "2", 0),
        ("bàn", "ghế", 0),  # nothing that is known looks like it
        ("", "", 0),
    ],
)
def test_how_two_words_go_together(one: str, following: str, expected: int) -> None:
    assert fit(one, following) == expected


def test_words_in_a_row_are_weighed_together() -> None:
    assert fits(["SỞ", "Y", "TẾ", "HÀ", "NỘI"]) > fits(["SỞ", "Y", "TẾ", "HÀ", "NỌI"])
    assert fits([]) == fits(["một"]) == 0
