"""How two readers agree on a line.

Their texts are laid side by side letter by letter; where both have a space at the same place
the line is cut, and of each piece one reading is taken: the one both have, else the one whose
reader is surer and whose letters make words that can exist. The other is kept with the word.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import exp, log
from operator import mul

from rapidfuzz.distance import Levenshtein

from models.geometry import Box
from models.page import By, Word
from pipeline.read.pairs import fits
from pipeline.read.spelling import plausible

VERSION = "7"

WEIGHTS = 1.54, -0.84, 0.51, -0.63, 2.71, 1.69, 2.38
"""Log odds for the second reading, for each piece of evidence; `python -m training.agree` fits."""
SPECK = 0.2
"""Height of no word, as a share of its line's: a lone sign, or dirt."""
_SPLIT_NUMBER = re.compile(r"\d [\d/.,]*\d")
Piece = tuple[Sequence[Word], Sequence[Word]]


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands around two readings: how sure the line is (log odds), the words next to them."""

    line: float
    before: Sequence[Word]
    after: Sequence[Word]

    def fits(self, words: Sequence[Word]) -> int:
        """Return how well words go with each other and with those beside them."""
        return fits([*text_of([*self.before, *words, *self.after]).split()])


def text_of(words: Sequence[Word]) -> str:
    """Return the words with single spaces."""
    return " ".join(word.text for word in words)


def legible(words: Sequence[Word]) -> float:
    """Return the mean confidence, 0..1, over the letters of all words; 0 without any."""
    letters = sum(len(word.text) for word in words)
    return sum(len(word.text) * word.confidence for word in words) / max(1, letters)


def settle(first: Sequence[Word], second: Sequence[Word], line: Sequence[Word]) -> tuple[Word, ...]:
    """Return the words of a stretch of a line from both readings of it, from left to right.

    `line` is all that the first reader read on the line. Boxes are the first reader's where it
    saw as many words, for it sees ink and not columns.
    """
    sure = _odds(legible(line))
    pieces = list(_pieces(first, second))
    found: list[Word] = []
    for k, (own, other) in enumerate(pieces):
        after = pieces[k + 1][0][:1] if k + 1 < len(pieces) else ()
        found += _settled(own, other, Beside(sure, found[-1:], after))
    return tuple(found)


def _pieces(first: Sequence[Word], second: Sequence[Word]) -> Iterator[Piece]:
    """Yield the runs of words between spaces that both readings share."""
    one, other = text_of(first), text_of(second)
    i = j = 0
    for at, to in [*_shared_spaces(one, other), (len(one), len(other))]:
        k = one.count(" ", 0, at) + 1 if one else 0
        m = other.count(" ", 0, to) + 1 if other else 0
        yield first[i:k], second[j:m]
        i, j = k, m


def _shared_spaces(one: str, other: str) -> Iterator[tuple[int, int]]:
    for step in Levenshtein.opcodes(one, other):
        if step.tag == "equal":
            for k in range(step.src_end - step.src_start):
                if one[step.src_start + k] == " ":
                    yield step.src_start + k, step.dest_start + k


def _settled(first: Sequence[Word], second: Sequence[Word], beside: Beside) -> Iterator[Word]:
    one, other = text_of(first), text_of(second)
    if one == other:
        for word, again in zip(first, second, strict=True):
            sure = _both(word.confidence, again.confidence)
            yield replace(word, confidence=sure, by=By.BOTH)
        return
    chance = _second_is_right(first, second, beside)
    taken, left, by = (second, one, By.SECOND) if chance > 0.5 else (first, other, By.FIRST)
    sure = max(chance, 1 - chance)
    for k, word in enumerate(taken):
        box = _place(first[k].box, word.box) if len(first) == len(taken) else word.box
        yield Word(word.text, box, min(sure, word.confidence), left, by)


def _place(first: Box, taken: Box) -> Box:
    """Return where a word stands: where the first reader saw ink, unless that was but a speck."""
    beside = first.right < taken.left or first.left > taken.right
    return taken if beside or first.height < SPECK else first


def _both(one: float, other: float) -> float:
    """Return how sure a word is that two readers read alike."""
    return 1 - (1 - one) * (1 - other)


def _second_is_right(first: Sequence[Word], second: Sequence[Word], beside: Beside) -> float:
    """Return the chance, 0..1, that of two different readings the second is the right one."""
    if not first or not second:
        return 0.0 if first else 1.0
    odds = sum(map(mul, WEIGHTS, evidence(first, second, beside)))
    return 1 / (1 + exp(-odds))


def evidence(first: Sequence[Word], second: Sequence[Word], beside: Beside) -> tuple[float, ...]:
    """Return what speaks for the second of two different readings, in the order of WEIGHTS."""
    one, other = text_of(first), text_of(second)
    parted = one.replace(" ", "") == other.replace(" ", "") and not _SPLIT_NUMBER.search(
        one + other
    )
    return (
        1.0,
        _least(first),
        _least(second),
        beside.line,
        plausible(other) - plausible(one),
        len(second) - len(first) if parted else 0.0,
        beside.fits(second) - beside.fits(first),
    )


def _least(words: Sequence[Word]) -> float:
    return _odds(min(word.confidence for word in words))


def _odds(chance: float) -> float:
    kept = min(0.999, max(0.001, chance))
    return log(kept / (1 - kept))
