"""Where two readers differ."""

import pytest

from models.geometry import Box
from models.page import Word
from review.marked import doubtful, otherwise, pieces

PLACE = Box(0, 0, 1, 1)


def words(*readings: str) -> list[Word]:
    """Words as the first reader has them; after a stroke what the second has instead."""
    parted = [reading.partition("/") for reading in readings]
    return [Word(one, PLACE, 0.5, other if mark else None) for one, mark, other in parted]


@pytest.mark.parametrize(
    ("text", "readings", "marked", "other"),
    [
        ("TRẦN THỊ HA", ["TRẦN", "THỊ", "HA/HÀ"], "TRẦN THỊ H[A]", "TRẦN THỊ HÀ"),
        ("LÊ HÒA HOA", ["Lê", "Hòa/Hoà", "Hoa"], "LÊ H[ÒA] HOA", "LÊ Hoà HOA"),
        ("HA HA", ["HA", "HA/HAI"], "HA H[A]", "HA HAI"),
        ("20241234", ["20241234/2024I234"], "2024[1]234", "2024I234"),
        ("500 mg", ["500/5OO", "mg/"], "5[00] [mg]", "5OO"),
        ("J18.9", ["(J18.9)/(J18.8)"], "J18.9", "J18.9"),
        ("05/03/2026", ["Ngày", "05"], "05/03/2026", "05/03/2026"),
    ],
)
def test_what_is_marked(text: str, readings: list[str], marked: str, other: str) -> None:
    read = words(*readings)
    shown = [
        f"[{piece}]" if doubt else piece for piece, doubt in pieces(text, doubtful(text, read))
    ]
    assert "".join(shown) == marked
    assert otherwise(text, read) == other
