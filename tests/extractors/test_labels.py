"""Labels and the words beside them."""

import pytest
from hypothesis import given, settings

from extractors.labels import find_labels
from models.document import Document
from tests.extractors.forms import document, labels
from tests.extractors.garbage import documents


def pairs(text: str, language: str = "vi") -> list[tuple[str, str]]:
    return [(hit.field, hit.text) for hit in labels(document(text, language=language))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Họ và tên: NGUYỄN VĂN AN", [("patient.full_name", "NGUYỄN VĂN AN")]),
        (
            "Họ và tên: NGUYỄN VĂN AN      Tuổi: 45",
            [("patient.full_name", "NGUYỄN VĂN AN"), ("patient.age", "45")],
        ),
        (
            "Họ và tên: NGUYỄN VĂN AN Tuổi: 45 Giới: Nam",
            [
                ("patient.full_name", "NGUYỄN VĂN AN"),
                ("patient.age", "45"),
                ("patient.sex", "Nam"),
            ],
        ),
        ("- Dân tộc: Kinh", [("patient.ethnicity", "Kinh")]),
        ("2. Tuổi: 45", [("patient.age", "45")]),
        ("Patient name: AN NGUYEN", [("patient.full_name", "AN NGUYEN")]),
        ("Họ tên:NGUYỄN VĂN AN", [("patient.full_name", "NGUYỄN VĂN AN")]),
        ("Họ tên:", [("patient.full_name", "")]),
        ("Họ và tên: ........", [("patient.full_name", "")]),
    ],
)
def test_one_line(text: str, expected: list[tuple[str, str]]) -> None:
    assert pairs(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ho va ten: NGUYỄN VĂN AN", [("patient.full_name", "NGUYỄN VĂN AN")]),
        ("Họ và tèn ngưòi bênh: NGUYỄN VĂN AN", [("patient.full_name", "NGUYỄN VĂN AN")]),
        ("Chấn đoản vào viên: Viêm phổi", [("diagnosis.admission", "Viêm phổi")]),
        ("Chẩnđoán: Viêm phổi", [("diagnosis", "Viêm phổi")]),
        ("Chẩn đoán Viêm phổi", [("diagnosis", "Viêm phổi")]),
        ("Nghề nghiêp: Nông dân", [("patient.occupation", "Nông dân")]),
    ],
)
def test_misread_labels(text: str, expected: list[tuple[str, str]]) -> None:
    assert pairs(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "BỆNH VIỆN ĐA KHOA HẢI TÂY",
        "Bệnh nhân tỉnh, tiếp xúc tốt",
        "bệnh nhân vào viện vì sốt",
        "Khám lúc 8:30 sáng",
        "Chẩn đoán hình ảnh",
        "Tuổi thơ",
        "(Ký, ghi rõ họ tên)",
    ],
)
def test_sentences_and_titles_are_no_labels(text: str) -> None:
    assert pairs(text) == []


def test_a_long_diagnosis_goes_on_below() -> None:
    text = """
        Chẩn đoán: Viêm phổi thùy dưới phải, suy hô hấp độ hai, tăng huyết áp, đái tháo đường
        típ hai và bệnh thận mạn
        Lời dặn: Nghỉ ngơi
    """
    found = dict(pairs(text))
    assert found["diagnosis"].endswith("đái tháo đường típ hai và bệnh thận mạn")
    assert found["section.advice"] == "Nghỉ ngơi"


def test_a_name_does_not_go_on_below() -> None:
    assert pairs("Họ và tên: NGUYỄN VĂN AN\nBệnh nhân nằm viện") == [
        ("patient.full_name", "NGUYỄN VĂN AN")
    ]


def test_the_next_column_is_no_wrapped_line() -> None:
    text = """
        Địa chỉ: Số 5 Lê Lợi, phường Tân Lập            BÁC SĨ ĐIỀU TRỊ
                                                        Trần Văn Bình
    """
    assert pairs(text) == [("patient.address", "Số 5 Lê Lợi, phường Tân Lập")]


def test_a_value_in_the_next_column_of_the_row() -> None:
    assert pairs("Mã người bệnh:       24001234") == [("patient.patient_id", "24001234")]


def test_a_value_under_its_label() -> None:
    assert pairs("Mã người bệnh:\n24001234") == [("patient.patient_id", "24001234")]


def test_a_label_in_the_next_column_is_no_value() -> None:
    assert pairs("Họ tên:        Tuổi: 45") == [("patient.full_name", ""), ("patient.age", "45")]


def test_where_nothing_is_written_the_zone_is_the_place_for_it() -> None:
    form = document(
        "Họ tên:                 Tuổi: 45\nĐịa chỉ: Số 5 Lê Lợi, phường Tân Lập, Hải Tây"
    )
    name = labels(form)[0]
    heading = name.heading[-1].box
    assert name.zone.left == heading.right
    assert name.zone.right > name.zone.left
    assert name.zone.top == heading.top


def test_a_clock_is_no_label() -> None:
    assert pairs("Vào viện lúc: 08:30 05/11/2024") == [
        ("encounter.admitted_at", "08:30 05/11/2024")
    ]


@settings(max_examples=150, deadline=None)
@given(documents())
def test_words_of_a_label_are_words_of_its_page(form: Document) -> None:
    for hit in find_labels(form):
        letters = hit.page.text.replace(" ", "").replace("\n", "")
        assert all(word.text in letters for word in (*hit.heading, *hit.every))
        assert 0 < hit.likeness <= 1
