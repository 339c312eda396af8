"""Rows of laboratory reports: in ruled tables, and in columns without rules."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.fields import Words
from extractors.tables import by_prefix, rows_under
from models.page import Page, Table, Word
from models.text import fold

_COLUMNS = {
    "test": ("ten xet nghiem", "xet nghiem", "chi so", "yeu cau", "test", "ten", "analyte"),
    "value": ("ket qua", "result", "kq"),
    "unit": ("don vi", "units", "unit", "dvt", "dv"),
    "range": (
        "tri so",
        "gia tri",
        "khoang",
        "csbt",
        "chi so binh thuong",
        "reference",
        "normal",
        "binh thuong",
    ),
    "flag": ("flag", "danh gia", "bat thuong"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """The words of one result, by what they are."""

    test: Words
    value: Words
    unit: Words = ()
    range: Words = ()
    flag: Words = ()


def page_rows(page: Page) -> Iterator[Row]:
    """Yield the results of a page; columns are only looked for where no table holds any."""
    tabled = False
    for table in page.tables:
        rows = list(_table_rows(table))
        tabled = tabled or bool(rows)
        yield from rows
    if not tabled:
        yield from _aligned_rows(page)


def _table_rows(table: Table) -> Iterator[Row]:
    """Yield the results of a ruled table, by the names of its columns."""
    for row in rows_under(table, by_prefix(_COLUMNS), ("test", "value")):
        if row.get("test") and row.get("value"):
            yield Row(**{name: cell.words for name, cell in row.items()})


def _aligned_rows(page: Page) -> Iterator[Row]:
    """Yield results set in columns without rules: each word goes to the nearest column head."""
    heads: dict[str, tuple[float, float]] = {}
    for words in _visual_rows(page):
        here = _heads(words)
        if {"test", "value"} <= here.keys() and here["test"] < here["value"]:
            heads = here
            continue
        if not heads:
            continue
        parted: dict[str, list[Word]] = {}
        for word in words:
            parted.setdefault(_nearest(heads, word), []).append(word)
        if parted.get("test") and parted.get("value"):
            kept = {k: tuple(v) for k, v in parted.items() if k in Row.__slots__}
            yield Row(**kept)


def _heads(words: Sequence[Word]) -> dict[str, tuple[float, float]]:
    """Return left and right edge of the column heads in a row of words."""
    heads: dict[str, tuple[float, float]] = {}
    for k, word in enumerate(words):
        for size in (3, 2, 1):
            text = fold(" ".join(w.text for w in words[k : k + size]))
            name = next((n for n, marks in _COLUMNS.items() if text in marks), "")
            if name and name not in heads:
                heads[name] = (word.box.left, words[min(k + size, len(words)) - 1].box.right)
                break
    return heads


def _nearest(heads: dict[str, tuple[float, float]], word: Word) -> str:
    def away(edges: tuple[float, float]) -> float:
        return max(edges[0] - word.box.right, word.box.left - edges[1], 0.0) + 0.1 * min(
            abs(edges[0] - word.box.left), abs((edges[0] + edges[1]) / 2 - word.box.centre)
        )

    return min(heads, key=lambda name: away(heads[name]))


def _visual_rows(page: Page) -> list[list[Word]]:
    rows: list[list[Word]] = []
    for line in sorted(page.lines, key=lambda line: line.box.middle):
        if rows and abs(rows[-1][0].box.middle - line.box.middle) < 0.5 * line.box.height:
            rows[-1] += line.words
        else:
            rows.append(list(line.words))
    return [sorted(row, key=lambda word: word.box.left) for row in rows]
