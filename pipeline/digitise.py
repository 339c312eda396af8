"""One page image to one read page: the pipeline's table of contents."""

from collections.abc import Sequence
from functools import partial

from models.page import Page, Word
from models.settings import Settings
from pipeline import layout, quality
from pipeline.clean import CleanPage, clean, turned
from pipeline.ingest import PageImage
from pipeline.language import language_of
from pipeline.marks import find_marks, with_words
from pipeline.read import tesseract
from pipeline.read.reader import Reader
from pipeline.rules import Rules

FEW = 15
"""Fewer words do not say how a page lies."""


def read_page(image: PageImage, settings: Settings) -> Page:
    """Clean, read and lay out one page; born-digital words are taken as they are.

    Raises EngineError where the reader fails.
    """
    if image.words:
        return _laid_out(image)
    page = clean(image.image, image.dpi, settings.clean)
    if quality.is_blank(page.image, page.dpi):
        return _page(image, page, (), blank=True)
    page, words = _read_upright(page, settings)
    return _page(image, page, words)


def _read_upright(page: CleanPage, settings: Settings) -> tuple[CleanPage, tuple[Word, ...]]:
    """Read a page; once more upside down where it makes little sense, once more as English."""
    read: Reader = partial(tesseract.read, settings=settings.read, seconds=settings.limits.seconds)
    words = read(page, settings.read.languages)
    if legible(words) < settings.read.turned_below:
        other = turned(page)
        again = read(other, settings.read.languages)
        # A page that says little either way stays as it lay.
        if legible(again) > legible(words) and len(again) >= FEW:
            page, words = other, again
    if settings.read.english and language_of(words) == "en":
        words = read(page, settings.read.english)
    return page, words


def legible(words: Sequence[Word]) -> float:
    """Return the mean confidence, 0..1, over the letters of all words; 0 without any."""
    letters = sum(len(word.text) for word in words)
    return sum(len(word.text) * word.confidence for word in words) / max(1, letters)


def _page(image: PageImage, page: CleanPage, words: Sequence[Word], *, blank: bool = False) -> Page:
    height, width = page.image.shape
    lines, tables = layout.lay_out(words, page.rules, width, height, page.dpi)
    return Page(
        image.number,
        width,
        height,
        page.dpi,
        lines,
        tables,
        () if blank else with_words(find_marks(page, image.image), lines),
        page.rotation,
        page.to_scan,
        blank,
        language=language_of(words),
    )


def _laid_out(image: PageImage) -> Page:
    height, width = image.image.shape[:2]
    lines, tables = layout.lay_out(image.words, Rules(), width, height, image.dpi)
    return Page(
        image.number,
        width,
        height,
        image.dpi,
        lines,
        tables,
        born_digital=True,
        language=language_of(image.words),
    )
