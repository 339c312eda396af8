import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.typed import CHOICES, normal
from models.errors import UsageError
from models.record import FIELDS

TYPED = [
    ("patient.full_name", "  nguyễn  thị hoà ", "NGUYỄN THỊ HOÀ"),
    ("patient.birth_date", "5/3/1961", "1961-03-05"),
    ("patient.birth_date", "05031961", "1961-03-05"),
    ("patient.birth_date", "5-3-61", "1961-03-05"),
    ("patient.birth_date", "03/1961", "1961-03"),
    ("patient.birth_date", "1961", "1961"),
    ("patient.age", "65 tuổi", "65"),
    ("patient.age", "18 tháng", "1"),
    ("patient.sex", "Nữ", "female"),
    ("patient.sex", "m", "male"),
    ("patient.national_id", "001 061 012345", "001061012345"),
    ("patient.insurance_number", "dn 4 01 0012345678", "DN4010012345678"),
    ("patient.insurance_number", "0123 456 789", "0123456789"),
    ("patient.phone", "+84 912.345.678", "0912345678"),
    ("patient.record_number", "24.001234", "24.001234"),
    ("encounter.department", "Khoa Nội tổng hợp", "Nội tổng hợp"),
    ("encounter.admitted_at", "5/3/2026 8h30", "2026-03-05T08:30"),
    ("encounter.admitted_at", "8 giờ 30 ngày 05 tháng 03 năm 2026", "2026-03-05T08:30"),
    ("encounter.issued_on", "05/03/2026 8:30", "2026-03-05"),
    ("encounter.issued_on", "5/3/26", "2026-03-05"),
    ("encounter.physician", "BS. CKII. Lê Văn Minh", "Lê Văn Minh"),
    ("encounter.outcome", "Khỏi", "recovered"),
    ("diagnoses.icd10", "j189", "J18.9"),
    ("diagnoses.icd10", "J18,9", "J18.9"),
    ("diagnoses.icd10", "i10", "I10"),
    ("diagnoses.role", "main", "main"),
    ("medications.strength", "500mg", "500 mg"),
    ("medications.strength", "875 mg / 125 mg", "875 mg/125 mg"),
    ("medications.quantity", "1.250", "1250"),
    ("medications.quantity", "2,5", "2.5"),
    ("medications.form", "viên", "tablet"),
    ("medications.route", "tiêm bắp", "im"),
    ("medications.dose", "1  viên", "1 viên"),
    ("lab_results.value", "7,25", "7.25"),
    ("lab_results.value", "< 0,5", "<0.5"),
    ("lab_results.value", "Âm tính", "Âm tính"),
    ("lab_results.flag", "↑", "high"),
    ("vital_signs.kind", "Mạch", "pulse"),
    ("vital_signs.value", "120 / 80", "120/80"),
    ("vital_signs.value", "36,8", "36.8"),
    ("imaging.modality", "Siêu âm", "ultrasound"),
    ("document_type", "lab_report", "lab_report"),
    ("patient.address", " 12  Lê Lợi ", "12 Lê Lợi"),
    ("patient.sex", "  ", None),
]


@pytest.mark.parametrize(("path", "text", "value"), TYPED)
def test_what_is_typed_becomes_normal_and_stays_so(path: str, text: str, value: str | None) -> None:
    assert normal(path, text) == value
    assert normal(path, value or "") == value


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("encounter.issued_on", "35/03/2026"),
        ("encounter.issued_on", "30/02/2026"),
        ("encounter.issued_on", "5/3/2026 8:30 9"),
        ("encounter.issued_on", "hôm nay"),
        ("patient.birth_date", "12/13/1961"),
        ("patient.birth_date", "12"),
        ("patient.birth_date", "13/1961"),
        ("patient.age", "130"),
        ("patient.age", "khoảng 60"),
        ("patient.sex", "khác"),
        ("patient.full_name", "?"),
        ("patient.national_id", "00106101234"),
        ("patient.national_id", "0010610l2345"),
        ("patient.insurance_number", "DN401001234567"),
        ("patient.phone", "0912"),
        ("diagnoses.icd10", "viêm phổi"),
        ("diagnoses.role", "other"),
        ("medications.quantity", "hai mươi"),
        ("vital_signs.value", "cao"),
        ("document_type", "đơn thuốc"),
        ("encounter.prescription_code", "79024a1b2c3d"),
    ],
)
def test_what_cannot_be_is_refused_without_repeating_it(path: str, text: str) -> None:
    with pytest.raises(UsageError) as refusal:
        normal(path, text)
    assert text not in str(refusal.value)


PATHS = [f"{group}.{key}" for group, keys in FIELDS.items() for key in keys]


@given(st.sampled_from([*PATHS, *CHOICES]), st.text(max_size=40))
def test_anything_is_normal_or_refused_and_once_is_enough(path: str, text: str) -> None:
    try:
        value = normal(path, text)
    except UsageError:
        return
    assert value is None or normal(path, value) == value
