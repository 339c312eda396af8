"""The order in which a person reads what stands on a page.

The page is cut like a tree (XY-cut, Nagy & Seth 1984): into bands from the top down, and runs
of bands that leave the same gutter white into columns. What a form sets side by side as label
and value, or as the rows of a table, is read across; a letterhead and signatures are read down.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from models.geometry import Box

SAME_BAND = 0.4
"""Two lines that share this much of the lower one's height stand side by side."""
GUTTER = 1.2
"""A gutter is at least this many heights of a line wide."""
LABELLED = 0.6
"""Where so many of the bands with both sides bear colons there, they are labels and values."""
ALONE = 7
"""Where so many bands have one side only, the columns are at an end."""
LEADING = 0.35
"""A line that stands farther below than others do, in heights of a line, is apart from them."""
LARGER = 1.3
"""A line this many times as high as others is a title."""
LETTERHEAD = 0.15
"""What is side by side in this upper part of a page and bears no labels is a letterhead."""
LEVEL = 0.35
"""Lines side by side are on one level whose middles differ by less of their height."""
ALIGNED = 0.5
"""Share of the bands of a table without rules that hold several cells on one line."""
REGULAR = 3.0
"""Rows of a table do not stand farther apart than this many times the usual."""


@dataclass(frozen=True, slots=True)
class Block:
    """A line or a table: its place in the caller's list, its box and its text."""

    place: int
    box: Box
    text: str


Band = list[Block]


def reading_order(blocks: Sequence[Block], ratio: float) -> list[int]:
    """Return the places of blocks in reading order; `ratio` is the page's height over width."""
    high = median(block.box.height for block in blocks) * ratio if blocks else 0.0
    return [block.place for block in _ordered(list(blocks), high)]


def _ordered(blocks: list[Block], high: float) -> list[Block]:
    """Order blocks; `high` is the usual height of a line in widths of the page."""
    bands = _bands(blocks)
    ordered: list[Block] = []
    start = 0
    while start < len(bands):
        stop, gutter = _run(bands, start, high)
        run = bands[start:stop]
        if gutter is None or _is_read_across(run, gutter):
            ordered += [b for band in run for b in sorted(band, key=lambda b: b.box.left)]
        else:
            left, right = _sides([_drawn_in(ordered, run, gutter), *run], gutter)
            ordered += _ordered(left, high) + _ordered(right, high)
        start = stop
    return ordered


def _drawn_in(ordered: list[Block], run: Sequence[Band], gutter: float) -> Band:
    """Take the line off `ordered` that opens the right column, above the first of the left."""
    if not ordered or ordered[-1].box.left < gutter or not _is_close([ordered[-1]], run[0]):
        return []
    return [ordered.pop()]


def _bands(blocks: Sequence[Block]) -> list[Band]:
    """Part blocks into bands that stand one under the other."""
    bands: list[Band] = []
    for block in sorted(blocks, key=lambda block: block.box.middle):
        if bands and any(_side_by_side(block.box, own.box) for own in bands[-1]):
            bands[-1].append(block)
        else:
            bands.append([block])
    return bands


def _side_by_side(one: Box, other: Box) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared > SAME_BAND * min(one.height, other.height)


def _run(bands: Sequence[Band], start: int, high: float) -> tuple[int, float | None]:
    """Return where the run of bands from `start` ends that leaves a gutter white, and its middle.

    The middle is None where no column of the run has two lines.
    """
    gutter, stop = _gutter(bands[start], high), start + 1
    while gutter is not None and stop < len(bands) and not _is_form_row(bands[stop]):
        wider = _gutter([block for band in bands[start : stop + 1] for block in band], high)
        if wider is None:
            break
        gutter, stop = wider, stop + 1
    if gutter is None:
        return start + 1, None
    stop = _tail(bands, start, stop, gutter)
    sides = _sides(bands[start:stop], gutter)
    return stop, gutter if max(map(len, sides)) > 1 else None


def _tail(bands: Sequence[Band], start: int, stop: int, gutter: float) -> int:
    """Return where a run ends of which no column goes on alone, but by lines as close as it has."""
    both = [k for k in range(start, stop) if all(_sides([bands[k]], gutter))]
    last = start + 1
    for k in both:
        if k - last >= ALONE:
            break
        last = k + 1
    end = last
    while end < min(stop, last + ALONE) and _goes_on(bands[start:end], bands[end], gutter):
        end += 1
    return end


def _goes_on(above: Sequence[Band], band: Band, gutter: float) -> bool:
    """Say whether a line follows its column as closely as the column's lines do, no larger."""
    side = 0 if _sides([band], gutter)[0] else 1
    block = _sides([band], gutter)[side][0]
    column = [own for own in _sides(above, gutter)[side] if _one_above_other(own.box, block.box)]
    if not column:
        return False
    high = median(own.box.height for own in column)
    gaps = [after.box.top - before.box.bottom for before, after in pairwise(column)]
    usual = max(0.0, median(gaps)) if gaps else 0.3 * high
    gap = block.box.top - column[-1].box.bottom
    return block.box.height < LARGER * high and gap < usual + LEADING * high


def _one_above_other(one: Box, other: Box) -> bool:
    return min(one.right, other.right) > max(one.left, other.left)


def _is_close(above: Band, below: Band) -> bool:
    gap = min(block.box.top for block in below) - max(block.box.bottom for block in above)
    return gap < 2 * LEADING * min(block.box.height for block in (*above, *below))


def _is_form_row(band: Band) -> bool:
    """Say whether a band is labels with their values: no letterhead goes on there."""
    row = sorted(band, key=lambda block: block.box.left)
    labels = [":" in block.text for block in row]
    return len(row) > 1 and labels[0] and 2 * sum(labels) >= len(row) and _is_level(row)


def _gutter(blocks: Sequence[Block], high: float) -> float | None:
    """Return the middle of the widest white strip between blocks; None if all are too narrow."""
    widest, middle, reach = GUTTER * high, None, 1.0
    for block in sorted(blocks, key=lambda block: block.box.left):
        if block.box.left - reach > widest:
            widest, middle = block.box.left - reach, (block.box.left + reach) / 2
        reach = block.box.right if reach == 1.0 else max(reach, block.box.right)
    return middle


def _sides(bands: Sequence[Band], gutter: float) -> tuple[list[Block], list[Block]]:
    inside = [block for band in bands for block in band]
    left = [block for block in inside if block.box.centre < gutter]
    return left, [block for block in inside if block.box.centre >= gutter]


def _is_read_across(bands: Sequence[Band], gutter: float) -> bool:
    """Say whether bands are rows of labels and values, or of a table without rules."""
    both = [band for band in bands if all(_sides([band], gutter))]
    if sum(map(_is_form_row, both)) >= LABELLED * len(both):
        return True
    if min(block.box.top for block in bands[0]) < LETTERHEAD:
        return False
    if _is_sparse(bands, gutter):
        return True
    level = [band for band in bands if len(band) > 1 and _is_level(band, 0.6)]
    if len(level) < ALIGNED * len(bands):
        return False
    columns = round(median(map(len, level)))
    tops = [min(block.box.top for block in band) for band in level]
    steps = [after - before for before, after in pairwise(tops)]
    # Few rows are no proof of a table, unless they have many columns.
    return len(level) >= 7 - min(4, columns) and max(steps) <= REGULAR * median(steps)


def _is_sparse(bands: Sequence[Band], gutter: float) -> bool:
    """Say whether what stands right of the gutter are lone words at the ends of lines."""
    right = [k for k, band in enumerate(bands) if _sides([band], gutter)[1]]
    if len(right) == 1:
        return len(bands[right[0]]) > 1 and _is_level(bands[right[0]])
    return all(after - before > 1 for before, after in pairwise(right))


def _is_level(band: Band, slack: float = LEVEL) -> bool:
    """Say whether all blocks of a band stand on one line."""
    middles = [block.box.middle for block in band]
    low = min(block.box.height for block in band)
    return max(middles) - min(middles) < slack * low
