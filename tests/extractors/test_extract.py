"""All extractors together: what a whole form says, and that garbage never stops the run."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from extractors.extract import EXTRACTORS, VERSIONS
from models.codec import PAGE, decode, encode
from models.document import Document
from models.record import FIELDS, LISTS, Facts, Field, Status
from tests.extractors.forms import document, extracted, listed, page, values
from tests.extractors.garbage import documents

EVERYTHING = list(HealthCheck)

PRESCRIPTION = """
    SỞ Y TẾ HẢI TÂY                              Mã người bệnh: 24001234
    BỆNH VIỆN ĐA KHOA HẢI TÂY                    Số hồ sơ: 24.005678
    Điện thoại: 0225 3123 456

                            ĐƠN THUỐC

    Họ và tên: NGUYỄN VĂN AN                     Tuổi: 63      Giới tính: Nam
    Số CCCD: ?#7&                                Nghề nghiệp: ..........
    Chẩn đoán: Viêm phổi (J18.9); Tăng huyết áp (I10)
    1. Paracetamol 500 mg                        SL: 20 viên
    Ngày uống 2 lần, mỗi lần 1 viên khi sốt
    Lời dặn: Nghỉ ngơi, uống nhiều nước
                                                 Ngày 05 tháng 11 năm 2024
                                                 BÁC SĨ KHÁM BỆNH
                                                 BS. Lê Thị Cúc
"""


def fields(facts: Facts) -> Iterator[tuple[str, str, Field]]:
    for group in ("patient", "encounter"):
        yield from ((group, key, field) for key, field in getattr(facts, group).items())
    for group in LISTS:
        for item in getattr(facts, group):
            yield from ((group, key, field) for key, field in item.items())


@pytest.fixture(scope="module")
def prescription() -> Facts:
    form = document(PRESCRIPTION, type="prescription", title="ĐƠN THUỐC")
    return extracted(form)


def test_a_prescription(prescription: Facts) -> None:
    assert values(prescription.patient) == {
        "full_name": "NGUYỄN VĂN AN",
        "age": "63",
        "sex": "male",
        "national_id": None,
        "patient_id": "24001234",
        "record_number": "24.005678",
        "occupation": None,
    }
    assert values(prescription.encounter) == {
        "facility": "BỆNH VIỆN ĐA KHOA HẢI TÂY",
        "issued_on": "2024-11-05",
        "physician": "Lê Thị Cúc",
    }
    assert [made["icd10"] for made in listed(prescription.diagnoses)] == ["J18.9", "I10"]
    assert [made["name"] for made in listed(prescription.medications)] == ["Paracetamol"]
    assert [part.kind for part in prescription.sections] == ["advice"]
    for name in ("lab_results", "vital_signs", "procedures", "imaging", "allergies"):
        assert getattr(prescription, name) == ()


def test_the_type_lies_on_the_title(prescription: Facts) -> None:
    kind = prescription.document_type
    assert (kind.value, kind.text) == ("prescription", "ĐƠN THUỐC")
    assert kind.box is not None


def test_nothing_written_and_nothing_legible(prescription: Facts) -> None:
    blank, illegible = prescription.patient["occupation"], prescription.patient["national_id"]
    assert (blank.value, blank.text, blank.status) == (None, "", Status.AUTO)
    assert (illegible.value, illegible.text, illegible.status) == (None, None, Status.REVIEW)
    assert blank.box is not None
    assert illegible.box is not None


@pytest.mark.parametrize(("accept", "status"), [(0.5, Status.AUTO), (0.999, Status.REVIEW)])
def test_the_setting_decides_what_waits(accept: float, status: Status) -> None:
    form = document("Họ và tên: NGUYỄN VĂN AN")
    facts = extracted(form, accept=accept)
    assert facts.patient["full_name"].status is status


def test_what_was_read_badly_is_less_sure() -> None:
    good, bad = (
        extracted(replace(document(""), pages=(page("Họ và tên: NGUYỄN VĂN AN", confidence=sure),)))
        for sure in (0.98, 0.6)
    )
    assert bad.patient["full_name"].confidence < good.patient["full_name"].confidence


def test_what_stands_on_a_page_that_is_hard_to_read_is_less_sure() -> None:
    form = document("Họ và tên: NGUYỄN VĂN AN")
    poor = replace(form, pages=tuple(replace(own, legibility=0.7) for own in form.pages))
    sure, doubtful = (extracted(own).patient["full_name"].confidence for own in (form, poor))
    assert doubtful < sure


def test_fields_know_their_page() -> None:
    form = document("Họ và tên: NGUYỄN VĂN AN", "Chẩn đoán: Viêm phổi")
    facts = extracted(form)
    assert facts.patient["full_name"].page == 1
    assert facts.diagnoses[0]["text"].page == 2


def test_a_page_without_words_has_a_type_and_nothing_else() -> None:
    facts = extracted(document("", type="imaging_report", title="SIÊU ÂM"))
    assert facts.document_type.value == "imaging_report"
    assert facts.document_type.box is not None
    assert list(fields(facts)) == []


def test_the_model_is_left_out_where_the_setting_says_so() -> None:
    form = document("Gia đình: Mẹ bị tăng huyết áp", type="inpatient_record")
    told, untold = extracted(form).diagnoses, extracted(form, model=False).diagnoses
    assert [made["text"].value for made in told] == ["tăng huyết áp"]
    assert untold == ()


def test_every_list_has_its_extractor_and_every_extractor_its_version() -> None:
    assert tuple(EXTRACTORS) == LISTS
    assert {"patient", "encounter", *LISTS} <= VERSIONS.keys()


@settings(max_examples=300, deadline=None, suppress_health_check=EVERYTHING)
@given(documents())
def test_garbage_is_read_without_an_error(form: Document) -> None:
    read = {page.number: page.text for page in form.pages}
    for group, key, field in fields(extracted(form)):
        assert key in FIELDS[group]
        assert 0 <= field.confidence <= 1
        if field.value is None:
            assert (field.text, field.status) in (("", Status.AUTO), (None, Status.REVIEW))
        else:
            assert field.value
            assert field.box is not None
            assert field.text
            assert all(word in read[field.page] for word in field.text.split())


@settings(max_examples=50, deadline=None, suppress_health_check=EVERYTHING)
@given(documents())
def test_twice_is_the_same(form: Document) -> None:
    assert extracted(form) == extracted(form)


CHART = """
                            TỜ ĐIỀU TRỊ

    Họ và tên: NGUYỄN VĂN AN                     Tuổi: 63      Giới tính: Nam
    Chẩn đoán: Viêm phổi (J18.9)
    | Ngày giờ | Diễn biến bệnh | Y lệnh |
    | 05/11/2024 8h00 | Đỡ ho. Mạch: 81 lần/phút, HA: 120/80 mmHg | - Paracetamol 500 mg |
"""


def test_a_page_that_was_kept_says_the_same_as_when_it_was_read() -> None:
    fresh = document(CHART)
    kept = replace(fresh, pages=tuple(decode(PAGE, encode(PAGE, page)) for page in fresh.pages))
    assert kept == fresh
    assert len(extracted(fresh).vital_signs) == 2
    assert extracted(kept) == extracted(fresh)
