"""Which printed option is ticked."""

import pytest

from extractors.marks import ticked_option
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
