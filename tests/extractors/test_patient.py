"""Who the patient is, from the head of a form."""

from dataclasses import replace

import pytest

from extractors import patient
from models.geometry import Box, around
from models.page import Line, Mark, MarkKind
from models.record import Field, Source, Status
from tests.extractors.forms import document, labels, values


def read(text: str, *, language: str = "vi") -> dict[str, Field]:
    form = document(text, language=language)
    return dict(patient.extract(form, labels(form)))


def said(text: str, *, language: str = "vi") -> dict[str, str | None]:
    return values(read(text, language=language))


def test_a_vietnamese_head() -> None:
    text = """
        Họ và tên: Nguyễn Văn An                 Ngày sinh: 12/03/1961      Giới tính: Nam
        Dân tộc: Kinh                            Nghề nghiệp: Nông dân
        Số CCCD: 079061012345                    Số thẻ BHYT: DN 4 01 01 2345 6789
        Mã người bệnh: 24001234                  Số bệnh án: 24.005678
        Địa chỉ: Số 5 Lê Lợi, phường Tân Lập, Hải Tây
        Điện thoại: 0912.345.678                 Người nhà: Trần Thị Bé (vợ)
    """
    assert said(text) == {
        "full_name": "NGUYỄN VĂN AN",
        "birth_date": "1961-03-12",
        "sex": "male",
        "national_id": "079061012345",
        "insurance_number": "DN4010123456789",
        "patient_id": "24001234",
        "record_number": "24.005678",
        "ethnicity": "Kinh",
        "occupation": "Nông dân",
        "address": "Số 5 Lê Lợi, phường Tân Lập, Hải Tây",
        "phone": "0912345678",
        "relative": "Trần Thị Bé (vợ)",
    }


def test_an_english_head() -> None:
    text = """
        Patient name: Mr. An Nguyen              Date of birth: 12 March 1961
        Sex: Male                                Hospital number: H-24001
        Address: 5 Le Loi, Hai Tay               Phone: +84 912 345 678
    """
    assert said(text, language="en") == {
        "full_name": "AN NGUYEN",
        "birth_date": "1961-03-12",
        "sex": "male",
        "patient_id": "H-24001",
        "address": "5 Le Loi, Hai Tay",
        "phone": "0912345678",
    }


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Họ và tên: ÔNG NGUYỄN VĂN AN", "NGUYỄN VĂN AN"),
        ("Họ và tên: Bà Trần Thị Hoa.", "TRẦN THỊ HOA"),
        ("Họ tên: | NGUYỄN VĂN AN .....", "NGUYỄN VĂN AN"),
        ("Họ tên: H'Hen Niê", "H'HEN NIÊ"),
        ("Họ tên: NGUYỄN VĂN AN đã được điều trị", "NGUYỄN VĂN AN"),
        ("Họ tên: nguyễn văn an", "NGUYỄN VĂN AN"),
    ],
)
def test_names(text: str, name: str) -> None:
    assert said(text)["full_name"] == name


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("Số CCCD: 0790 6101 2345", "national_id", "079061012345"),
        ("Số CCCD: O79O61O12345", "national_id", "079061012345"),
        ("CMND: 023456789", "national_id", "023456789"),
        ("Số CCCD: 12345", "national_id", None),
        ("Thẻ BHYT: DN-4-01-01-2345-6789", "insurance_number", "DN4010123456789"),
        ("Thẻ BHYT: DN4010123456789", "insurance_number", "DN4010123456789"),
        ("Thẻ BHYT: DN 4 01 0123456789", "insurance_number", "DN4010123456789"),
        ("Thẻ BHYT: DN4O1O123456789", "insurance_number", "DN4010123456789"),
        ("Thẻ BHYT: 0123456789", "insurance_number", "0123456789"),
        ("Thẻ BHYT: không có", "insurance_number", None),
        ("SĐT: 0912 345 678", "phone", "0912345678"),
        ("SĐT: 0912345678 / 0987654321", "phone", "0912345678"),
        ("SĐT: l912345678", "phone", "1912345678"),
        ("SĐT: 113", "phone", None),
        ("Mã BN: BN - 24 / 001", "patient_id", "BN-24/001"),
        ("Mã BN: chưa có", "patient_id", None),
        ("Số hồ sơ: |24-0012|", "record_number", "24-0012"),
        ("Tuổi: 45 tuổi", "age", "45"),
        ("Tuổi: 07", "age", "7"),
        ("Tuổi: 4 tháng", "age", "0"),
        ("Tuổi: 18 tháng tuổi", "age", "1"),
        ("Tuổi: 15 ngày tuổi", "age", "0"),
        ("Tuổi: 145", "age", None),
        ("Năm sinh: 1961", "birth_date", "1961"),
        ("Ngày sinh: 1 2 0 3 1 9 6 1", "birth_date", "1961-03-12"),
        ("Giới tính: Nữ", "sex", "female"),
        ("Giới: Nu", "sex", "female"),
        ("Giới: Nam / Nữ", "sex", None),
        ("Sex: F", "sex", "female"),
    ],
)
def test_one_value(text: str, key: str, value: str | None) -> None:
    assert said(text)[key] == value


def test_a_long_insurance_number_goes_on_in_the_next_line() -> None:
    text = """
        Số thẻ BHYT: DN 4 01
        0123456789
    """
    assert said(text)["insurance_number"] == "DN4010123456789"


def test_a_date_of_birth_of_which_only_the_year_is_left_is_unsure() -> None:
    made = read("Ngày sinh: 32/13/1961")["birth_date"]
    assert made.value == "1961"
    assert made.confidence < 0.6


def test_a_number_of_the_wrong_length_is_unsure() -> None:
    assert read("Thẻ BHYT: DN40101234567890")["insurance_number"].confidence < 0.6
    assert read("Số CCCD: 0790610123456")["national_id"].confidence < 0.6


@pytest.mark.parametrize(
    ("text", "sex"),
    [
        ("Giới tính: 1. Nam ☒ 2. Nữ ☐", "male"),
        ("Giới tính: 1. Nam ☐ 2. Nữ ☒", "female"),
        ("Giới: Nam ☐ Nữ ☒", "female"),
        ("Giới tính: 1. Nam ☐ 2. Nữ ☐", None),
        ("Giới tính: 1. Nam ☒ 2. Nữ ☒", None),
        ("Giới tính: 1. Nam [X] 2. Nữ [ ]", "male"),
        ("Giới tính: 1. Nam [ ] 2. Nữ [X]", "female"),
        ("Giới tính: 1.Nam 2.Nữ x", "female"),
    ],
)
def test_the_ticked_sex(text: str, sex: str | None) -> None:
    assert said(text)["sex"] == sex


def test_the_hospitals_own_address_is_not_the_patients() -> None:
    text = """
        BỆNH VIỆN ĐA KHOA HẢI TÂY
        Địa chỉ: 1 Quang Trung, Hải Tây
        Điện thoại: 0225 3 123 456
        Họ và tên: NGUYỄN VĂN AN
        Địa chỉ: Số 5 Lê Lợi, phường Tân Lập
    """
    found = said(text)
    assert found["address"] == "Số 5 Lê Lợi, phường Tân Lập"
    assert "phone" not in found


def test_the_age_is_given_only_without_a_date_of_birth() -> None:
    assert "age" not in said("Họ tên: NGUYỄN VĂN AN   Tuổi: 63   Năm sinh: 1961")
    assert said("Họ tên: NGUYỄN VĂN AN   Tuổi: 63   Năm sinh:")["age"] == "63"


def test_a_label_with_nothing_written() -> None:
    made = read("Họ tên: ..........      Tuổi: 45")["full_name"]
    assert (made.value, made.text, made.status) == (None, "", Status.AUTO)
    assert made.box is not None


def test_what_is_written_but_cannot_be_read() -> None:
    made = read("Số CCCD: ?#7&")["national_id"]
    assert (made.value, made.text, made.status) == (None, None, Status.REVIEW)
    assert made.box is not None


def test_the_first_sure_value_stays() -> None:
    text = """
        Họ và tên: NGUYỄN VĂN AN
        Họ và tên: TRẦN VĂN BÌNH
    """
    assert said(text)["full_name"] == "NGUYỄN VĂN AN"
    assert said("Họ và tên:\nTuổi: 5\nHọ và tên: TRẦN VĂN BÌNH")["full_name"] == "TRẦN VĂN BÌNH"


def test_the_doctor_is_not_the_patient() -> None:
    assert said("BÁC SĨ ĐIỀU TRỊ\nBS. Lê Thị Cúc\n(Ký, ghi rõ họ tên)") == {}


def test_options_stand_apart_in_their_row() -> None:
    assert said("Giới tính: 1. Nam ☐      2. Nữ ☒      Tuổi: 5")["sex"] == "female"
    assert said("Giới tính: 1. Nam       2. Nữ")["sex"] is None
    assert said("Giới tính: 1. Nam ☐")["sex"] is None


def test_a_relatives_telephone_is_not_the_patients() -> None:
    assert "phone" not in said("Người nhà: Trần Thị Bé        Điện thoại: 0912345678")
    found = said("Điện thoại: 0987654321      Người nhà: Trần Thị Bé      Điện thoại: 0912345678")
    assert found["phone"] == "0987654321"


def with_other(text: str, word: str, other: str) -> dict[str, Field]:
    """A form of which the other reader read one word otherwise."""
    form = document(text)
    (page,) = form.pages
    lines = tuple(
        replace(
            line,
            words=tuple(replace(w, other=other) if w.text == word else w for w in line.words),
        )
        for line in page.lines
    )
    form = replace(form, pages=(replace(page, lines=lines),))
    return dict(patient.extract(form, labels(form)))


def test_the_other_reading_counts_where_only_it_fits() -> None:
    made = with_other("Số CCCD: 07906101234", "07906101234", "079061012345")["national_id"]
    assert made.value == "079061012345"
    assert made.confidence < 0.9
    made = with_other("Số CCCD: 079061012345", "079061012345", "079061012346")["national_id"]
    assert made.value == "079061012345"


def test_writing_by_hand_is_told() -> None:
    form = document("Họ và tên: NGUYỄN VĂN AN\nDân tộc:\nNghề nghiệp: Nông dân")
    (page,) = form.pages
    name = around(word.box for word in page.lines[0].words[3:])
    empty = Box(0.14, page.lines[1].box.top, 0.3, page.lines[1].box.bottom)
    marks = tuple(Mark(box, MarkKind.HANDWRITING) for box in (name, empty))
    form = replace(form, pages=(replace(page, marks=marks),))
    found = patient.extract(form, labels(form))
    assert found["full_name"].source is Source.HANDWRITTEN
    assert found["occupation"].source is Source.PRINTED
    made = found["ethnicity"]
    assert (made.value, made.text, made.status) == (None, None, Status.REVIEW)
    assert made.source is Source.HANDWRITTEN
    assert made.box == empty


def test_words_that_readers_guessed_are_not_read() -> None:
    form = document("Nghề nghiệp: Nêng dẻn")
    words = [
        Line(tuple(replace(w, confidence=0.95 if k < 2 else 0.1) for k, w in enumerate(line.words)))
        for line in form.pages[0].lines
    ]
    form = replace(form, pages=(replace(form.pages[0], lines=tuple(words)),))
    made = patient.extract(form, labels(form))["occupation"]
    assert (made.value, made.text, made.status) == (None, None, Status.REVIEW)


def test_options_that_run_together_over_a_box() -> None:
    form = document("Giới: 1. Nam2. Nữ")
    (page,) = form.pages
    word = next(word.box for word in page.words if word.text == "Nam2.")
    over = Box(word.right - 0.03, word.top, word.right - 0.01, word.bottom)
    after = Box(page.words[-1].box.right + 0.01, word.top, page.words[-1].box.right + 0.03, 0.06)
    marks = (
        Mark(over, MarkKind.CHECKBOX, ticked=True),
        Mark(after, MarkKind.CHECKBOX),
    )
    form = replace(form, pages=(replace(page, marks=marks),))
    assert patient.extract(form, labels(form))["sex"].value == "male"
