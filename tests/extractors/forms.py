"""Forms written as text, turned into pages as a reader would deliver them.

A letter is as wide everywhere, two spaces or more part columns, a line that starts with `|` is
a row of a ruled table, and `☐`, `☒` are checkboxes found on the image, not words.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from textwrap import dedent

from extractors.extract import extract
from extractors.labels import Labelled, find_labels
from models.document import Document
from models.geometry import Box, around
from models.page import Cell, Line, Mark, MarkKind, Page, Table, Word
from models.record import DocumentType, Facts, Field
from models.settings import Accept, Extract

LETTER, HIGH, PITCH, LEFT, TOP = 0.0095, 0.014, 0.02, 0.04, 0.04
BOXES = "☐☒"
PRESCRIPTION = """
    BỆNH VIỆN ĐA KHOA TRƯỜNG XUYÊN
                ĐƠN THUỐC
    Họ và tên: {name}    Mã BN: {number}
    Ngày sinh: {day}/03/1961    Giới tính: Nữ
    Khoa: Nội tổng hợp
    Chẩn đoán: Viêm phổi (J18.9)
    1. Amoxicillin 500 mg   20 viên
    Ngày uống 2 lần, mỗi lần 1 viên
    2. Paracetamol 500 mg   10 viên
    Ngày uống 3 lần, mỗi lần 1 viên
    Ngày 05 tháng 03 năm 2026
    Bác sĩ: Lê Văn Minh
"""


def accepting(share: float) -> Accept:
    """Return thresholds that ask the same of all groups, and of writing by hand."""
    return Accept(**dict.fromkeys(Accept.model_fields, share))


def extracted(
    form: Document,
    *,
    accept: float = 0.9,
    model: bool = True,
    sense: bool = True,
    received: datetime | None = None,
) -> Facts:
    """Return what a form says."""
    settings = Extract(model=model, sense=sense)
    return extract(form, settings, accepting(accept), received=received)


def page(
    text: str, *, number: int = 1, language: str = "vi", confidence: float = 0.95, skip: int = 0
) -> Page:
    """Return the page that `text` draws, `skip` rows of writing lower on the paper."""
    lines: list[Line] = []
    tables: list[Table] = []
    marks: list[Mark] = []
    ruled: list[tuple[int, str]] = []
    rows = dedent(text).strip("\n").split("\n")
    for row, writing in enumerate([*rows, ""], start=skip):
        if writing.startswith("|"):
            ruled.append((row, writing))
            continue
        if ruled:
            tables.append(_table(ruled, confidence))
            lines += [line for cell in tables[-1].cells for line in cell.lines]
            ruled = []
        marks += [
            Mark(_box(row, m.start(), m.end()), MarkKind.CHECKBOX, m[0] == "☒")
            for m in _found(f"[{BOXES}]", writing)
        ]
        lines += _lines(row, writing, 0, confidence)
    return Page(
        number, 1240, 1754, 150, tuple(lines), tuple(tables), tuple(marks), language=language
    )


def document(
    *texts: str, type: str = "other", language: str = "vi", title: str = "", skip: int = 0
) -> Document:
    """Return a document of the pages that `texts` draw."""
    pages = [page(t, number=n, language=language, skip=skip) for n, t in enumerate(texts, start=1)]
    return Document(tuple(pages), DocumentType(type), 0.9, language, title)


def written_beside(label: str) -> tuple[Document, Box]:
    """Return a document with ink that is no words behind a label, and where the ink is."""
    form = document(f"Họ và tên: NGUYỄN VĂN AN                Tuổi: 40\n{label}")
    (own,) = form.pages
    place = next(line.box for line in own.lines if line.text.startswith(label))
    ink = replace(place, left=place.right, right=place.right + 0.2)
    marks = (Mark(ink, MarkKind.HANDWRITING),)
    return replace(form, pages=(replace(own, marks=marks),)), ink


def labels(form: Document) -> tuple[Labelled, ...]:
    """Return the labels of a form: what extractors are handed beside it."""
    return find_labels(form)


def words(text: str) -> tuple[Word, ...]:
    """Return the words of one line."""
    return page(text).words


def values(item: Mapping[str, Field]) -> dict[str, str | None]:
    """Return bare values in place of fields."""
    return {key: field.value for key, field in item.items()}


def listed(items: Iterable[Mapping[str, Field]]) -> list[dict[str, str | None]]:
    """Return bare values in place of fields, item by item."""
    return [values(item) for item in items]


def _table(ruled: list[tuple[int, str]], confidence: float) -> Table:
    bars = [[at for at, sign in enumerate(text) if sign == "|"] for _, text in ruled]
    edges = max(bars, key=len)
    cells = []
    for row, ((high, text), own) in enumerate(zip(ruled, bars, strict=True)):
        for k, (left, right) in enumerate(pairwise(own)):
            whole = len(own) == len(edges)  # else the row has cells that span columns
            first, last = (k, k + 1) if whole else (_edge(edges, left), _edge(edges, right))
            lines = _lines(high, text[left + 1 : right], left + 1, confidence, cell=True)
            cells.append(Cell(row, first, _box(high, left, right), tuple(lines), last - first))
    return Table(around(cell.box for cell in cells), tuple(cells))


def _edge(edges: list[int], at: int) -> int:
    """Return the edge that lies nearest to a bar."""
    return min(range(len(edges)), key=lambda k: abs(edges[k] - at))


def _lines(row: int, text: str, at: int, confidence: float, *, cell: bool = False) -> list[Line]:
    parts = _found(r"\S.*\S|\S" if cell else r"\S(?:\S| (?=\S))*", text)
    lines = []
    for part in parts:
        found = [m for m in _found(r"\S+", part[0]) if m[0] not in BOXES]
        boxes = [
            _box(row, at + part.start() + m.start(), at + part.start() + m.end()) for m in found
        ]
        made = [Word(m[0], box, confidence) for m, box in zip(found, boxes, strict=True)]
        lines += [Line(tuple(made))] if made else []
    return lines


def _found(pattern: str, text: str) -> list[re.Match[str]]:
    return list(re.finditer(pattern, text))


def _box(row: int, start: int, end: int) -> Box:
    """Return the place of letters [start, end) of a row."""
    top = TOP + PITCH * row
    return Box.clipped(LEFT + LETTER * start, top, LEFT + LETTER * end, top + HIGH)
