"""One page image to one read page: the pipeline's table of contents."""

from collections.abc import Sequence
from dataclasses import replace

from models.page import Page, Word
from models.settings import Settings
from pipeline import layout, legibility, quality
from pipeline.clean import CleanPage, clean
from pipeline.ingest import PageImage
from pipeline.language import language_of
from pipeline.marks import find_marks
from pipeline.read.page import read
from pipeline.rules import Rules


def read_page(image: PageImage, settings: Settings) -> Page:
    """Clean, read and lay out one page; born-digital words are taken as they are.

    Raises EngineError where the reader fails.
    """
    if image.words:
        return _laid_out(image)
    page = clean(image.image, image.dpi, settings.clean)
    if quality.is_blank(page.image, page.dpi):
        return _page(image.number, page, (), blank=True)
    page, words = read(page, settings)
    laid = _page(image.number, page, words)
    poor = legibility.poor(page, settings.clean.deskew_degrees)
    return replace(laid, legibility=legibility.legibility(page, words), poor=poor)


def _page(number: int, page: CleanPage, words: Sequence[Word], *, blank: bool = False) -> Page:
    height, width = page.image.shape
    lines, tables = layout.lay_out(words, page.rules, width, height, page.dpi)
    return Page(
        number,
        width,
        height,
        page.dpi,
        lines,
        tables,
        () if blank else find_marks(page.image, page.dpi),
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
