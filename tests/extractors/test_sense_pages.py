"""Cross-checks with what stands beside the record: labels of its pages, the scan's coming."""

from datetime import datetime

import pytest

from extractors.sense import checked
from models.record import Status
from tests.extractors.forms import document, extracted, labels
from tests.extractors.records import record


@pytest.mark.parametrize(("age", "doubts"), [("46", ()), ("66", ("age_against_birth",))])
def test_an_age_beside_a_birth_date_is_a_witness(age: str, doubts: tuple[str, ...]) -> None:
    form = document(f"Ngày sinh: 08/02/1977    Tuổi: {age}")
    facts = record("patient | birth_date: 1977-02-08\nencounter | issued_on: 2023-05-04")
    assert checked(facts, labels(form)).patient["birth_date"].doubts == doubts


@pytest.mark.parametrize(
    ("second", "doubts"),
    [
        ("Họ và tên: Nguyễn Văn An", ()),
        ("Họ và tên: Nguyên Vãn Am", ()),
        ("Người bệnh: tỉnh, tiếp xúc tốt", ()),
        ("Mã BN: BN7466003", ()),
        ("Họ và tên: Trần Thị Bích Hằng", ("other_patient_on_page",)),
        ("Mã BN: 2511984", ("other_patient_on_page",)),
    ],
)
def test_all_pages_name_one_patient(second: str, doubts: tuple[str, ...]) -> None:
    form = document("Họ và tên: NGUYỄN VĂN AN\nMã BN: BN7466003", second)
    facts = record("patient | full_name: NGUYỄN VĂN AN | patient_id: BN7466003")
    assert checked(facts, labels(form)).patient["full_name"].doubts == doubts


@pytest.mark.parametrize(
    ("value", "doubts"),
    [("2026-11-22", ()), ("2026-11-23", ()), ("2026-11-25", ("date_in_future",))],
)
def test_nothing_is_later_than_the_scan(value: str, doubts: tuple[str, ...]) -> None:
    facts = record(f"encounter | issued_on: {value} | follow_up_on: 2026-12-01")
    seen = checked(facts, received=datetime(2026, 11, 22, 8)).encounter
    assert (seen["issued_on"].doubts, seen["follow_up_on"].doubts) == (doubts, ())


FORM = """
    Họ và tên: NGUYỄN VĂN AN    Giới tính: Nữ
    Số CCCD: 036061411191       Ngày sinh: 12/03/1961
"""


def test_the_setting_switches_the_checks_off() -> None:
    on, off = (extracted(document(FORM), sense=sense).patient for sense in (True, False))
    assert off["sex"].status is Status.AUTO
    assert off["sex"].doubts == ()
    assert on["sex"].status is Status.REVIEW
    assert on["sex"].doubts == ("id_against_sex", "sex_against_name")
    assert on["sex"].value == off["sex"].value == "female"
    assert on["birth_date"] == off["birth_date"]


def test_a_date_after_the_scan_came_waits() -> None:
    form = document("Ngày ra viện: 05/11/2034")
    when = datetime(2024, 11, 6)
    assert extracted(form).encounter["discharged_at"].status is Status.AUTO
    assert extracted(form, received=when).encounter["discharged_at"].doubts == ("date_in_future",)
