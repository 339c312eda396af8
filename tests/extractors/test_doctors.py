"""Who signed, and who is named beside a label."""

import pytest

from extractors import encounter
from models.record import Field
from tests.extractors.forms import document, labels


def read(text: str) -> dict[str, Field]:
    form = document(text)
    return dict(encounter.extract(form, labels(form)))


@pytest.mark.parametrize(
    ("text", "physician"),
    [
        ("BS. Lê Thị Cúc", "Lê Thị Cúc"),
        ("BSCKII. Lê Thị Cúc", "Lê Thị Cúc"),
        ("ThS. BS. Lê Thị Cúc", "Lê Thị Cúc"),
        ("PGS.TS. Lê Thị Cúc", "Lê Thị Cúc"),
        ("B5. Lê Thị Cúc", "Lê Thị Cúc"),
        ("Bác sĩ điều trị: Lê Thị Cúc", "Lê Thị Cúc"),
        ("Bác sĩ chỉ định: BS. Trần Văn Bình", "Trần Văn Bình"),
        ("Bác sĩ chỉ định: Trần Văn Bình\nBS. Lê Thị Cúc", "Lê Thị Cúc"),
        ("BS. Lê Thị Cúc ĐÃ KÝ", "Lê Thị Cúc"),
        ("BS chỉ định: BS. Lê Thị Cúc Ngày trả kết quả: 05/11/2024", "Lê Thị Cúc"),
        ("ĐÃ KÝ BS. Lê Thị Cúc", "Lê Thị Cúc"),
        ("BS. Lê Thị KÝ Cúc", None),
        ("BS. LÊ THỊ CÚC", "LÊ THỊ CÚC"),
        ("BS. ĐÃ KÝ SỐ", None),
        ("BS CHUYÊN KHOA NỘI", None),
        ("BÁC SĨ ĐIỀU TRỊ", None),
        ("(Ký, ghi rõ họ tên)", None),
        ("ĐD. Trần Thị Bé", None),
        ("Bác sĩ điều trị: ........", None),
    ],
)
def test_the_doctor(text: str, physician: str | None) -> None:
    made = read(text).get("physician")
    assert (made.value if made else None) == physician


def test_a_name_that_is_no_vietnamese_name_is_less_sure() -> None:
    known, other = read("BS. Lê Thị Cúc")["physician"], read("BS. Xyz Thị Cúc")["physician"]
    assert known.confidence > 0.9 > other.confidence
