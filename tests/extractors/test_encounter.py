"""Where, when and by whom."""

import pytest

from extractors import encounter
from models.record import Field, Status
from tests.extractors.forms import document, labels, values, written_beside

NAME = "Họ và tên: NGUYỄN VĂN AN"


def read(text: str, *, type: str = "other", language: str = "vi") -> dict[str, Field]:
    form = document(text, type=type, language=language)
    return dict(encounter.extract(form, labels(form)))


def said(text: str, *, type: str = "other", language: str = "vi") -> dict[str, str | None]:
    return values(read(text, type=type, language=language))


def test_a_discharge_certificate() -> None:
    text = """
        SỞ Y TẾ HẢI TÂY                      CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
        BỆNH VIỆN ĐA KHOA HẢI TÂY            Độc lập - Tự do - Hạnh phúc
        Khoa: Nội tổng hợp
        GIẤY RA VIỆN
        Họ và tên: NGUYỄN VĂN AN
        Vào viện lúc: 8 giờ 30 phút, ngày 05 tháng 11 năm 2024
        Ra viện lúc: 14 giờ 00 phút, ngày 12 tháng 11 năm 2024
        Kết quả điều trị: 1. Khỏi ☐ 2. Đỡ, giảm ☒ 3. Không thay đổi ☐ 4. Nặng hơn ☐
        Hẹn khám lại ngày: 26/11/2024
                                             Hải Tây, ngày 12 tháng 11 năm 2024
                                             BÁC SĨ ĐIỀU TRỊ
                                             (Ký, ghi rõ họ tên)
                                             BS. Lê Thị Cúc
    """
    assert said(text, type="discharge_certificate") == {
        "department": "Nội tổng hợp",
        "admitted_at": "2024-11-05T08:30",
        "discharged_at": "2024-11-12T14:00",
        "outcome": "improved",
        "follow_up_on": "2024-11-26",
        "facility": "BỆNH VIỆN ĐA KHOA HẢI TÂY",
        "issued_on": "2024-11-12",
        "physician": "Lê Thị Cúc",
    }


def test_an_english_letterhead() -> None:
    text = """
        Hai Tay General Hospital
        5 November 2024
        Attending physician: Dr. An Nguyen
        Ward: Cardiology
    """
    assert said(text, language="en") == {
        "physician": "An Nguyen",
        "department": "Cardiology",
        "facility": "Hai Tay General Hospital",
        "issued_on": "2024-11-05",
    }


def test_a_referral_and_the_stay_before_it() -> None:
    text = """
        Kính gửi: Bệnh viện Nhi Trung Đông
        Họ và tên: NGUYỄN VĂN AN
        Đã được khám bệnh/điều trị tại: Khoa Nhi
        từ ngày 05/11/2024 đến ngày 07/11/2024
    """
    found = said(text, type="referral")
    assert found["destination"] == "Bệnh viện Nhi Trung Đông"
    assert (found["admitted_at"], found["discharged_at"]) == ("2024-11-05", "2024-11-07")


@pytest.mark.parametrize("type", ["treatment_sheet", "vital_signs_chart", "nursing_note"])
def test_forms_written_on_for_days_have_no_date_of_issue(type: str) -> None:
    assert "issued_on" not in said("Ngày 05 tháng 11 năm 2024", type=type)


@pytest.mark.parametrize(
    ("text", "issued"),
    [
        ("Ngày 05 tháng 11 năm 2024", "2024-11-05"),
        ("Hải Tây, ngày 05 tháng 11 năm 2024", "2024-11-05"),
        ("TP. Hải Tây, ngày 05/11/2024", "2024-11-05"),
        ("Ngày: 05/11/2024", "2024-11-05"),
        ("Ngày sinh: 12/03/1961", None),
        ("Sinh ngày 12/03/1961", None),
        ("Vào viện ngày 05/11/2024", None),
        ("Ngày vào viện: 05/11/2024", None),
        ("Bệnh nhân ho từ ngày 05/11/2024 đến nay có sốt cao và khó thở", None),
    ],
)
def test_the_date_beside_the_signature(text: str, issued: str | None) -> None:
    assert said(text).get("issued_on") == issued


def test_a_date_that_cannot_be_read_waits_for_a_person() -> None:
    made = read("Vào viện lúc: 36/11/2024")["admitted_at"]
    assert (made.value, made.text, made.status) == (None, None, Status.REVIEW)
    assert made.box is not None


def test_words_in_place_of_a_date_are_no_date() -> None:
    assert said("Hẹn khám lại: khi có dấu hiệu bất thường") == {}
    assert said("Hẹn khám lại ngày: .........") == {"follow_up_on": None}


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("Khỏi", "recovered"),
        ("khoi benh", "recovered"),
        ("Đỡ, giảm", "improved"),
        ("Ổn định", "improved"),
        ("Không thay đổi", "unchanged"),
        ("Nặng hơn", "worse"),
        ("Tử vong", "died"),
        ("Chuyển viện", "referred"),
        ("Xin về", "left_against_advice"),
        ("Improved", "improved"),
        ("Không rõ", None),
        ("", None),
    ],
)
def test_outcomes(text: str, outcome: str | None) -> None:
    assert encounter.outcome(text) == outcome


def test_options_without_a_tick_say_no_outcome() -> None:
    assert "outcome" not in said("Kết quả điều trị: 1. Khỏi ☐ 2. Đỡ, giảm ☐ 3. Nặng hơn ☐")


def test_a_department_loses_its_word_and_gets_its_marks_back() -> None:
    assert said("Khoa: Khoa Nội tiết")["department"] == "Nội tiết"
    assert said("Khoa: Nội tông hợp")["department"] == "Nội tổng hợp"


def test_a_year_of_two_digits_is_less_sure() -> None:
    made = read("Vào viện lúc: 05/11/24")["admitted_at"]
    assert made.value == "2024-11-05"
    assert made.confidence < 0.9


REPORT = """
    Bác sĩ chỉ định: BS. Lê Thị Cúc
    Kết luận: bình thường
    BÁC SĨ ĐIỀU TRỊ                          {title}
    Lê Thị Cúc                               {name}
"""


@pytest.mark.parametrize(
    ("type", "name", "doctor"),
    [
        ("lab_report", "BSCKI. Phạm Văn Dũng", "Lê Thị Cúc"),  # its head signs for the laboratory
        ("imaging_report", "BSC KI. Phạm Văn Dũng", "Phạm Văn Dũng"),
        ("imaging_report", "", None),
        ("other", "", "Lê Thị Cúc"),
    ],
)
def test_who_ordered_and_who_signed(type: str, name: str, doctor: str | None) -> None:
    text = REPORT.format(title="BÁC SĨ CHUYÊN KHOA" if name else "", name=name)
    assert said(text, type=type).get("physician") == doctor


def test_options_that_stand_far_apart_are_one_choice() -> None:
    text = "Kết quả điều trị: 1. Khỏi      2. Đỡ, giảm      3. Không thay đổi X      4. Nặng hơn"
    assert said(text)["outcome"] == "unchanged"


@pytest.mark.parametrize(("dated", "issued"), [("05/11/2024", None), ("12/11/2024", "2024-11-12")])
def test_a_record_of_a_stay_is_not_issued_before_its_end(dated: str, issued: str | None) -> None:
    text = f"""
        Vào viện: 05/11/2024
        Ra viện: 12/11/2024
                                             Ngày: {dated}
                                             BS. Lê Thị Cúc
    """
    assert said(text, type="inpatient_record").get("issued_on") == issued
    assert said(text, type="discharge_certificate")["issued_on"] is not None


def test_a_department_written_by_hand_keeps_its_place() -> None:
    form, ink = written_beside("Khoa:")
    made = dict(encounter.extract(form, labels(form)))["department"]
    assert (made.value, made.box, made.status) == (None, ink, Status.REVIEW)
