"""Marks that readers lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.spelling import REPAIRED, facility_name, restored
from models.text import squeeze


@pytest.mark.parametrize(
    ("read", "kind", "right"),
    [
        ("Viêm phôi", "disease", "Viêm phổi"),
        ("Tang huyet ap", "disease", "Tăng huyết áp"),
        ("tang huyet ap", "disease", "tăng huyết áp"),
        ("Nội tông hợp", "department", "Nội tổng hợp"),
        ("Nhì", "department", "Nhi"),
    ],
)
def test_restored(read: str, kind: str, right: str) -> None:
    assert restored(read, kind) == (right, REPAIRED)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Viêm phổi", "disease"),
        ("VIÊM PHỔI", "disease"),
        ("Viêm phổi nặng", "disease"),
        ("Nội tiêu hoá", "department"),
        ("Nội tiêu hóa", "department"),
        ("Noi tieu hoa", "department"),
        ("", "disease"),
    ],
)
def test_what_is_right_or_unknown_stays(text: str, kind: str) -> None:
    assert restored(text, kind) == (text, 1.0)


@pytest.mark.parametrize(
    ("read", "right"),
    [
        ("BÊNH VIỆN ĐA KHOA HẢI TÂY", "BỆNH VIỆN ĐA KHOA HẢI TÂY"),
        ("BENH VIEN NHI HAI TAY", "BỆNH VIỆN NHI HAI TAY"),
        ("TRUNG TAM Y TE HUYEN AN ĐÔNG", "TRUNG TÂM Y TẾ HUYỆN AN ĐÔNG"),
    ],
)
def test_facilities(read: str, right: str) -> None:
    assert facility_name(read) == (right, REPAIRED)


@pytest.mark.parametrize("text", ["BỆNH VIỆN ĐA KHOA HẢI TÂY", "Benh vien Hải Tây", ""])
def test_facilities_that_stay(text: str) -> None:
    assert facility_name(text) == (text, 1.0)


@given(st.text(), st.sampled_from(["disease", "drug", "lab", "department"]))
def test_letters_stay(text: str, kind: str) -> None:
    right, sure = restored(text, kind)
    assert squeeze(right) == squeeze(text)
    assert sure in (1.0, REPAIRED)
