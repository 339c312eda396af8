"""Vietnamese or English."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.page import Word
from pipeline.language import language_of
from tests.pipeline.paper import word

VIETNAMESE = [
    "Họ và tên người bệnh: Trần Thị Thu Hà",
    "Bệnh nhân ho khan, sốt nhẹ, ăn ngủ kém",
    "Amoxicillin 500 mg x 20 viên, uống sau ăn",
    "Glucose 5,6 mmol/L; HGB 120 g/L; kết quả trong giới hạn",
    "Ho va ten: TRAN THI HA, nữ, sinh năm 1960, ở Huế",
    "12/03/2024 38,5 120/80",
    "",
]
ENGLISH = [
    "The patient was admitted with fever and a productive cough",
    "Discharge summary of Mr Nguyễn, seen by Dr Smith in the medical outpatient clinic",
    "Amoxicillin 500 mg three times a day after meals",
    "Naïve to treatment; the café next door was closed on that day",
    "Ruled out: myocardial infarction, pulmonary embolism",
]


def words(text: str) -> list[Word]:
    return [word(part, 0.1, 0.1) for part in text.split()]


@pytest.mark.parametrize("text", VIETNAMESE)
def test_vietnamese(text: str) -> None:
    assert language_of(words(text)) == "vi"


@pytest.mark.parametrize("text", ENGLISH)
def test_english(text: str) -> None:
    assert language_of(words(text)) == "en"


@given(st.lists(st.sampled_from((" ".join(VIETNAMESE + ENGLISH)).split()), max_size=20))
def test_capitals_are_as_telling_as_small_letters(parts: list[str]) -> None:
    small, capitals = (
        [word(part, 0.1, 0.1) for part in parts],
        [word(part.upper(), 0.1, 0.1) for part in parts],
    )
    assert language_of(small) == language_of(capitals)


@given(st.lists(st.text("0123456789.,:/-%", max_size=6), max_size=9))
def test_numbers_do_not_vote(numbers: list[str]) -> None:
    digits = [word(number, 0.1, 0.1) for number in numbers]
    for text in (VIETNAMESE[0], ENGLISH[0]):
        assert language_of(words(text) + digits) == language_of(words(text))
