"""How well documents fit what was asked for.

By BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009) without its
weight of rare words: every document here has all that was asked for, so that how rare each word
is tells little, while counting it would go through the whole index once for each word.
"""

from collections.abc import Sequence

from models.text import fold

_SATURATION, _LENGTH = 1.2, 0.75


def fits(texts: Sequence[str], phrases: Sequence[tuple[str, ...]]) -> list[float]:
    """Return how well each text fits the phrases, higher is better.

    Texts are words without marks, parted by spaces; phrases count as they are without marks.
    """
    mean = sum(map(len, texts)) / len(texts) if texts else 0
    asked = [f" {' '.join(map(fold, phrase))} " for phrase in phrases]
    found = []
    for text in texts:
        held = _SATURATION * (1 - _LENGTH + _LENGTH * len(text) / mean)
        counts = [f" {text} ".count(phrase) for phrase in asked]
        found.append(sum(count / (count + held) for count in counts))
    return found
