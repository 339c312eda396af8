"""One page image to one read page: the pipeline's table of contents."""

from collections.abc import Sequence

from models.page import Mark, Page, Word
from models.settings import Settings
from pipeline import layout, legibility, quality
from pipeline.clean import CleanPage, clean
from pipeline.ingest import PageImage
from pipeline.language import language_of
from pipeline.marks import crosses, find_marks, with_words, without_boxes
from pipeline.marks.lift import lifted
from pipeline.quality import Look
from pipeline.read.page import is_mirrored, read, upright
from pipeline.rules import Rules


def read_page(image: PageImage, settings: Settings, turn: int | None = None) -> Page:
    """Clean, read and lay out one page; born-digital words are taken as they are.

    `turn` is how many degrees clockwise the page lies, where a person said so. Raises
    EngineError where a reader fails.
    """
    if image.words:
        return _born_digital(image)
    page = clean(image.image, image.dpi, settings.clean, turn)
    look = quality.look_of(page.light, page.dpi)
    if look is Look.BLANK:
        return _blank(image.number, page)
    page, found = upright(page, settings, told=turn is not None)
    if look is Look.PALE and is_mirrored(page, found, settings):
        return _blank(image.number, page)
    marks = find_marks(page, image.image)
    bare = lifted(without_boxes(page, marks), marks, image.image)
    words = (*read(bare, found, settings), *crosses(marks))
    return _laid_out(image.number, page, words, marks, settings)


def _laid_out(
    number: int,
    page: CleanPage,
    words: Sequence[Word],
    marks: Sequence[Mark],
    settings: Settings,
) -> Page:
    height, width = page.image.shape
    lines, tables = layout.lay_out(words, page.rules, width, height, page.dpi)
    legible = legibility.legibility(words)
    illegible = legible < legibility.LEGIBLE
    return Page(
        number,
        width,
        height,
        page.dpi,
        lines,
        tables,
        with_words(marks, lines),
        page.rotation,
        page.to_scan,
        language=language_of(words),
        legibility=legible,
        poor=legibility.poor(page, settings.clean.deskew_degrees) if illegible else (),
    )


def _blank(number: int, page: CleanPage) -> Page:
    height, width = page.image.shape
    return Page(
        number,
        width,
        height,
        page.dpi,
        (),
        rotation=page.rotation,
        to_scan=page.to_scan,
        blank=True,
    )


def _born_digital(image: PageImage) -> Page:
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
