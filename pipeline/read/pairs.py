"""Which words follow each other in the texts of the trade, told from the house's own lists.

`BẸNH` is a syllable that can exist, but nobody writes `BẸNH VIỆN`: a pair of words that is
known but for its marks was read wrong, or is a rare name. It is doubted, never changed.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise

from pipeline.read.spelling import TONES, printed

_SIGNS = re.compile(r"[^\w\s]|[\d_]")
_ENDS = re.compile(r"[^\W\d_]+$")
_BEGINS = re.compile(r"^[^\W\d_]+")
Pair = tuple[str, str]


def fit(one: str, following: str) -> int:
    """Return 1 for two words that are known to follow each other, -1 if all but for marks, else 0.

    Signs between the words part them; case does not matter, nor on which vowel a tone stands.
    """
    left, right = _ENDS.search(one), _BEGINS.search(following)
    if not left or not right:
        return 0
    pair = left[0].lower(), right[0].lower()
    known = _known().get((_bare(pair[0]), _bare(pair[1])))
    if known is None:
        return 0
    return 1 if (_told(pair[0]), _told(pair[1])) in known else -1


def fits(words: Sequence[str]) -> int:
    """Return the sum of `fit` over words that follow each other."""
    return sum(fit(one, following) for one, following in pairwise(words))


@cache
def _known() -> Mapping[Pair, frozenset[Pair]]:
    """Return the pairs of the lists as they are written, by how they look without marks."""
    found: dict[Pair, set[Pair]] = defaultdict(set)
    for text in printed():
        for run in _SIGNS.split(text.lower()):
            for one, following in pairwise(run.split()):
                found[_bare(one), _bare(following)].add((_told(one), _told(following)))
    return {bare: frozenset(told) for bare, told in found.items()}


@cache
def _bare(word: str) -> str:
    apart = unicodedata.normalize("NFD", word.replace("đ", "d"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


@cache
def _told(word: str) -> str:
    """Return a word with its tone at the end."""
    apart = unicodedata.normalize("NFD", word)
    tones = "".join(letter for letter in apart if letter in TONES)
    return "".join(letter for letter in apart if letter not in TONES) + tones
