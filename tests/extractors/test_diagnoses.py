"""Diagnoses as labelled, from tables, and as histories tell them."""

from dataclasses import replace

import pytest

from extractors import diagnoses
from models.page import Line
from models.record import Status
from tests.extractors.forms import document, labels, listed, written_beside

Found = list[dict[str, str | None]]


def said(text: str, *, type: str = "prescription", language: str = "vi") -> Found:
    form = document(text, type=type, language=language)
    return listed(diagnoses.extract(form, labels(form)))


def found(
    text: str, icd10: str, role: str | None = "main", assertion: str = "present"
) -> dict[str, str]:
    made = {"text": text, "icd10": icd10, "assertion": assertion}
    return made if role is None else {**made, "role": role}


def test_a_main_disease_and_what_comes_with_it() -> None:
    assert said("Chẩn đoán: Viêm phổi (J18.9); Tăng huyết áp (I10)") == [
        found("Viêm phổi", "J18.9"),
        found("Tăng huyết áp", "I10", "comorbidity"),
    ]


@pytest.mark.parametrize(
    ("type", "role"),
    [
        ("prescription", "main"),
        ("lab_report", "main"),
        ("discharge_certificate", "discharge"),
        ("record_summary", "discharge"),
        ("referral", "referral"),
    ],
)
def test_the_form_gives_the_role(type: str, role: str) -> None:
    assert said("Chẩn đoán: Viêm phổi", type=type) == [found("Viêm phổi", "J18.9", role)]


def test_the_label_gives_the_role() -> None:
    text = """
        Chẩn đoán vào viện: Viêm phổi
        Bệnh chính: Suy tim
        Bệnh kèm theo: Tăng huyết áp
        Chẩn đoán ra viện: Viêm phổi
    """
    roles = [made["role"] for made in said(text, type="inpatient_record")]
    assert roles == ["admission", "main", "comorbidity", "discharge"]


def test_under_a_heading_of_admission() -> None:
    text = """
        Khi vào khoa điều trị:
        - Bệnh chính: Viêm phổi
        - Bệnh kèm theo: Tăng huyết áp
    """
    roles = [made["role"] for made in said(text, type="inpatient_record")]
    assert roles == ["admission", "comorbidity"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chẩn đoán: J18.9 - Viêm phổi", found("Viêm phổi", "J18.9")),
        ("Chẩn đoán: Viêm phổi [J18.9]", found("Viêm phổi", "J18.9")),
        ("Chẩn đoán: 1. Viêm phổi", found("Viêm phổi", "J18.9")),
        ("Chẩn đoán: Viêm phôi", found("Viêm phổi", "J18.9")),
        ("Chẩn đoán: Tang huyêt áp", found("Tăng huyết áp", "I10")),
        ("Diagnosis: Hypertension", found("Hypertension", "I10")),
        ("Chẩn đoán: Viêm phổi (J15.9)", found("Viêm phổi", "J15.9")),
        (
            "Chẩn đoán: Theo dõi viêm phổi",
            found("Theo dõi viêm phổi", "J18.9", assertion="possible"),
        ),
    ],
)
def test_one_diagnosis(text: str, expected: dict[str, str]) -> None:
    assert said(text) == [expected]


def test_a_query_is_possible() -> None:
    for text in ("TD viêm ruột thừa", "Nghi ngờ viêm ruột thừa", "T/D: viêm ruột thừa"):
        assert [made["assertion"] for made in said(f"Chẩn đoán: {text}")] == ["possible"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Chẩn đoán:",
        "Chẩn đoán: ........",
        "Chẩn đoán: - ;",
        "Bệnh kèm theo: Không",
        "Bệnh kèm theo: Không có.",
        "Bệnh kèm theo: chưa ghi nhận",
        "Secondary diagnosis: None",
    ],
)
def test_nothing_written(text: str) -> None:
    assert said(text) == []


def test_a_table_of_diagnoses() -> None:
    text = """
        | STT | Chẩn đoán             |
        | 1   | Viêm phổi (J18.9)     |
        | 2   | Tăng huyết áp (I10)   |
        | 3   |                       |
    """
    assert said(text) == [
        found("Viêm phổi", "J18.9"),
        found("Tăng huyết áp", "I10", "comorbidity"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tiền sử: Tăng huyết áp 5 năm nay", [("Tăng huyết áp", "historical")]),
        ("Bản thân: Không mắc đái tháo đường", [("đái tháo đường", "absent")]),
        ("Gia đình: Mẹ bị tăng huyết áp", [("tăng huyết áp", "family")]),
        ("Tiền sử: THA 3 năm, đang điều trị", [("THA", "historical")]),
        ("Gia đình: khoẻ mạnh", []),
        ("Gia đình: Không ai mắc đái tháo đường", [("đái tháo đường", "absent")]),
        ("Bệnh sử: Tăng huyết áp 5 năm nay", []),
    ],
)
def test_histories(text: str, expected: list[tuple[str, str]]) -> None:
    form = said(text, type="inpatient_record")
    assert [(made["text"], made["assertion"]) for made in form] == expected
    assert all("role" not in made for made in form)


def test_a_disease_told_twice_is_one() -> None:
    text = "Tiền sử: Tăng huyết áp 5 năm, đang dùng thuốc tăng huyết áp"
    assert len(said(text, type="inpatient_record")) == 1


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Viêm phổi, Tăng huyết áp, Suy tim", ["Viêm phổi", "Tăng huyết áp", "Suy tim"]),
        ("(J18.9) Viêm phổi: (I10) Tăng huyết áp", ["Viêm phổi", "Tăng huyết áp"]),
        ("Viêm phổi (J18.9), Tăng huyết áp (I10)", ["Viêm phổi", "Tăng huyết áp"]),
        ("Suy tim, không đặc hiệu (I50.9)", ["Suy tim, không đặc hiệu"]),
        ("Viêm gan B mạn, không có đồng nhiễm", ["Viêm gan B mạn, không có đồng nhiễm"]),
    ],
)
def test_commas_part_whole_diagnoses_only(text: str, names: list[str]) -> None:
    assert [made["text"] for made in said(f"Chẩn đoán: {text}")] == names


def test_the_other_reading_has_the_code() -> None:
    form = document("Chẩn đoán: Đẻ thường (080.0)", type="prescription")
    (page,) = form.pages
    line = Line((*page.words[:-1], replace(page.words[-1], other="(O80.0)")))
    form = replace(form, pages=(replace(page, lines=(line,)),))
    (made,) = diagnoses.extract(form, labels(form))
    assert (made["text"].value, made["icd10"].value) == ("Đẻ thường", "O80.0")
    assert made["icd10"].confidence < 0.9


def test_a_diagnosis_that_cannot_be_read_is_shown_where_it_is_written() -> None:
    form, ink = written_beside("Chẩn đoán ra viện:")
    (made,) = diagnoses.extract(form, labels(form))
    assert list(made) == ["text"]
    assert (made["text"].value, made["text"].box) == (None, ink)
    assert made["text"].status is Status.REVIEW
