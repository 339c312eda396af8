"""Which printed option is ticked."""

from dataclasses import replace

import pytest

from extractors.marks import ticked_option
from models.page import Mark, MarkKind
from tests.extractors.forms import page


@pytest.mark.parametrize(
    ("text", "option"),
    [
        ("1. Khỏi ☐ 2. Đỡ, giảm ☒ 3. Nặng hơn ☐", "Đỡ, giảm"),
        ("1. Khỏi ☒ 2. Đỡ, giảm ☐ 3. Nặng hơn ☐", "Khỏi"),
        ("1. Khỏi ☐ 2. Đỡ, giảm ☐ 3. Nặng hơn ☒", "Nặng hơn"),
        ("1.Khỏi [ ] 2.Đỡ, giảm [x] 3.Nặng hơn [ ]", "Đỡ, giảm"),
        ("1.Khỏi 2.Đỡ, giảm X 3.Nặng hơn", "Đỡ, giảm"),
        ("1. Khỏi ☐ 2. Đỡ, giảm ☐", None),
        ("1. Khỏi ☒ 2. Đỡ, giảm ☒", None),
        ("1. Khỏi 2. Đỡ, giảm", None),
        ("1. Khỏi ☒", None),
        ("Khỏi bệnh", None),
        ("", None),
    ],
)
def test_ticked(text: str, option: str | None) -> None:
    form = page(text)
    assert ticked_option(form, form.words) == option


def test_a_ringed_number_chooses_and_a_stamp_does_not() -> None:
    form = page("1. Khỏi 2. Đỡ, giảm 3. Nặng hơn 4. Khác")
    number = next(word for word in form.words if word.text == "2.").box
    for kind, option in [(MarkKind.CIRCLE, "Đỡ, giảm"), (MarkKind.STAMP, None)]:
        marked = replace(form, marks=(Mark(number, kind, ticked=True),))
        assert ticked_option(marked, marked.words) == option
