"""Whole charts: generated ones as words on pages, and one that is really read."""

import json
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from models.page import Line, Page
from models.text import bare
from pipeline.digitise import read_page
from pipeline.ingest import rasterise
from pipeline.split import split
from tests.pipeline.paper import line, settings
from training.corpus import FORMS, chart
from training.errors import CONFUSED
from training.forms.sheet import Sheet

SAMPLES = Path(__file__).parents[2] / "samples"
Typed = list[tuple[str, tuple[int, ...]]]


def sixty(seed: int) -> tuple[Sheet, ...]:
    """Forms of one stay, of drawn kinds, that come to sixty pages."""
    rng = Random(seed)
    drawn = chart(seed, [rng.choice(list(FORMS)) for _ in range(80)])
    count, taken = 0, []
    for sheet in drawn:
        if count + len(sheet.pages) <= 60:
            taken.append(sheet)
            count += len(sheet.pages)
    assert count == 60
    return tuple(taken)


def written(text: str, number: int) -> Page:
    """A page whose lines stand under each other, those in capitals in the middle."""
    rows = [row.strip() for row in text.split("\n") if row.strip()]
    pitch = min(0.03, 0.92 / max(1, len(rows)))
    lines: list[Line] = []
    for k, row in enumerate(rows):
        middle = row.isupper() and len(row) < 60
        lines.append(line(row, 0.5 - len(row) * 0.005 if middle else 0.08, 0.04 + pitch * k))
    return Page(number, 1654, 2339, 200, tuple(lines))


def letter(own: str, rng: Random, rate: float) -> str:
    """A letter as read: with a chance of `rate` without its mark, as another, or not at all."""
    if own.isspace() or rng.random() >= rate:
        return own
    return rng.choice([bare(own), *CONFUSED.get(own, [""])])


def pages_of(sheets: tuple[Sheet, ...], rng: Random, rate: float) -> tuple[list[Page], Typed]:
    pages: list[Page] = []
    documents: Typed = []
    for sheet in sheets:
        first = len(pages) + 1
        for text in sheet.inks():
            read = "".join(letter(own, rng, rate) for own in text)
            pages.append(written(read, len(pages) + 1))
        documents.append((sheet.kind, tuple(range(first, len(pages) + 1))))
    return pages, documents


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_chart_of_sixty_pages(seed: int) -> None:
    pages, documents = pages_of(sixty(seed), Random(seed), 0.0)
    assert [(d.type, d.numbers) for d in split(pages)] == documents


def test_a_chart_that_was_read_with_errors() -> None:
    right = total = 0
    for seed in range(4, 8):
        pages, documents = pages_of(sixty(seed), Random(seed), 0.03)
        found = {(d.type.value, d.numbers) for d in split(pages)}
        right += len(found & set(documents))
        total += len(documents)
    assert right >= 0.97 * total


@pytest.mark.slow
def test_a_chart_that_is_really_read() -> None:
    name = "ho-so-benh-an.pdf"
    truth = json.loads((SAMPLES / "truth" / f"{name}.json").read_text(encoding="utf-8"))
    usual = settings()
    pages = []
    for number in range(1, len(truth["pages"]) + 1):
        image = rasterise(SAMPLES / name, "application/pdf", number, usual.ingest, usual.limits)
        pages.append(replace(read_page(image, usual), number=number))
    expected = [(d["document_type"], tuple(d["pages"])) for d in truth["documents"]]
    assert [(d.type, d.numbers) for d in split(pages)] == expected
