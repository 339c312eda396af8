"""ICD-10 codes as written, and from words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.coding import proposed_code, written_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Viêm phổi (J18.9)", "J18.9"),
        ("J18.9 - Viêm phổi", "J18.9"),
        ("Tăng huyết áp I10", "I10"),
        ("COPD (J441)", "J44.1"),
        ("COPD (J44,1)", "J44.1"),
        ("COPD (J44. 1)", "J44.1"),
        ("COPD (J44.l)", "J44.1"),
        ("COPD (JA4.1)", None),
        ("Viêm dạ dày (K2O)", "K20"),
        ("Tăng huyết áp (110)", "I10"),
        ("Suy tim (l50.9)", "I50.9"),
        ("Viêm phổi", None),
        ("HbA1c 9.2", None),
        ("Huyết áp 110/70 mmHg", None),
        ("đường huyết 110.5%", None),
        ("Bệnh năm thứ 2", None),
        ("", None),
    ],
)
def test_written(text: str, code: str | None) -> None:
    found = written_code(text)
    assert (found[0] if found else None) == code


def test_a_repaired_code_is_less_sure() -> None:
    right, repaired = written_code("(I10)"), written_code("(110)")
    assert right is not None
    assert repaired is not None
    assert right[3] == 1.0 > repaired[3]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Viêm phổi", "J18.9"),
        ("viem phoi", "J18.9"),
        ("Tăng huyết áp", "I10"),
        ("Tãng huyêt áp", "I10"),
        ("THA", "I10"),
        ("Hypertension", "I10"),
        ("Nằm viện theo yêu cầu", None),
        ("", None),
    ],
)
def test_proposed(text: str, code: str | None) -> None:
    found = proposed_code(text)
    assert (found[0] if found else None) == code


@given(st.one_of(st.text(), st.text("ABJIK0189OolSg.,· ()", max_size=20)))
def test_a_code_has_the_form_of_one(text: str) -> None:
    found = written_code(text)
    if found is not None:
        code, start, end, sure = found
        assert code[0].isalpha()
        assert code[1:3].isdigit()
        assert 0 <= start < end <= len(text)
        assert 0 < sure <= 1
