"""Letters that readers see for digits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.digits import mend


@pytest.mark.parametrize(
    ("read", "written"),
    [
        ("3ó.8", "36.8"),
        ("115/ó0", "115/60"),
        ("ó.8", "6.8"),
        ("ó,2", "6,2"),
        ("12O/80", "120/80"),
        ("1I0/70", "110/70"),
        ("7l", "71"),
        ("98 lần/phút", "98 lần/phút"),
        ("có sốt", "có sốt"),
        ("2 ó sốt", "2 ó sốt"),
        ("T4/L", "T4/L"),
        ("10 l/phút", "10 l/phút"),
    ],
)
def test_mend(read: str, written: str) -> None:
    assert mend(read) == written


@given(st.one_of(st.text(), st.text("0123456789óòoOöÓIl|/., ", max_size=20)))
def test_the_length_stays(text: str) -> None:
    assert len(mend(text)) == len(text)


@given(st.text("0123456789/., ", max_size=20))
def test_digits_stay(text: str) -> None:
    assert mend(text) == text
