"""Laboratory results, from reports and quoted in narrative."""

import pytest

from extractors import labs
from tests.extractors.forms import document, labels, listed

Found = list[dict[str, str | None]]
HEAD = "| STT | Tên xét nghiệm | Kết quả | Đơn vị | Trị số bình thường |"


def said(text: str, *, type: str = "lab_report") -> Found:
    form = document(text, type=type)
    return listed(labs.extract(form, labels(form)))


def row(test: str, value: str, unit: str = "", bounds: str = "") -> dict[str, str | None]:
    found = said(f"{HEAD}\n| 1 | {test} | {value} | {unit} | {bounds} |")
    assert len(found) == 1
    return found[0]


def test_a_report_in_a_table() -> None:
    text = """
        | STT | Tên xét nghiệm       | Kết quả | Đơn vị | Trị số bình thường |
        |                        HUYẾT HỌC                                     |
        | 1   | WBC                  | 12,4    | G/L    | 4.0 - 10.0         |
        | 2   | Số lượng hồng cầu    | 4.5     | T/L    | 4.0 - 5.4          |
        | 3   | HGB                  | 98      | g/L    | 120 - 160          |
        | 4   | HBsAg                | Âm tính |        | Âm tính            |
    """
    whole = ("test", "value", "unit", "reference_range", "flag")
    rows = [
        ("WBC", "12.4", "G/L", "4.0 - 10.0", "high"),
        ("Số lượng hồng cầu", "4.5", "T/L", "4.0 - 5.4", "normal"),
        ("HGB", "98", "g/L", "120 - 160", "low"),
    ]
    assert said(text) == [
        *(dict(zip(whole, values, strict=True)) for values in rows),
        {"test": "HBsAg", "value": "Âm tính", "reference_range": "Âm tính"},
    ]


def test_a_report_in_columns_without_rules() -> None:
    text = """
        TÊN XÉT NGHIỆM           KẾT QUẢ      ĐƠN VỊ       TRỊ SỐ BÌNH THƯỜNG
        Glucose                  7,25         mmol/L       3.9 - 6.4
        Creatinin                88           µmol/L       62 - 120
        Bác sĩ chỉ định: BS. Lê Thị Cúc
    """
    found = [(made["test"], made["value"], made["unit"], made["flag"]) for made in said(text)]
    assert found == [
        ("Glucose", "7.25", "mmol/L", "high"),
        ("Creatinin", "88", "µmol/L", "normal"),
    ]


@pytest.mark.parametrize(
    ("read", "value"),
    [
        ("7,25", "7.25"),
        ("< 0,5", "<0.5"),
        ("3ó.8", "36.8"),
        ("Âm tính", "Âm tính"),
        ("(-)", "(-)"),
        ("7.2 H", "7.2"),
        ("*7.2", "7.2"),
    ],
)
def test_values(read: str, value: str) -> None:
    assert row("Glucose", read)["value"] == value


@pytest.mark.parametrize(
    ("value", "bounds", "flag"),
    [
        ("7.2", "3.9 - 6.4", "high"),
        ("3.0", "3,9 – 6,4", "low"),
        ("5", "3.9-6.4", "normal"),
        ("3.9", "3.9 - 6.4", "normal"),
        ("12", "< 10", "high"),
        ("5", "≤ 10", "normal"),
        ("0.8", "> 1.0", "low"),
        ("5", "", None),
        ("5", "6.4 - 3.9", None),
        ("7.2 H", "", "high"),
        ("7.2 ↓", "", "low"),
        ("Âm tính", "Âm tính", None),
    ],
)
def test_flags(value: str, bounds: str, flag: str | None) -> None:
    assert row("Glucose", value, "mmol/L", bounds).get("flag") == flag


@pytest.mark.parametrize(
    ("read", "unit"),
    [
        ("umol/L", "µmol/L"),
        ("μmol/L", "µmol/L"),
        ("mmol/l", "mmol/L"),
        ("mmol/1", "mmol/L"),
        ("gíL", "g/L"),
        ("{L", "fL"),
        ("G / L", "G/L"),
        ("", None),
    ],
)
def test_units(read: str, unit: str | None) -> None:
    assert row("Glucose", "5", read).get("unit") == unit


@pytest.mark.parametrize(
    ("test", "value"), [("HUYẾT HỌC", ""), ("", "7.2"), ("Loại mẫu: máu", "5"), ("1", "7.2")]
)
def test_what_is_no_result(test: str, value: str) -> None:
    assert said(f"{HEAD}\n| 1 | {test} | {value} |  |  |") == []


def test_results_quoted_in_narrative_have_no_range() -> None:
    text = "Kết quả xét nghiệm: WBC 12,4 G/L; HGB: 98 g/L, CRP = 45 mg/L"
    assert said(text, type="record_summary") == [
        {"test": "WBC", "value": "12.4", "unit": "G/L"},
        {"test": "HGB", "value": "98", "unit": "g/L"},
        {"test": "CRP", "value": "45", "unit": "mg/L"},
    ]


def test_a_name_that_runs_into_its_result_is_told_by_the_unit() -> None:
    text = "Kết quả xét nghiệm: WBC12,4 G/L; LDL-C4.38 mmol/L: PLT.417 G/L, HbA1c 7,2 %"
    assert said(text, type="record_summary") == [
        {"test": "WBC", "value": "12.4", "unit": "G/L"},
        {"test": "LDL-C", "value": "4.38", "unit": "mmol/L"},
        {"test": "PLT", "value": "417", "unit": "G/L"},
        {"test": "HbA1c", "value": "7.2", "unit": "%"},
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Bệnh sử: sốt 39 °C, WBC 12,4 G/L",
        "Kết quả xét nghiệm: bình thường",
        "Kết quả xét nghiệm: làm ngày 05/11/2024",
        "Mạch: 80 lần/phút",
    ],
)
def test_other_narrative_is_not_searched(text: str) -> None:
    assert said(text, type="record_summary") == []


def test_a_table_that_is_no_report() -> None:
    assert said("| Họ tên | Tuổi |\n| An     | 45   |") == []


def test_two_panels_side_by_side_and_two_under_each_other() -> None:
    text = """
        | Tên xét nghiệm | Kết quả | Đơn vị | Tên xét nghiệm | Kết quả | Đơn vị |
        | WBC            | 12,4    | G/L    | Glucose        | 7,2     | mmol/L |
        | RBC            | 4,5     | T/L    |                |         |        |
        | Tên xét nghiệm | Kết quả | Đơn vị | Tên xét nghiệm | Kết quả | Đơn vị |
        | HBsAg          | Âm tính |        | Natri          | 140     | mmol/L |
    """
    assert [(made["test"], made["value"]) for made in said(text)] == [
        ("WBC", "12.4"),
        ("Glucose", "7.2"),
        ("RBC", "4.5"),
        ("HBsAg", "Âm tính"),
        ("Natri", "140"),
    ]


def test_two_panels_side_by_side_without_rules() -> None:
    text = """
        Xét nghiệm      Kết quả    Đơn vị         Xét nghiệm      Kết quả    Đơn vị
        WBC             12,4       G/L            Glucose         7,2        mmol/L
        RBC             4,5        T/L            Natri           140        mmol/L
    """
    assert [(made["test"], made["value"], made["unit"]) for made in said(text)] == [
        ("WBC", "12.4", "G/L"),
        ("Glucose", "7.2", "mmol/L"),
        ("RBC", "4.5", "T/L"),
        ("Natri", "140", "mmol/L"),
    ]


def test_a_long_name_reaches_into_the_results() -> None:
    text = """
        Xét nghiệm                   Kết quả      Đơn vị
        TỔNG PHÂN TÍCH TẾ BÀO MÁU NGOẠI VI
        Lượng Hb trung bình HC (MCH)    29,1      pg
    """
    found = [(made["test"], made["value"]) for made in said(text)]
    assert found == [("Lượng Hb trung bình HC (MCH)", "29.1")]


def test_a_ditto_mark_repeats_the_cell_above() -> None:
    rows = ("Natri | 140 | mmol/L", "Kali | 4,1 | ″", "Clo | 99 | -nt-")
    text = "\n".join((HEAD, *(f"| 1 | {row} | |" for row in rows)))
    assert [made["unit"] for made in said(text)] == ["mmol/L"] * 3


@pytest.mark.parametrize(
    ("value", "unit", "bounds", "expected"),
    [
        ("1.250", "U/L", "150 - 400", ("1250", "U/L", "high")),
        ("7,2 mmol/L", "", "3.9 - 6.4", ("7.2", "mmol/L", "high")),
        ("7,2", "mmol/L Cao", "", ("7.2", "mmol/L", "high")),
        ("3,1", "mmol/L Thấp", "", ("3.1", "mmol/L", "low")),
    ],
)
def test_values_units_and_flags_that_run_together(
    value: str, unit: str, bounds: str, expected: tuple[str, str, str]
) -> None:
    made = row("Glucose", value, unit, bounds)
    assert (made["value"], made["unit"], made["flag"]) == expected


def test_the_unit_of_the_test_tells_a_misread_one() -> None:
    assert row("Creatinin", "88", "pmol/L")["unit"] == "µmol/L"
    assert row("FT4", "15", "pmol/L")["unit"] == "pmol/L"


@pytest.mark.parametrize("read", ["T/L", "TL", "TIL", "T!L"])
def test_a_stroke_that_was_lost(read: str) -> None:
    assert row("RBC", "4.5", read)["unit"] == "T/L"
