"""Words to lines and tables in reading order."""

from collections.abc import Iterable, Sequence
from statistics import median

from models.geometry import Box
from models.page import Cell, Line, Table, Word
from pipeline.grid import Grid, Span, find_grids
from pipeline.order import Block, reading_order
from pipeline.rules import Rules

VERSION = "3"

GUTTER = 1.7
"""A gap wider than this many heights of a line parts two lines of writing."""


def lay_out(
    words: Sequence[Word], rules: Rules, width: int, height: int, dpi: float
) -> tuple[tuple[Line, ...], tuple[Table, ...]]:
    """Return the lines in reading order and the ruled tables.

    `width` and `height` are pixels of the cleaned page that `rules` lie on. Lines run from
    top to bottom and column by column; those of a table cell by cell.
    """
    tables, rest = [], list(words)
    for grid in find_grids(rules, dpi):
        table, rest = _table(grid, rest, width, height)
        if table is not None:
            tables.append(table)
    tables.sort(key=lambda table: (table.box.top, table.box.left))
    return _in_order(_lines(rest, height / width), tables, height / width), tuple(tables)


def lines_of(words: Iterable[Word], ratio: float) -> tuple[Line, ...]:
    """Group words into lines; `ratio` is the page's height over its width."""
    return tuple(_lines(list(words), ratio))


def _in_order(lines: Sequence[Line], tables: Sequence[Table], ratio: float) -> tuple[Line, ...]:
    """Put lines, and those of tables cell by cell, in the order in which people read them."""
    parts: list[Line | Table] = [*lines, *tables]
    blocks = [
        Block(k, part.box, part.text if isinstance(part, Line) else "")
        for k, part in enumerate(parts)
    ]
    ordered: list[Line] = []
    for part in (parts[place] for place in reading_order(blocks, ratio)):
        if isinstance(part, Line):
            ordered.append(part)
        else:
            ordered += [own for cell in part.cells for own in cell.lines]
    return tuple(ordered)


def _lines(words: list[Word], ratio: float) -> list[Line]:
    """Chain words to lines, each word to the nearest line that ends to its left."""
    if not words:
        return []
    typical = median(word.box.height for word in words)
    chains: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.box.left):
        near = [(gap, chain) for chain in chains if (gap := _gap(chain, word, typical, ratio)) >= 0]
        if near:
            min(near, key=lambda pair: pair[0])[1].append(word)
        else:
            chains.append([word])
    return _row_by_row([Line(tuple(chain)) for chain in chains])


def _gap(chain: list[Word], word: Word, typical: float, ratio: float) -> float:
    """Return how far `word` stands right of a chain, in widths of the page; -1 if elsewhere."""
    last = chain[-1].box
    low = min(last.height, word.box.height)
    shared = min(last.bottom, word.box.bottom) - max(last.top, word.box.top)
    if shared < 0.5 * low:
        return -1
    gap = word.box.left - last.right
    # Neither a bullet nor a signature read as one tall word says how wide a space is.
    high = min(max(last.height, word.box.height, typical), 2.5 * typical) * ratio
    return max(0.0, gap) if -0.5 * high <= gap <= GUTTER * high else -1


def _row_by_row(lines: list[Line]) -> list[Line]:
    """Sort lines from the top down, and those side by side from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.box.middle):
        if rows and line.box.middle - rows[-1][0].box.middle <= 0.5 * min(
            line.box.height, rows[-1][0].box.height
        ):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.box.left)]


def _table(
    grid: Grid, words: list[Word], width: int, height: int
) -> tuple[Table | None, list[Word]]:
    """Return the table that a grid and the words on it make, and the words beside it."""
    boxes = [(span, _fraction(span, width, height)) for span in grid.spans]
    held: dict[int, list[Word]] = {}
    rest = []
    for word in words:
        at = next((k for k, (_, box) in enumerate(boxes) if _holds(box, word)), None)
        if at is None:
            rest.append(word)
        else:
            held.setdefault(at, []).append(word)
    if len(held) < 3:
        return None, words
    cells = [
        Cell(span.row, span.column, box, lines_of(held.get(k, []), height / width), span.columns)
        for k, (span, box) in enumerate(boxes)
    ]
    whole = _fraction(grid.around, width, height)
    return Table(whole, tuple(sorted(cells, key=lambda c: (c.row, c.column)))), rest


def _holds(box: Box, word: Word) -> bool:
    return box.left <= word.box.centre <= box.right and box.top <= word.box.middle <= box.bottom


def _fraction(span: Span, width: int, height: int) -> Box:
    return Box.clipped(span.x0 / width, span.y0 / height, span.x1 / width, span.y1 / height)
