"""Which words follow each other in the texts of the trade, told from the house's own lists.

`BẸNH` is a syllable that can exist, but nobody writes `BẸNH VIỆN`: a pair of words that is
known but for its marks was read wrong, or is a rare name. It is doubted, never changed.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise

from models.text import bare, toned
from pipeline.read.spelling import printed

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
    known = _known().get((bare(pair[0]), bare(pair[1])))
    if known is None:
        return 0
    return 1 if (toned(pair[0]), toned(pair[1])) in known else -1


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
                found[bare(one), bare(following)].add((toned(one), toned(following)))
    return {plain: frozenset(told) for plain, told in found.items()}
