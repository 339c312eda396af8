"""Produced values held against the truth."""

import pytest

from models.record import Facts, Field, Item, Status
from training.rightness import judged, same


def field(value: str | None) -> Field:
    return Field(value, value, 0.9, Status.AUTO, 1, None)


def item(**values: str) -> Item:
    return {key: field(value) for key, value in values.items()}


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("7,20", "7.2", True),
        ("120 / 80", "120/80", True),
        ("Nguyễn Văn A", "NGUYỄN VĂN A", True),
        ("24012345678", "24012345679", False),
        ("0123", "123", True),
        ("012345678901", "12345678901", False),
        ("500 mg", "500 mg.", True),
        ("2024–01–02", "2024-01-02", True),
        ("viêm phôi", "viêm phổi", False),
        (None, None, False),
        ("x", None, False),
    ],
)
def test_same(one: str | None, other: str | None, alike: bool) -> None:
    assert same(one, other) is alike


def test_values_are_judged_with_the_item_that_is_likest() -> None:
    facts = Facts(
        field("prescription"),
        "vi",
        patient=item(full_name="TRẦN THỊ B", sex="male"),
        medications=(
            item(name="Paracetamol", strength="500 mg"),
            item(name="Amoxicilin", strength="250 mg", route="oral"),
            item(name="Xyz"),
        ),
    )
    truth = {
        "document_type": "prescription",
        "patient": {"full_name": "Trần Thị B", "sex": "female"},
        "medications": [
            {"name": "Amoxicillin", "strength": "500 mg"},
            {"name": "Paracetamol", "strength": "500 mg", "name_also": ["Panadol"]},
        ],
    }
    found = [(own.group, own.key, own.right) for own in judged(facts, truth)]
    assert found == [
        ("document", "type", True),
        ("patient", "full_name", True),
        ("patient", "sex", False),
        ("medications", "name", True),
        ("medications", "strength", True),
        ("medications", "name", False),
        ("medications", "strength", False),
        ("medications", "name", False),
    ]
