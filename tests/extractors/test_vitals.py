"""Vital signs, in sentences and in charts."""

import pytest

from extractors import vitals
from tests.extractors.forms import document, labels, listed

Found = list[dict[str, str | None]]


def said(text: str, *, type: str = "vital_signs_chart", language: str = "vi") -> Found:
    form = document(text, type=type, language=language)
    return listed(vitals.extract(form, labels(form)))


def sign(kind: str, value: str, unit: str, at: str | None = None) -> dict[str, str]:
    made = {"kind": kind, "value": value, "unit": unit}
    return made if at is None else {**made, "measured_at": at}


def test_in_a_sentence() -> None:
    text = "Mạch: 84 lần/phút, Nhiệt độ: 37,2 °C, HA: 120/80 mmHg, NT: 18 lần/phút, SpO2: 98 %"
    assert said(text) == [
        sign("pulse", "84", "lần/phút"),
        sign("temperature", "37.2", "°C"),
        sign("blood_pressure", "120/80", "mmHg"),
        sign("respiratory_rate", "18", "lần/phút"),
        sign("spo2", "98", "%"),
    ]


def test_in_columns() -> None:
    text = """
        Mạch: 84 lần/phút        Cân nặng: 52,5 kg
        Huyết áp: 120 / 80 mmHg  Chiều cao: 160 cm
    """
    assert said(text) == [
        sign("pulse", "84", "lần/phút"),
        sign("weight", "52.5", "kg"),
        sign("blood_pressure", "120/80", "mmHg"),
        sign("height", "160", "cm"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nhiệt độ: 372 °C", sign("temperature", "37.2", "°C")),
        ("Nhiệt độ: 3ó.8 °C", sign("temperature", "36.8", "°C")),
        ("T° 36,8 oC", sign("temperature", "36.8", "°C")),
        ("HA 115/ó0 mmHg", sign("blood_pressure", "115/60", "mmHg")),
        ("Mạch 84 lân/phút", sign("pulse", "84", "lân/phút".replace("â", "ầ"))),
        ("Sp02 97%", sign("spo2", "97", "%")),
        ("Huyết áp: 120/80", sign("blood_pressure", "120/80", "mmHg")),
        ("HR 84 bpm", sign("pulse", "84", "bpm")),
        ("Temp 98 F", None),
        ("Temperature: 37.5 C", sign("temperature", "37.5", "°C")),
        ("M 84", None),
        ("T 37", None),
        ("Mạch máu", None),
        ("M: 89l/ph", sign("pulse", "89", "l/ph")),
        ("M: 891/ph", sign("pulse", "89", "l/ph")),
        ("M: 1021/ph", sign("pulse", "102", "l/ph")),
        ("M: 78 líph", sign("pulse", "78", "l/ph")),
        ("NT: 18 Uph", sign("respiratory_rate", "18", "l/ph")),
        ("&p02: 96 %", sign("spo2", "96", "%")),
        ("Mạch: 8 4 lần/phút", sign("pulse", "84", "lần/phút")),
        ("Nhiệt độ: 3 6 , 8 °C", sign("temperature", "36.8", "°C")),
        ("Huyết áp: 1 2 0 / 8 0 mmHg", sign("blood_pressure", "120/80", "mmHg")),
        ("Cân nặng: 5 2 kg", sign("weight", "52", "kg")),
        ("Chiều cao: 1 6 0 cm", sign("height", "160", "cm")),
        ("Khoa HA 120/80", None),
        ("CN 28/02", None),
        ("Mạch: 8405 lần/phút", None),
    ],
)
def test_one(text: str, expected: dict[str, str] | None) -> None:
    assert said(text) == ([] if expected is None else [expected])


def test_the_same_sign_told_twice_is_one() -> None:
    assert len(said("Mạch: 84 lần/phút. Mạch: 84 lần/phút")) == 1


def test_a_chart_whose_rows_are_times() -> None:
    text = """
        | Ngày giờ         | Mạch (lần/phút) | Nhiệt độ (°C) | HA (mmHg) |
        | 05/11/2024 06:00 | 84              | 37,2          | 120/80    |
        | 14:00            | 90              | 38            |           |
        | 06/11/2024 06:00 | 80              | 36.8          | 110/70    |
    """
    assert said(text) == [
        sign("pulse", "84", "lần/phút", "2024-11-05T06:00"),
        sign("temperature", "37.2", "°C", "2024-11-05T06:00"),
        sign("blood_pressure", "120/80", "mmHg", "2024-11-05T06:00"),
        sign("pulse", "90", "lần/phút", "2024-11-05T14:00"),
        sign("temperature", "38", "°C", "2024-11-05T14:00"),
        sign("pulse", "80", "lần/phút", "2024-11-06T06:00"),
        sign("temperature", "36.8", "°C", "2024-11-06T06:00"),
        sign("blood_pressure", "110/70", "mmHg", "2024-11-06T06:00"),
    ]


def test_a_chart_whose_columns_are_times() -> None:
    text = """
        | Ngày            | 05/11/2024      | 06/11/2024 |
        | Giờ             | 06:00  | 14:00  | 06:00      |
        | Mạch (lần/phút) | 84     | 90     | 80         |
        | Nhiệt độ (°C)   | 37,2   | 38     |            |
    """
    assert said(text) == [
        sign("pulse", "84", "lần/phút", "2024-11-05T06:00"),
        sign("pulse", "90", "lần/phút", "2024-11-05T14:00"),
        sign("pulse", "80", "lần/phút", "2024-11-06T06:00"),
        sign("temperature", "37.2", "°C", "2024-11-05T06:00"),
        sign("temperature", "38", "°C", "2024-11-05T14:00"),
    ]


def test_sentences_in_the_rows_of_a_diary() -> None:
    text = """
        | Ngày giờ         | Diễn biến                       | Y lệnh       |
        | 05/11/2024 08:00 | Tỉnh. Mạch: 84 lần/phút         | Nghỉ ngơi    |
        | 09:30            | Đỡ ho. HA: 120/80 mmHg          |              |
    """
    assert said(text, type="treatment_sheet") == [
        sign("pulse", "84", "lần/phút", "2024-11-05T08:00"),
        sign("blood_pressure", "120/80", "mmHg", "2024-11-05T09:30"),
    ]


def test_a_laboratory_report_has_none() -> None:
    assert said("Mạch: 84 lần/phút", type="lab_report") == []


def test_a_ditto_mark_in_a_chart() -> None:
    text = """
        | Ngày giờ         | Mạch (lần/phút) | Nhiệt độ (°C) |
        | 05/11/2024 06:00 | 84              | 37,2          |
        | 05/11/2024 14:00 | ″               | 37,5          |
    """
    assert [made["value"] for made in said(text)] == ["84", "37.2", "84", "37.5"]
