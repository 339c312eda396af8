"""What a separator sheet says."""

from hypothesis import given
from hypothesis import strategies as st

from models.slip import BYTES, code, slip_id, slip_of
from pipeline.split.papers import is_separator


@given(st.binary(min_size=BYTES, max_size=BYTES))
def test_a_code_is_read_back_and_a_letter_misread_is_not(chance: bytes) -> None:
    one = slip_id(chance)
    said = code(one)
    assert slip_of(said) == one
    assert is_separator(said)
    for place in range(len(said)):
        other = "Q" if said[place] != "Q" else "R"
        assert slip_of(said[:place] + other + said[place + 1 :]) is None


@given(st.text())
def test_no_other_code_is_one(text: str) -> None:
    assert slip_of(text) is None
