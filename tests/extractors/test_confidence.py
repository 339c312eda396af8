"""Which values pass unseen."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.confidence import settled
from models.geometry import Box
from models.record import Field, Status

FIELD = Field("7.2", "7,2", 0.9, Status.AUTO, 1, Box(0, 0, 1, 1))


@pytest.mark.parametrize(
    ("field", "status"),
    [
        (FIELD, Status.AUTO),
        (replace(FIELD, confidence=0.89), Status.REVIEW),
        (replace(FIELD, value=None, text="", confidence=0.1), Status.AUTO),
        (replace(FIELD, value=None, text=None, confidence=1.0), Status.REVIEW),
    ],
)
def test_status(field: Field, status: Status) -> None:
    made = settled(field, 0.9)
    assert made.status == status
    assert (made.value, made.text, made.box) == (field.value, field.text, field.box)


@given(st.floats(-1, 2), st.floats(0, 1))
def test_confidence_is_a_probability_and_decides(sure: float, accept: float) -> None:
    made = settled(replace(FIELD, confidence=sure), accept)
    assert 0 <= made.confidence <= 1
    assert (made.status is Status.AUTO) == (min(1.0, max(0.0, sure)) >= accept)
