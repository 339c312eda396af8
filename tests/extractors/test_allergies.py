"""Allergies: the substance and what it did."""

import pytest

from extractors import allergies
from tests.extractors.forms import document, labels, listed


def said(text: str) -> list[dict[str, str | None]]:
    form = document(text, type="inpatient_record")
    return listed(allergies.extract(form, labels(form)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dị ứng: Penicilin", [{"substance": "Penicilin"}]),
        ("Tiền sử dị ứng: Tôm cua.", [{"substance": "Tôm cua"}]),
        (
            "Dị ứng thuốc: Penicilin (nổi mày đay)",
            [{"substance": "Penicilin", "reaction": "nổi mày đay"}],
        ),
        (
            "Dị ứng thuốc: Penicilin (nổi mày đay",
            [{"substance": "Penicilin", "reaction": "nổi mày đay"}],
        ),
        ("Allergies: Aspirin (rash)", [{"substance": "Aspirin", "reaction": "rash"}]),
        ("Dị ứng: Không", []),
        ("Dị ứng: không có tiền sử dị ứng", []),
        ("Dị ứng: Chưa ghi nhận", []),
        ("Dị ứng: Bệnh nhân chưa ghi nhận", []),
        ("Dị ứng: không rõ", []),
        ("Allergies: None known", []),
        ("Allergies: NKDA", []),
        ("Allergies: No known drug allergies", []),
        ("Dị ứng: ........", []),
        ("Dị ứng: x", []),
        ("Viêm mũi dị ứng", []),
    ],
)
def test_allergies(text: str, expected: list[dict[str, str]]) -> None:
    assert said(text) == expected


def test_the_table_of_habits() -> None:
    text = """
        | 01 | Dị ứng   | x | Penicilin (nổi mẩn) |
        | 02 | Rượu bia |   |                     |
    """
    assert said(text) == [{"substance": "Penicilin", "reaction": "nổi mẩn"}]


def test_an_empty_row_of_the_table_of_habits() -> None:
    assert said("| 01 | Dị ứng |  |  |\n| 02 | Ma tuý |  |  |") == []


def test_a_history_tells_of_an_allergy() -> None:
    text = "Bản thân: Phủ nhận Lao phổi. Tiền sử dị ứng Cotrimoxazol (ngứa toàn thân). Hen từ nhỏ"
    form = document(text)
    (made,) = listed(allergies.extract(form, labels(form)))
    assert made == {"substance": "Cotrimoxazol", "reaction": "ngứa toàn thân"}
