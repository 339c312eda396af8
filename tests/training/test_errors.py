"""Read errors keep entities in place."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from models.text import bare
from training.errors import misread
from training.marked import parse

TEXT = (
    "Chẩn đoán: [DISEASE|Viêm phổi thuỳ] ([DISEASE|J18.9]), dùng [DRUG|Ceftriaxon] 2 g, SpO2 95 %"
)


def test_no_errors_no_change_but_case() -> None:
    marked = parse(TEXT)
    read = misread(marked, Random(1), 0.0)
    assert read.text.split() != []
    assert len(read.spans) == len(marked.spans)


@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.02, 0.1, 0.4]))
def test_entities_stay_inside_the_text_and_apart(seed: int, rate: float) -> None:
    read = misread(parse(TEXT), Random(seed), rate)
    ends = 0
    for start, end, _ in read.spans:
        assert ends <= start < end <= len(read.text)
        assert read.text[start:end].strip() == read.text[start:end]
        ends = end


def test_tone_marks_come_off() -> None:
    assert bare("Đái tháo đường týp 2") == "Dai thao duong typ 2"
