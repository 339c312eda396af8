"""Operations and procedures."""

import pytest

from extractors import procedures
from tests.extractors.forms import document, labels, listed

Found = list[dict[str, str | None]]


def said(text: str, *, type: str = "procedure_note") -> Found:
    form = document(text, type=type)
    return listed(procedures.extract(form, labels(form)))


def test_the_note_of_an_operation() -> None:
    text = """
        Phẫu thuật lúc: 9 giờ 15 phút, ngày 06 tháng 11 năm 2024
        Phương pháp phẫu thuật: Nội soi cắt ruột thừa
        Phương pháp vô cảm: Gây mê nội khí quản
        Phẫu thuật viên: BSCKI. Trần Văn Bình
        Bác sĩ gây mê: BS. Lê Thị Cúc
    """
    assert said(text) == [
        {
            "text": "Nội soi cắt ruột thừa",
            "performed_on": "2024-11-06T09:15",
            "physician": "Trần Văn Bình",
        }
    ]


def test_an_english_note() -> None:
    text = """
        Procedure performed: Laparoscopic appendectomy
        Date of operation: 6 November 2024
    """
    assert said(text) == [
        {"text": "Laparoscopic appendectomy", "performed_on": "2024-11-06"},
    ]


def test_a_date_or_a_surgeon_without_an_operation_is_nothing() -> None:
    assert said("Phẫu thuật lúc: 06/11/2024\nPhẫu thuật viên: BS. Trần Văn Bình") == []
    assert said("Phương pháp phẫu thuật: .......") == []


def test_a_misread_date_is_left_out() -> None:
    text = "Phương pháp thủ thuật: Chọc dò màng phổi\nThủ thuật lúc: 36/11/2024"
    assert said(text) == [{"text": "Chọc dò màng phổi"}]


def test_a_table_of_operations() -> None:
    text = """
        | Giờ, ngày        | Phương pháp phẫu thuật / vô cảm | Phẫu thuật viên  |
        | 09:15 06/11/2024 | Nội soi cắt ruột thừa / Gây mê  | BS. Trần Văn Bình |
        |                  |                                 |                  |
    """
    assert said(text, type="inpatient_record") == [
        {
            "text": "Nội soi cắt ruột thừa",
            "performed_on": "2024-11-06T09:15",
            "physician": "Trần Văn Bình",
        }
    ]


def test_labels_on_other_forms_tell_of_none() -> None:
    assert said("Phương pháp phẫu thuật: Nội soi cắt ruột thừa", type="referral") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mổ lấy thai, kháng sinh sau mổ", ["Mổ lấy thai"]),
        ("Cắt túi mật nội soi; nội khoa: giảm đau", ["Cắt túi mật nội soi"]),
        ("Kháng sinh, giảm đau, nghỉ ngơi", []),
    ],
)
def test_what_was_done_is_told_where_the_treatment_is(text: str, found: list[str]) -> None:
    form = document(f"Phương pháp điều trị: {text}", type="discharge_certificate")
    made = listed(procedures.extract(form, labels(form)))
    assert [item["text"] for item in made] == found
    assert procedures.extract(form, labels(form), model=False) == ()
    assert said(f"Hướng điều trị: {text}", type="inpatient_record") == []
