"""What came against what was declared."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.batch import Came, Declared, Gap, Line, Off, gaps, told

FILES = (Came("BA-1/01.jpg", "a", 1, "BA-1"), Came("BA-1/02.jpg", "b", 1, "BA-1"))
MORE = (*FILES, Came("BA-2.pdf", "c", 12, "BA-2"))


@pytest.mark.parametrize(
    ("declared", "lines", "files", "found"),
    [
        (Declared(), (), MORE, []),
        (Declared(pages=14, charts=2), (), MORE, []),
        (Declared(pages=16), (), MORE, [Gap(Off.PAGES, "", 16, 14)]),
        (Declared(charts=3), (), MORE, [Gap(Off.CHARTS, "", 3, 2)]),
        # Where no file tells of which chart it is, charts are not counted.
        (Declared(charts=3), (), [Came("x.pdf", "c", 2)], []),
        (Declared(), [Line("BA-1", "BA-1", 2), Line("BA-2.pdf", "BA-2", 12)], MORE, []),
        (
            Declared(),
            [Line("BA-1", "BA-1", 3), Line("BA-3.pdf", "BA-3")],
            MORE,
            [
                Gap(Off.COUNT, "BA-1", 3, 2),
                Gap(Off.MISSING, "BA-3.pdf", None, 0),
                Gap(Off.UNLISTED, "BA-2.pdf", None, 12),
            ],
        ),
        # A folder's name is no beginning of another's.
        (Declared(), [Line("BA", "BA", 2)], FILES, [
            Gap(Off.MISSING, "BA", 2, 0),
            Gap(Off.UNLISTED, "BA-1/01.jpg", None, 1),
            Gap(Off.UNLISTED, "BA-1/02.jpg", None, 1),
        ]),
        # The same bytes under two names are one scan.
        (Declared(pages=2), (), [*FILES, Came("copy.jpg", "a", 1)], []),
    ],
)  # fmt: skip
def test_gaps(
    declared: Declared, lines: Sequence[Line], files: Sequence[Came], found: list[Gap]
) -> None:
    assert list(gaps(declared, lines, files)) == found


@given(st.lists(st.integers(1, 50)), st.integers(0, 200))
def test_every_gap_can_be_told_and_says_how_many(pages: list[int], declared: int) -> None:
    files = [Came(f"{n}.pdf", str(n), count) for n, count in enumerate(pages)]
    for gap in gaps(Declared(pages=declared), [Line("none", "none")], files):
        message, values = told(gap)
        assert str(abs(sum(pages) - declared)) in message.format(**values) or gap.path
