"""How two readers agree on a line.

Their texts are laid side by side letter by letter; where both have a space at the same place
the line is cut, and of each piece one reading is taken: the one both have, else the one whose
reader is surer and whose letters make words that can exist. The other is kept with the word.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import exp, log

from rapidfuzz.distance import Levenshtein

from models.page import Word
from pipeline.read.spelling import plausible

VERSION = "4"

_SPLIT_NUMBER = re.compile(r"\d [\d/.,]*\d")
Piece = tuple[Sequence[Word], Sequence[Word]]


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
    return tuple(word for piece in _pieces(first, second) for word in _settled(*piece, sure))


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


def _settled(first: Sequence[Word], second: Sequence[Word], line: float) -> Iterator[Word]:
    one, other = text_of(first), text_of(second)
    if one == other:
        for word, again in zip(first, second, strict=True):
            yield replace(word, confidence=_both(word.confidence, again.confidence))
        return
    chance = _second_is_right(first, second, line)
    taken, left = (second, one) if chance > 0.5 else (first, other)
    sure = max(chance, 1 - chance)
    for k, word in enumerate(taken):
        box = first[k].box if len(first) == len(taken) else word.box
        yield Word(word.text, box, min(sure, word.confidence), left)


def _both(one: float, other: float) -> float:
    """Return how sure a word is that two readers read alike."""
    return 1 - (1 - one) * (1 - other)


def _second_is_right(first: Sequence[Word], second: Sequence[Word], line: float) -> float:
    """Return the chance, 0..1, that of two different readings the second is the right one.

    `line` is how sure the first reader is of the whole line, as log odds. The weights were
    fitted by logistic regression on what the readers differ on in the trial set `conditions`
    of training, seed 77.
    """
    if not first or not second:
        return 0.0 if first else 1.0
    one, other = text_of(first), text_of(second)
    odds = 0.90 - 0.59 * _least(first) + 0.46 * _least(second) - 0.64 * line
    odds += 1.45 * (plausible(other) - plausible(one))
    if one.replace(" ", "") == other.replace(" ", "") and not _SPLIT_NUMBER.search(one + other):
        odds += 2.29 * (len(second) - len(first))
    return 1 / (1 + exp(-odds))


def _least(words: Sequence[Word]) -> float:
    return _odds(min(word.confidence for word in words))


def _odds(chance: float) -> float:
    kept = min(0.999, max(0.001, chance))
    return log(kept / (1 - kept))
