"""Codes of the stay and of the electronic prescription, printed and as barcodes."""

from dataclasses import replace

import pytest

from extractors import encounter, patient
from extractors.visit_codes import prescription
from models.geometry import Box
from models.page import Mark, MarkKind
from models.record import Field, Source
from tests.extractors.forms import document, labels

CODE = "79024a1b2c3d-c"
ORDER = f"""
    ĐƠN THUỐC
    Họ và tên: NGUYỄN VĂN AN   Mã BN:
    Mã đơn thuốc: {CODE}   Mã lượt khám: 2026.000123
"""


def read(text: str, *codes: str) -> dict[str, Field]:
    form = document(text)
    marks = tuple(
        Mark(Box(0.7, 0.05 + 0.1 * k, 0.9, 0.1 + 0.1 * k), MarkKind.BARCODE, text=code)
        for k, code in enumerate(codes)
    )
    form = replace(form, pages=(replace(form.pages[0], marks=marks),))
    found = {**encounter.extract(form, labels(form)), **patient.extract(form, labels(form))}
    return {key: made for key, made in found.items() if made.value}


def test_both_codes_as_printed() -> None:
    found = read(ORDER)
    assert found["prescription_code"].value == CODE
    assert found["stay_code"].value == "2026.000123"
    assert "patient_id" not in found


def test_a_barcode_holds_what_is_printed_and_fills_what_is_not() -> None:
    plain, held = read(ORDER), read(ORDER, CODE, "2026.000123")
    for key in ("prescription_code", "stay_code"):
        assert held[key].value == plain[key].value
        assert held[key].confidence > plain[key].confidence
    filled = read("ĐƠN THUỐC\n    Mã BN:", CODE)
    assert (filled["prescription_code"].value, filled["prescription_code"].source) == (
        CODE,
        Source.BARCODE,
    )
    # It is nobody's patient number, though that is empty on the paper.
    assert "patient_id" not in filled
    assert "stay_code" not in read("ĐƠN THUỐC", "2026.000123")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("79024A1B2C3D-C", CODE),
        ("79024 a1b2c3d – c", CODE),
        (" 79024a1b2c3d-n.", "79024a1b2c3d-n"),
        ("79024a1b2c3d-x", None),
        ("79024a1b2c3-c", None),
        ("79024a1b2c3d-cc", None),
    ],
)
def test_fourteen_signs_of_which_the_last_is_the_kind(text: str, value: str | None) -> None:
    assert prescription(text) == value


def test_a_code_in_another_form_is_doubtful() -> None:
    found = read("Mã đơn thuốc: 2024-118")
    assert found["prescription_code"].value == "2024-118"
    assert found["prescription_code"].confidence < 0.6
