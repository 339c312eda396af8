"""Ruled lines to cells: drawn tables, merged cells, borders too faint to be seen."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import settings as rounds
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from pipeline.grid import Grid, find_grids
from pipeline.rules import Rules, find_rules
from tests.pipeline.paper import pixels, sheet, write

DPI = 200
COLUMNS, ROWS = (100, 400, 700, 1100), (100, 180, 260, 340)


def table(*, border: int = 0, open_: Sequence[tuple[int, int, int, int]] = ()) -> Image.Image:
    """Three columns and three rows; `open_` are stretches of rule that were left out."""
    page = sheet(1300, 500)
    draw = ImageDraw.Draw(page)
    for y in ROWS[1:-1]:
        draw.line((COLUMNS[0], y, COLUMNS[-1], y), fill=0, width=2)
    for x in COLUMNS[1:-1]:
        draw.line((x, ROWS[0], x, ROWS[-1]), fill=0, width=2)
    draw.rectangle((COLUMNS[0], ROWS[0], COLUMNS[-1], ROWS[-1]), outline=border, width=2)
    for stretch in open_:
        draw.rectangle(stretch, fill=255)
    return page


def grids(page: Image.Image) -> tuple[Grid, ...]:
    return find_grids(find_rules(pixels(page), DPI), DPI)


def cells(grid: Grid) -> list[tuple[int, int, int]]:
    return [(span.row, span.column, span.columns) for span in grid.spans]


FULL = [(row, column, 1) for row in range(3) for column in range(3)]


@pytest.mark.parametrize("border", [0, 230], ids=["drawn border", "border too faint"])
def test_a_drawn_table_gives_its_cells(border: int) -> None:
    (grid,) = grids(table(border=border))
    assert cells(grid) == FULL
    for span in grid.spans:
        assert span.x0 == pytest.approx(COLUMNS[span.column], abs=4)
        assert span.x1 == pytest.approx(COLUMNS[span.column + 1], abs=4)
        assert span.y0 == pytest.approx(ROWS[span.row], abs=4)
        assert span.y1 == pytest.approx(ROWS[span.row + 1], abs=4)
    assert (grid.around.x0, grid.around.x1) == pytest.approx((100, 1100), abs=4)


def test_cells_merged_sideways() -> None:
    (grid,) = grids(table(open_=[(390, 104, 410, 176)]))
    assert cells(grid) == [(0, 0, 2), (0, 2, 1), *FULL[3:]]
    assert grid.spans[0].x1 == pytest.approx(700, abs=4)


def test_cells_merged_downwards() -> None:
    (grid,) = grids(table(open_=[(110, 170, 390, 190)]))
    assert cells(grid) == [*FULL[:3], *FULL[4:]]
    assert grid.spans[0].y1 == pytest.approx(260, abs=4)


def test_writing_in_the_cells_changes_nothing() -> None:
    page = table()
    for row, text in enumerate(["Xét nghiệm", "Glucose", "HGB"]):
        for column, x in enumerate(COLUMNS[:-1]):
            write(page, f"{text} {column}", (x + 12, ROWS[row] + 20), 33)
    (grid,) = grids(page)
    assert cells(grid) == FULL


def test_two_tables_are_two() -> None:
    page = sheet(1300, 1100)
    page.paste(table(), (0, 0))
    page.paste(table(), (0, 550))
    first, second = sorted(grids(page), key=lambda grid: grid.around.y0)
    assert cells(first) == cells(second) == FULL
    assert second.around.y0 == pytest.approx(650, abs=4)


def test_a_frame_or_an_underline_is_no_table() -> None:
    page = sheet(1300, 500)
    draw = ImageDraw.Draw(page)
    draw.rectangle((100, 100, 700, 300), outline=0, width=3)
    draw.line((100, 400, 900, 400), fill=0, width=3)
    assert grids(page) == ()
    assert find_grids(Rules(), DPI) == ()


PLACES = st.lists(st.integers(1, 40), min_size=2, max_size=6, unique=True).map(sorted)


@rounds(deadline=None)
@given(PLACES, PLACES)
def test_whole_rules_cut_the_table_into_every_cell(xs: list[int], ys: list[int]) -> None:
    columns, rows = [40 * x for x in xs], [40 * y for y in ys]
    across = tuple((columns[0], y - 1, columns[-1], y + 1) for y in rows)
    down = tuple((x - 1, rows[0], x + 1, rows[-1]) for x in columns)
    found = find_grids(Rules(across, down), DPI)
    count = (len(rows) - 1) * (len(columns) - 1)
    assert [len(grid.spans) for grid in found] == ([count] if count >= 3 else [])


@rounds(deadline=None)
@given(st.data())
def test_cells_fill_the_table_and_never_overlap(data: st.DataObject) -> None:
    """Any inner stretch of rule may be missing."""
    keep = st.lists(st.booleans(), min_size=6, max_size=6)
    sideways, downwards = data.draw(keep), data.draw(keep)
    xs, ys = [100, 200, 300, 400], [100, 200, 300, 400]
    across = [(100, 99, 400, 101), (100, 399, 400, 401)]
    down = [(99, 100, 101, 400), (399, 100, 401, 400)]
    for k in range(6):
        place, at = k // 3 + 1, k % 3
        if sideways[k]:
            across.append((xs[at], ys[place] - 1, xs[at + 1], ys[place] + 1))
        if downwards[k]:
            down.append((xs[place] - 1, ys[at], xs[place] + 1, ys[at + 1]))
    for grid in find_grids(Rules(tuple(across), tuple(down)), DPI):
        area = sum((span.x1 - span.x0) * (span.y1 - span.y0) for span in grid.spans)
        whole = grid.around
        assert area == (whole.x1 - whole.x0) * (whole.y1 - whole.y0)


def folded(page: Image.Image, at: int, *, level: bool) -> Image.Image:
    """The page with what crosses a fold bent away by 6 mm at most over 7 mm."""
    out = page.copy()
    for k in range(-28, 28):
        off = round(12 * (1 - abs(k) / 28))
        box = (at + k, 0, at + k + 1, 500) if level else (0, at + k, 1300, at + k + 1)
        out.paste(page.crop(box), (box[0], off) if level else (off, box[1]))
    return out


@pytest.mark.parametrize(("at", "level"), [(250, True), (550, True), (220, False)])
def test_a_fold_does_not_part_a_table(at: int, level: bool) -> None:
    (grid,) = grids(folded(table(), at, level=level))
    assert cells(grid) == FULL


def test_tables_side_by_side_stay_apart() -> None:
    page = sheet(1300, 500)
    draw = ImageDraw.Draw(page)
    for left in (100, 520):
        draw.rectangle((left, 100, left + 380, 260), outline=0, width=2)
        draw.line((left, 180, left + 380, 180), fill=0, width=2)
        draw.line((left + 190, 100, left + 190, 260), fill=0, width=2)
    assert len(grids(page)) == 2
