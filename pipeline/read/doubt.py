"""Which stretches of a line a second reader is asked for, and what becomes of its answer.

The second reader's time goes with the width that it sees, and most lines have one doubtful
word or two: it sees these with a neighbour on either side, and ink that gave no word at all.
Numbers are always read twice: no spelling tells a wrong digit, and nobody looks for one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from models.geometry import Box
from models.page import Word
from pipeline.ink import Image, ink_of
from pipeline.read.pairs import fit

BESIDE = 1
"""Words on either side of a doubtful one that are read again with it."""
MOST = 0.7
"""Of a line of which more would be read again all is."""
BARE = 0.3
"""Columns of ink between words, for the line's height, from which they are letters left out."""
_DIGIT = re.compile(r"\d")
CORE = slice(0.2, 0.8)
"""Share of the line's height where letters are; underlines and other lines' tails are not."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words [start, stop) of a line, which stand between `left` and `right`, 0..1, of its strip."""

    start: int
    stop: int
    left: float
    right: float

    def of(self, strip: Image) -> Image:
        """Return the piece of the line's strip."""
        width = strip.shape[1]
        return np.ascontiguousarray(strip[:, round(self.left * width) : round(self.right * width)])

    def placed(self, word: Word) -> Word:
        """Return a word that was read on this stretch with its box on the whole strip."""
        wide, box = self.right - self.left, word.box
        left, right = self.left + box.left * wide, self.left + box.right * wide
        return replace(word, box=Box.clipped(left, box.top, right, box.bottom))


def whole(words: Sequence[Word]) -> Stretch:
    """Return all of a line as one stretch."""
    return Stretch(0, len(words), 0.0, 1.0)


def doubtful(words: Sequence[Word], strip: Image, below: float) -> list[Stretch]:
    """Return the stretches of a line, from left to right, that need a second reader.

    `words` are the first reader's, from left to right; one less sure than `below` is doubtful.
    """
    if not words:
        return [whole(words)]
    asked = {k for k, word in enumerate(words) if word.confidence < below}
    asked |= {k for pair in _odd(words) for k in pair}
    asked |= {k for gap in _unread(words, strip) for k in (gap - 1, gap)}
    near = {k + more for k in asked for more in range(-BESIDE, BESIDE + 1)}
    near |= {k for k, word in enumerate(words) if _DIGIT.search(word.text)}
    edges = [0.0, *((a.box.right + b.box.left) / 2 for a, b in pairwise(words)), 1.0]
    if any(right <= left for left, right in pairwise(edges)):
        return [whole(words)] if near else []
    found = [
        Stretch(start, stop, edges[start], edges[stop])
        for start, stop in _runs(sorted(near & set(range(len(words)))))
    ]
    wide = sum(part.right - part.left for part in found)
    return [whole(words)] if wide > MOST else found


def _odd(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Yield the places of neighbours that are a known pair of words but for their marks."""
    for k in range(1, len(words)):
        if fit(words[k - 1].text, words[k].text) < 0:
            yield k - 1, k


def _unread(words: Sequence[Word], strip: Image) -> Iterator[int]:
    """Yield between which words ink stands that is in none: k is before words[k]."""
    height, width = strip.shape
    core = strip[round(CORE.start * height) : round(CORE.stop * height)]
    inked = np.asarray((ink_of(core) > 0).any(axis=0))
    ends = [0.0, *(word.box.right for word in words)]
    starts = [*(word.box.left for word in words), 1.0]
    for k, (left, right) in enumerate(zip(ends, starts, strict=True)):
        gap = inked[round(left * width) : round(right * width)]
        if int(gap.sum()) >= BARE * height:
            yield k


def _runs(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the runs [start, stop) of whole numbers that follow each other."""
    start = 0
    for k, place in enumerate(places):
        if k + 1 == len(places) or places[k + 1] != place + 1:
            yield places[start], place + 1
            start = k + 1
