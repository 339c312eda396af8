"""A patient's particulars as normalised values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.particulars import PARSERS, age, code, insurance, name, phone, sex, written


@given(st.sampled_from(sorted(PARSERS)), st.text())
def test_no_text_stops_a_parser(key: str, text: str) -> None:
    parsed = PARSERS[key](text)
    if parsed is not None:
        value, sure = parsed
        assert value
        assert value == value.strip()
        assert 0 < sure <= 1


@given(st.text("0123456789OoIl|SB .-/", max_size=24))
def test_numbers_have_the_digits_that_they_should(text: str) -> None:
    number = PARSERS["national_id"](text)
    assert number is None or (number[0].isdigit() and len(number[0]) in (9, 12))
    called = phone(text)
    assert called is None or (called[0].isdigit() and len(called[0]) in (10, 11))
    card = insurance(text)
    assert card is None or len(card[0]) in (10, 15)


@given(st.integers(0, 120))
def test_ages(years: int) -> None:
    assert age(f"{years} tuổi") == (str(years), 1.0)


@pytest.mark.parametrize(
    ("parsed", "sure"),
    [
        (name("Nguyễn Văn An"), 1.0),
        (name("An"), 0.5),
        (insurance("DN4010123456789"), 1.0),
        (sex("Nam"), 0.98),
        (code("24.001"), 1.0),
        (written("Nông dân"), 1.0),
    ],
)
def test_how_well_a_value_fits(parsed: tuple[str, float], sure: float) -> None:
    assert parsed[1] == sure


@pytest.mark.parametrize(
    ("read", "value"),
    [("Số 5 , Lê Lợi .", "Số 5, Lê Lợi"), ("_Kinh_", "Kinh"), (" a  b ", "a b"), ("...", None)],
)
def test_words_as_they_stand(read: str, value: str | None) -> None:
    parsed = written(read)
    assert (parsed[0] if parsed else None) == value
