"""Rows of laboratory reports: in ruled tables, and in columns without rules."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.fields import Words
from extractors.tables import by_prefix, said_rows
from models.page import Cell, Page, Table, Word
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
    "flag": ("flag", "danh gia", "bat thuong", "ghi chu", "nhan xet"),
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
    """Yield the results of a ruled table, by the names of its columns.

    A head may come again before the next panel, or twice in a row: two panels side by side.
    """
    panels: list[dict[int, str]] = []
    for row in said_rows(table):
        heads = _panels(row)
        if heads:
            panels = heads
            continue
        for names in panels:
            cells = {names[cell.column]: cell.words for cell in row if cell.column in names}
            if cells.get("test") and cells.get("value"):
                yield Row(**cells)


def _panels(row: Sequence[Cell]) -> list[dict[int, str]]:
    """Return the columns of each panel that a row heads, by number; none without a whole head."""
    naming = by_prefix(_COLUMNS)
    panels: list[dict[int, str]] = []
    for cell in row:
        name = naming(cell.text)
        if name == "test" and (not panels or "value" in panels[-1].values()):
            panels.append({})
        if name and panels and name not in panels[-1].values():
            panels[-1][cell.column] = name
    return [names for names in panels if {"test", "value"} <= set(names.values())]


Heads = dict[str, tuple[float, float]]
"""Left and right edge of the column heads of a panel, by name."""


def _aligned_rows(page: Page) -> Iterator[Row]:
    """Yield results set in columns without rules: each word goes to the nearest column head."""
    panels: list[Heads] = []
    for words in _visual_rows(page):
        here = _heads(words)
        if here:
            panels = here
            continue
        parted: dict[tuple[int, str], list[Word]] = {}
        for word in words if panels else ():
            parted.setdefault(_nearest(panels, word), []).append(word)
        for k in range(len(panels)):
            own = {name: found for (place, name), found in parted.items() if place == k}
            _rejoin(own, page)
            if own.get("test") and own.get("value"):
                yield Row(**{name: tuple(found) for name, found in own.items()})


def _rejoin(parted: dict[str, list[Word]], page: Page) -> None:
    """Give words of a long name that reach into the column of results back to the name."""
    test, value = parted.get("test", []), parted.get("value", [])
    while test and value:
        gap = (value[0].box.left - test[-1].box.right) * page.width
        lettered = not any(map(str.isdigit, value[0].text)) or value[0].text.startswith("(")
        if gap > 0.6 * test[-1].box.height * page.height or not lettered:
            break
        test.append(value.pop(0))


def _heads(words: Sequence[Word]) -> list[Heads]:
    """Return the heads of the panels that a row of words heads, from left to right."""
    panels: list[Heads] = []
    for k, word in enumerate(words):
        for size in (3, 2, 1):
            text = fold(" ".join(w.text for w in words[k : k + size]))
            name = next((n for n, marks in _COLUMNS.items() if text in marks), "")
            if name == "test" and (not panels or "value" in panels[-1]):
                panels.append({})
            if name and panels and name not in panels[-1]:
                right = words[min(k + size, len(words)) - 1].box.right
                panels[-1][name] = (word.box.left, right)
                break
    return [p for p in panels if {"test", "value"} <= p.keys() and p["test"] < p["value"]]


def _nearest(panels: Sequence[Heads], word: Word) -> tuple[int, str]:
    def away(edges: tuple[float, float]) -> float:
        return max(edges[0] - word.box.right, word.box.left - edges[1], 0.0) + 0.1 * min(
            abs(edges[0] - word.box.left), abs((edges[0] + edges[1]) / 2 - word.box.centre)
        )

    every = [(k, name) for k, heads in enumerate(panels) for name in heads]
    return min(every, key=lambda place: away(panels[place[0]][place[1]]))


def _visual_rows(page: Page) -> list[list[Word]]:
    rows: list[list[Word]] = []
    for line in sorted(page.lines, key=lambda line: line.box.middle):
        if rows and abs(rows[-1][0].box.middle - line.box.middle) < 0.5 * line.box.height:
            rows[-1] += line.words
        else:
            rows.append(list(line.words))
    return [sorted(row, key=lambda word: word.box.left) for row in rows]
