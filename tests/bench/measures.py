"""How well a page was read: errors of letters, of words and of Vietnamese marks.

Where the bench folder brings a scorer, text is made comparable and line errors are counted by
it, so that figures agree; the functions here do the same for pages of our own.
"""

import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

SHORTEST = 3
"""Lines of fewer letters fit anywhere, and are not set against a page."""
SLACK = 2
"""By so many letters the best stretch may begin or end beside the one that is found."""
RESAMPLES = 2000


@dataclass(frozen=True, slots=True)
class Ruler:
    """What text is compared by: text made comparable, and edits of a line against a page."""

    page_text: Callable[[str], str]
    line_error: Callable[[str, str], int]


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted on one page, or on many: errors beside what they are a share of."""

    line_errors: int = 0
    line_letters: int = 0
    page_errors: int = 0
    page_letters: int = 0
    words_both: int = 0
    words_read: int = 0
    words_true: int = 0
    marks_wrong: int = 0
    marks: int = 0


def ruler(bench: Path) -> Ruler:
    """Return the bench folder's own measures where it brings any, else those of this module."""
    spec = spec_from_file_location("bench_score", bench / "score.py")
    if not (bench / "score.py").is_file() or spec is None or spec.loader is None:
        return Ruler(page_text, line_error)
    scorer = module_from_spec(spec)
    sys.modules[spec.name] = scorer
    spec.loader.exec_module(scorer)
    return Ruler(scorer.page_text, scorer.line_error)


def counted(truth: str, read: str, by: Ruler) -> Counts:
    """Return the counts of one page. Lines of the truth are told by line breaks."""
    lines = [line for line in map(by.page_text, truth.split("\n")) if len(line) >= SHORTEST]
    true, page = by.page_text(truth), by.page_text(read)
    marks = [mark_errors(line, best_stretch(line, page)) for line in lines]
    true_words, words = Counter(true.split()), Counter(page.split())
    return Counts(
        line_errors=sum(by.line_error(line, page) for line in lines),
        line_letters=sum(map(len, lines)),
        page_errors=Levenshtein.distance(true, page),
        page_letters=len(true),
        words_both=(true_words & words).total(),
        words_read=words.total(),
        words_true=true_words.total(),
        marks_wrong=sum(wrong for wrong, _ in marks),
        marks=sum(marked for _, marked in marks),
    )


def total(pages: Sequence[Counts]) -> Counts:
    """Return the sums over pages."""
    return Counts(*map(sum, zip(*map(astuple, pages), strict=True))) if pages else Counts()


def spread(pages: Sequence[Counts]) -> tuple[float, float]:
    """Return the 95 % interval of the line CER, pages drawn anew (percentile bootstrap)."""
    errors = np.array([page.line_errors for page in pages])
    letters = np.array([page.line_letters for page in pages])
    drawn = np.random.default_rng(0).integers(0, len(pages), (RESAMPLES, len(pages)))
    rates = errors[drawn].sum(axis=1) / np.maximum(1, letters[drawn].sum(axis=1))
    low, high = np.percentile(rates, [2.5, 97.5])
    return float(low), float(high)


def page_text(text: str) -> str:
    """Return text in NFC without dotted leaders, white space collapsed."""
    return " ".join(re.sub(r"[.…_·]{4,}|…+", " ", unicodedata.normalize("NFC", text)).split())


def line_error(line: str, page: str) -> int:
    """Return the edits between a line and the stretch of the page that fits it best."""
    return min(len(line), Levenshtein.distance(line, best_stretch(line, page)))


def best_stretch(line: str, page: str) -> str:
    """Return the stretch of the page that fits a line best; empty where nothing does."""
    found = fuzz.partial_ratio_alignment(line, page)
    if not page or found is None:
        return ""
    moves = range(-SLACK, SLACK + 1)
    start, end = found.dest_start, found.dest_end
    near = [page[max(0, start + a) : max(0, end + b)] for a in moves for b in moves]
    # Of equals the longest: a letter read wrong at the end is wrong, not lost.
    return min(near, key=lambda some: (Levenshtein.distance(line, some), -len(some)))


def mark_errors(line: str, stretch: str) -> tuple[int, int]:
    """Return how many letters of a line lost their mark or got another, and how many bear one.

    A letter that is read as another letter, or not at all, is no error of marks.
    """
    wrong = sum(
        _marks(line[edit.src_pos]) != _marks(stretch[edit.dest_pos])
        for edit in Levenshtein.editops(line, stretch)
        if edit.tag == "replace"
        and _marks(line[edit.src_pos])
        and _base(line[edit.src_pos]) == _base(stretch[edit.dest_pos])
    )
    return wrong, sum(bool(_marks(letter)) for letter in line)


def _base(letter: str) -> str:
    """Return a letter without its marks; `đ` is a marked `d`."""
    return unicodedata.normalize("NFD", letter.casefold())[0].replace("đ", "d")


def _marks(letter: str) -> str:
    parts = unicodedata.normalize("NFD", letter.casefold())
    return "".join(sorted(parts[1:])) + "đ" * (parts[0] == "đ")
