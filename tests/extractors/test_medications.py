"""Ordered drugs, from prescriptions, tables, charts and running text."""

from dataclasses import replace

import pytest

from extractors import medications
from extractors.orders import STRENGTH
from models.geometry import around
from models.page import Mark, MarkKind
from models.record import Status
from tests.extractors.forms import document, labels, listed

Found = list[dict[str, str | None]]


def said(text: str, *, type: str = "prescription", language: str = "vi") -> Found:
    form = document(text, type=type, language=language)
    return listed(medications.extract(form, labels(form)))


def test_a_prescription_in_lines() -> None:
    text = """
        1. Paracetamol 500 mg                                SL: 20 viên
           Ngày uống 2 lần, mỗi lần 1 viên khi sốt
        2. Augmentin (Amoxicilin + Acid clavulanic) 875mg/125mg      SL: 14 viên
           Uống sáng 1 viên, tối 1 viên sau ăn
        Cộng khoản: 2
        BS. Lê Thị Cúc
    """
    assert said(text) == [
        {
            "name": "Paracetamol",
            "ingredient": "paracetamol",
            "strength": "500 mg",
            "form": "tablet",
            "quantity": "20",
            "dose": "1 viên",
            "times_per_day": "2",
            "route": "oral",
            "instructions": "Ngày uống 2 lần, mỗi lần 1 viên khi sốt",
        },
        {
            "name": "Augmentin",
            "ingredient": "amoxicillin + clavulanic acid",
            "strength": "875 mg/125 mg",
            "form": "tablet",
            "quantity": "14",
            "dose": "1 viên",
            "times_per_day": "2",
            "route": "oral",
            "instructions": "Uống sáng 1 viên, tối 1 viên sau ăn",
        },
    ]


def test_a_prescription_in_a_table() -> None:
    text = """
        | STT | Tên thuốc - hàm lượng | ĐVT  | Số lượng | Cách dùng                |
        | 1   | Omeprazol 20 mg       | Viên | 14       | Uống sáng 1 viên         |
        | 2   | Natri clorid 0,9% 500ml | Chai | 2 | Truyền tĩnh mạch 1 chai     |
        |     |                       |      |          |                          |
    """
    assert said(text) == [
        {
            "name": "Omeprazol",
            "ingredient": "omeprazole",
            "strength": "20 mg",
            "form": "tablet",
            "quantity": "14",
            "dose": "1 viên",
            "times_per_day": "1",
            "route": "oral",
            "instructions": "Uống sáng 1 viên",
        },
        {
            "name": "Natri clorid 0,9%",
            "ingredient": "sodium chloride",
            "strength": "500 ml",
            "form": "bottle",
            "quantity": "2",
            "dose": "1 chai",
            "route": "iv",
            "instructions": "Truyền tĩnh mạch 1 chai",
        },
    ]


def test_an_english_prescription() -> None:
    text = """
        1. Amlodipine 5 mg tablets - Qty: 30
        Take 1 tablet once daily in the morning
    """
    assert said(text, language="en") == [
        {
            "name": "Amlodipine",
            "ingredient": "amlodipine",
            "strength": "5 mg",
            "form": "tablet",
            "quantity": "30",
            "dose": "1 tablet",
            "times_per_day": "1",
            "route": "oral",
            "instructions": "Take 1 tablet once daily in the morning",
        }
    ]


def test_drugs_in_running_text() -> None:
    text = (
        "Thuốc điều trị: Paracetamol 500 mg, Ceftriaxon 1 g (tiêm, truyền), kháng sinh, giảm đau."
    )
    found = said(text, type="discharge_certificate")
    assert [(made["name"], made["strength"]) for made in found] == [
        ("Paracetamol", "500 mg"),
        ("Ceftriaxon", "1 g"),
    ]


def test_directions_in_the_line_of_the_drug() -> None:
    (made,) = said("1. Amlodipin 5mg x 30 viên - Uống sáng 1 viên")
    assert (made["instructions"], made["quantity"]) == ("Uống sáng 1 viên", "30")
    (made,) = said("1. Amlodipine 5 mg: take 1 tablet daily", language="en")
    assert (made["instructions"], made["dose"]) == ("take 1 tablet daily", "1 tablet")


def test_an_order_repeated_from_day_to_day_is_one() -> None:
    text = """
        | Ngày giờ         | Diễn biến bệnh      | Y lệnh                     |
        | 05/11/2024 08:00 | Tỉnh, đỡ ho         | - Paracetamol 500 mg x 2 viên |
        | 06/11/2024 08:00 | Tỉnh, hết sốt       | - Paracetamol 500 mg x 2 viên |
    """
    assert [made["name"] for made in said(text, type="treatment_sheet")] == ["Paracetamol"]


@pytest.mark.parametrize(
    ("text", "name", "strength"),
    [
        ("1. Paracetamol 500mg", "Paracetamol", "500 mg"),
        ("- Paracetamol 500 mg", "Paracetamol", "500 mg"),
        ("1) Paracetamol 0,5 g", "Paracetamol", "0.5 g"),
        ("1 Paracetamol 500 mạ", "Paracetamol", "500 mg"),
        ("1. Paracetamol 500 mq", "Paracetamol", "500 mg"),
        ("1. Panadol {Paracetamol) 500 mg", "Panadol", "500 mg"),
        ("1. Mixtard 100 UI/ml", "Mixtard", "100 UI/ml"),
        ("1. Glucose 5% 500 ml", "Glucose 5%", "500 ml"),
        ("> Paracetamol 500 mg", "Paracetamol", "500 mg"),
        ("- Omeprazol20mg", "Omeprazol", "20 mg"),
        ("Paracetamol 500 mg", "Paracetamol", "500 mg"),
    ],
)
def test_names_and_strengths(text: str, name: str, strength: str) -> None:
    assert [(made["name"], made["strength"]) for made in said(text)] == [(name, strength)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Kháng sinh, giảm đau",
        "- Truyền dịch, kháng sinh",
        "Bệnh nhân nặng 52 kg",
        "HGB 112 g/L",
        "paracetamol 500 mg",
        "1. Ăn nhạt dưới 5 g muối mỗi ngày",
        "1. Nghỉ ngơi: 500 mg",
        "Khám lại xin mang theo đơn này",
    ],
)
def test_what_is_no_order(text: str) -> None:
    assert said(text) == []


def test_lines_of_a_laboratory_report_are_no_orders() -> None:
    assert said("1. Glucose 7,2 g/L", type="lab_report") == []


def test_directions_end_at_the_doctor() -> None:
    text = """
        1. Paracetamol 500 mg
        Uống sáng 1 viên
        BS. Lê Thị Cúc
    """
    assert said(text)[0]["instructions"] == "Uống sáng 1 viên"


@pytest.mark.parametrize(
    ("text", "strength"),
    [("500 mg", "500 mg"), ("875mg/125mg", "875mg/125mg"), ("250mg/5ml", "250mg/5ml")],
)
def test_strengths(text: str, strength: str) -> None:
    found = STRENGTH.search(f"Thuốc {text} uống")
    assert found is not None
    assert found["strength"] == strength


def test_a_drug_that_lost_its_dash_ends_the_one_before() -> None:
    text = """
        - Nexium 40mg
        Ngày uống 1lần, mỗi lần lviên
        Panadol 500mg
        Ngày uống 3 lần, mỗi lần 1 viên
        Chăm sóc cấp II
    """
    assert [(made["name"], made["instructions"]) for made in said(text)] == [
        ("Nexium", "Ngày uống 1 lần, mỗi lần 1 viên"),
        ("Panadol", "Ngày uống 3 lần, mỗi lần 1 viên"),
    ]


def test_a_point_between_thousands() -> None:
    (made,) = said("1. Paracetamol 500 mg      SL: 1.250 viên\nUống sáng 1 viên")
    assert made["quantity"] == "1250"


def test_a_ditto_mark_in_a_table() -> None:
    text = """
        | STT | Tên thuốc         | ĐVT  | Số lượng | Cách dùng        |
        | 1   | Omeprazol 20 mg   | Viên | 14       | Uống sáng 1 viên |
        | 2   | Amlodipin 5 mg    | "    | 30       | như trên         |
    """
    second = said(text)[1]
    assert (second["form"], second["instructions"]) == ("tablet", "Uống sáng 1 viên")


def test_orders_in_a_hand_that_cannot_be_read_keep_their_ink_row_by_row() -> None:
    text = """
        Chẩn đoán: Viêm họng cấp
        Thuốc điều trị:




        Lời dặn: Uống nhiều nước
    """
    form = document(text, type="prescription")
    (page,) = form.pages
    label = next(line.box for line in page.lines if line.text.startswith("Thuốc"))
    high = label.height
    rows = [
        replace(label, top=label.bottom + k * 2 * high, bottom=label.bottom + (k * 2 + 1) * high)
        for k in range(2)
    ]
    below = next(line.box for line in page.lines if line.text.startswith("Lời dặn"))
    assert rows[-1].bottom < below.top
    beside = replace(rows[0], left=rows[0].right, right=rows[0].right + 0.2)
    signature = replace(below, top=below.bottom + high, bottom=below.bottom + 3 * high)
    marks = tuple(Mark(box, MarkKind.HANDWRITING) for box in (*rows, beside, signature))
    form = replace(form, pages=(replace(page, marks=marks),))
    found = medications.extract(form, labels(form))
    assert [(one["name"].value, one["name"].text) for one in found] == [(None, None)] * 2
    assert all(one["name"].status is Status.REVIEW for one in found)
    assert [one["name"].box for one in found] == [around((rows[0], beside)), rows[1]]


def test_a_row_of_a_table_of_drugs_with_ink_and_no_words_is_an_order() -> None:
    text = """
        | STT | Tên thuốc - hàm lượng | ĐVT  | Số lượng | Cách dùng                |
        | 1   | Omeprazol 20 mg       | Viên | 14       | Uống sáng 1 viên         |
        | 2   |                       |      |          |                          |
        | 3   |                       |      |          |                          |
    """
    form = document(text, type="prescription")
    (page,) = form.pages
    (table,) = page.tables
    (cell,) = (cell for cell in table.cells if (cell.row, cell.column) == (2, 1))
    form = replace(form, pages=(replace(page, marks=(Mark(cell.box, MarkKind.HANDWRITING),)),))
    found = medications.extract(form, labels(form))
    assert [one["name"].value for one in found] == ["Omeprazol", None]
    assert found[1]["name"].box == cell.box


def test_a_row_of_a_table_under_a_label_is_one_order() -> None:
    text = """
        Thuốc điều trị:
        | STT | Tên thuốc - hàm lượng | ĐVT  | Số lượng | Cách dùng                |
        | 1   |                       |      |          |                          |
        Lời dặn: Uống nhiều nước
    """
    form = document(text, type="prescription")
    (page,) = form.pages
    (table,) = page.tables
    (cell,) = (cell for cell in table.cells if (cell.row, cell.column) == (1, 1))
    form = replace(form, pages=(replace(page, marks=(Mark(cell.box, MarkKind.HANDWRITING),)),))
    assert [hit.every for hit in labels(form) if hit.field == "medication"] == [()]
    assert len(medications.extract(form, labels(form))) == 1
