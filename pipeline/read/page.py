"""A clean page to words: find the lines, see how they lie, read them, read the doubtful again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from rapidfuzz.distance import Levenshtein

from models.geometry import Box
from models.page import By, Word
from models.settings import Settings
from pipeline.clean import CleanPage, turned
from pipeline.combs import Comb
from pipeline.grid import find_grids
from pipeline.ink import Image
from pipeline.language import language_of
from pipeline.read import aster, lines, tesseract
from pipeline.read.agree import legible, settle, text_of
from pipeline.read.doubt import Stretch, doubtful, whole
from pipeline.read.reader import Reader
from pipeline.rules import Segment

WHOLE = Box(0, 0, 1, 1)
ALIKE, NOISE = 0.3, 0.6
"""What two readers read less alike, and none of them surer of its letters, is no writing."""
ROW = 4
"""A cell no higher than so many of its lines is of a table; in larger frames stamps stand."""
SAMPLE = 8
"""The longest lines, this many, say how a page lies and which language it is in."""
Reading = tuple[Word, ...]
"""What one reader reads on a strip."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A strip of a page and what the first reader read on it."""

    strip: Image
    words: Reading


@dataclass(frozen=True, slots=True)
class Found:
    """Where the lines of an upright page stand, in its pixels, and Tesseract's languages for it.

    `sample` is what was read in these languages to find that out, by line from the first on.
    """

    places: tuple[Segment, ...]
    languages: str
    sample: tuple[Sample, ...] = ()


def upright(page: CleanPage, settings: Settings, *, told: bool = False) -> tuple[CleanPage, Found]:
    """Return the page, turned where it lay upside down, and its lines, the longest first.

    The longest lines are read for it, and the other way up too where they make little sense,
    unless a person has `told` how the page lies. Raises EngineError where the detector or the
    reader fails.
    """
    places = lines.find_lines(page.image, page.rules, settings.read.longest)
    places.sort(key=lambda place: place[0] - place[2])
    read = _tesseract(settings.read.languages, settings)
    strips = [lines.strip(page.image, place) for place in places[:SAMPLE]]
    sample = read(strips, page.dpi)
    if not told and _sense(sample) < settings.read.turned_below:
        over = [np.ascontiguousarray(strip[::-1, ::-1]) for strip in strips]
        again = read(over, page.dpi)
        if _sense(again) > _sense(sample):
            height, width = page.image.shape
            page, strips, sample = turned(page), over, again
            places = lines.turned(places, width, height)
    english = language_of([word for words in sample for word in words]) == "en"
    if english and settings.read.english:
        return page, Found(tuple(places), settings.read.english)
    known = tuple(map(Sample, strips, sample))
    return page, Found(tuple(places), settings.read.languages, known)


def is_mirrored(page: CleanPage, found: Found, settings: Settings) -> bool:
    """Say whether the longest lines make more sense in a mirror, lying on either side of it.

    It is the other side of the sheet, then, that shows through. Raises EngineError where the
    reader fails.
    """
    read = _tesseract(found.languages, settings)
    strips = [lines.strip(page.image, place) for place in found.places[:SAMPLE]]
    mirrors = [strip[:, ::-1] for strip in strips], [strip[::-1] for strip in strips]
    best = max(_sense(read(mirror, page.dpi)) for mirror in mirrors)
    return best > _sense(read(strips, page.dpi))


def read(page: CleanPage, found: Found, settings: Settings) -> tuple[Word, ...]:
    """Return the words of an upright page, in no promised order.

    Raises EngineError where a reader fails.
    """
    combs = [comb for comb in page.combs if comb.cells]
    places = [*found.places, *(comb.place for comb in combs)]
    strips = [lines.strip(page.image, place) for place in found.places]
    strips += [comb.strip for comb in combs]
    first = _first(strips, found, page.dpi, settings)
    cells = [*_in_cells(found.places, page), *(True for _ in combs)]
    read = _again(strips, first, cells, page.dpi, settings)
    height, width = page.image.shape
    read[len(found.places) :] = map(_in_boxes, combs, read[len(found.places) :])
    return tuple(
        _placed(word, place, width, height)
        for place, words in zip(places, read, strict=True)
        for word in words
    )


def _first(strips: Sequence[Image], found: Found, dpi: float, settings: Settings) -> list[Reading]:
    """Return what Tesseract reads on each strip; what it read for the sample is not read again."""
    known = {
        k: own.words
        for k, (strip, own) in enumerate(zip(strips, found.sample, strict=False))
        if np.array_equal(strip, own.strip)  # its checkboxes may have been painted over since
    }
    left = [k for k in range(len(strips)) if k not in known]
    read = _tesseract(found.languages, settings)([strips[k] for k in left], dpi)
    known.update(zip(left, read, strict=True))
    return [known[k] for k in range(len(strips))]


def _in_cells(places: Sequence[Segment], page: CleanPage) -> list[bool]:
    """Say of each line whether it stands in a cell of a table."""
    cells = [span for grid in find_grids(page.rules, page.dpi) for span in grid.spans]
    return [
        any(
            cell.x0 <= (x0 + x1) / 2 <= cell.x1
            and cell.y0 <= (y0 + y1) / 2 <= cell.y1
            and cell.y1 - cell.y0 <= ROW * (y1 - y0)
            for cell in cells
        )
        for x0, y0, x1, y1 in places
    ]


def _again(
    strips: Sequence[Image],
    first: Sequence[Reading],
    cells: Sequence[bool],
    dpi: float,
    settings: Settings,
) -> list[Reading]:
    """Return the words of each strip, its doubtful stretches read by the second reader too.

    What stands in a table's cell, `cells` says where, and both see as ink, stays as a doubt.
    """
    asked = [
        (k, part) for k, words in enumerate(first) for part in _asked(words, strips[k], settings)
    ]
    seen = aster.read([part.of(strips[k]) for k, part in asked], dpi)
    read = {k: list(words) for k, words in enumerate(first)}
    # From the right, so that the places of the words before stay as they are.
    for (k, part), words in reversed(list(zip(asked, seen, strict=True))):
        own, again = first[k][part.start : part.stop], tuple(map(part.placed, words))
        writing = (cells[k] and own and again) or _is_writing(own, again)
        noise = part == whole(first[k]) and not writing
        read[k][part.start : part.stop] = () if noise else settle(own, again, first[k])
    return [tuple(read[k]) for k in range(len(strips))]


def _asked(words: Reading, strip: Image, settings: Settings) -> list[Stretch]:
    if settings.read.second == "doubtful":
        return doubtful(words, strip, settings.read.second_below)
    return [whole(words)] if settings.read.second == "all" else []


def _is_writing(first: Reading, second: Reading) -> bool:
    """Say whether a strip bears words: of a stamp's edge or a signature all readers make noise."""
    one, other = text_of(first).casefold(), text_of(second).casefold()
    alike = Levenshtein.normalized_similarity(one, other)
    return alike >= ALIKE or max(legible(first), legible(second)) >= NOISE


def _in_boxes(comb: Comb, words: Sequence[Word]) -> Reading:
    """Return the one word that stands in boxes; each box holds a letter, or it is doubtful."""
    text = "".join(word.text for word in words)
    if not text:
        return ()
    sure = min(word.confidence for word in words)
    other = "".join(word.other or word.text for word in words)
    right = len(text) == len(comb.cells)
    whose = {word.by for word in words}
    by = next((one for one in (By.SECOND, By.FIRST) if one in whose), By.BOTH)
    return (Word(text, WHOLE, sure if right else sure / 2, other if other != text else None, by),)


def _tesseract(languages: str, settings: Settings) -> Reader:
    return partial(
        tesseract.read, languages=languages, settings=settings.read, seconds=settings.limits.seconds
    )


def _sense(sample: Sequence[Reading]) -> float:
    return legible([word for words in sample for word in words])


def _placed(word: Word, place: Segment, width: int, height: int) -> Word:
    """Return a word of a strip where it stands on the page."""
    x0, y0, x1, y1 = place
    own = word.box
    box = Box.clipped(
        (x0 + own.left * (x1 - x0)) / width,
        (y0 + own.top * (y1 - y0)) / height,
        (x0 + own.right * (x1 - x0)) / width,
        (y0 + own.bottom * (y1 - y0)) / height,
    )
    return replace(word, box=box)
