"""What codes on a page say beside the print."""

from dataclasses import replace

import pytest

from extractors import patient
from models.geometry import Box
from models.page import Mark, MarkKind
from models.record import Field, Source
from tests.extractors.forms import document, labels

CARD = "079061012345|023456789|Nguyễn Văn An|12031961|Nam|Số 5 Lê Lợi, Hải Tây|01012021"
INSURED = "DN4010123456789|4e677579e1bb856e2056c4836e20416e|12/03/1961|1|48"


def read(text: str, *codes: str) -> dict[str, Field]:
    form = document(text)
    marks = tuple(
        Mark(Box(0.7, 0.05 + 0.1 * k, 0.9, 0.1 + 0.1 * k), MarkKind.BARCODE, text=code)
        for k, code in enumerate(codes)
    )
    form = replace(form, pages=(replace(form.pages[0], marks=marks),))
    return dict(patient.extract(form, labels(form)))


def test_an_identity_card_fills_what_the_form_lacks() -> None:
    found = read("Họ và tên: NGUYỄN VĂN AN", CARD)
    assert {key: made.value for key, made in found.items()} == {
        "full_name": "NGUYỄN VĂN AN",
        "birth_date": "1961-03-12",
        "sex": "male",
        "national_id": "079061012345",
        "address": "Số 5 Lê Lợi, Hải Tây",
    }
    assert found["national_id"].source is Source.BARCODE
    assert found["full_name"].source is Source.PRINTED
    assert found["full_name"].confidence > 0.99


def test_an_insurance_card_has_its_name_in_hex() -> None:
    found = read("Họ và tên: NGUYỄN VĂN AM", INSURED)
    assert found["full_name"].value == "NGUYỄN VĂN AN"
    assert found["insurance_number"].value == "DN4010123456789"
    assert found["sex"].value == "male"


def test_another_persons_card_says_nothing() -> None:
    found = read("Họ và tên: LÊ THỊ CÚC", CARD)
    assert found.keys() == {"full_name"}
    assert found["full_name"].value == "LÊ THỊ CÚC"


def test_the_address_on_the_form_is_the_newer_one() -> None:
    assert read("Địa chỉ: Số 9 Hai Bà Trưng", CARD)["address"].value == "Số 9 Hai Bà Trưng"


@pytest.mark.parametrize(
    ("printed", "code", "value", "source"),
    [
        ("24.001234", "24001234", "24.001234", Source.PRINTED),
        ("24.001Z34", "24001234", "24.001234", Source.BARCODE),
        ("24.009999", "24001234", "24.009999", Source.PRINTED),
        ("?#&", "24001234", "24001234", Source.BARCODE),
    ],
)
def test_a_number_beside_its_barcode(printed: str, code: str, value: str, source: Source) -> None:
    made = read(f"Số hồ sơ: {printed}", code)["record_number"]
    assert (made.value, made.source) == (value, source)


def test_a_card_number_needs_no_label() -> None:
    assert read("", "DN4010123456789")["insurance_number"].value == "DN4010123456789"
    assert read("", "24001234") == {}
