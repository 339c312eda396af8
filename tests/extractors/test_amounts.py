"""Decimal commas and thousands."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.amounts import AMOUNT, beside, counted, decimal


@pytest.mark.parametrize(
    ("read", "value"),
    [
        ("7,25", "7.25"),
        ("7.25", "7.25"),
        ("1.250", "1.250"),
        ("1.250.000", "1250000"),
        ("1,250,000", "1250000"),
        ("1.250,5", "1250.5"),
        ("98", "98"),
    ],
)
def test_measured(read: str, value: str) -> None:
    assert decimal(read) == value


@pytest.mark.parametrize(
    ("read", "value"), [("1.250", "1250"), ("1,250", "1250"), ("20", "20"), ("1,5", "1.5")]
)
def test_counted(read: str, value: str) -> None:
    assert counted(read) == value


@pytest.mark.parametrize(
    ("read", "edges", "value"),
    [
        ("1.250", [150.0, 400.0], "1250"),
        ("1.250", [0.9, 1.3], "1.250"),
        ("1.250", [0.0, 400.0], "1250"),
        ("1.250", [], "1.250"),
        ("0,456", [0.35, 0.47], "0.456"),
        ("12.5", [150.0, 400.0], "12.5"),
    ],
)
def test_a_range_tells_thousands(read: str, edges: list[float], value: str) -> None:
    assert beside(read, edges) == value


@given(st.from_regex(AMOUNT, fullmatch=True))
def test_every_amount_is_a_number(text: str) -> None:
    for number in (decimal(text), counted(text), beside(text, [100.0])):
        assert re.fullmatch(r"\d+(\.\d+)?", number, re.UNICODE)
