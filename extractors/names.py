"""Finding names by likeness among many thousands: which of them a text, as read, may mean.

First by the letters in threes that text and name share, each weighted by how rare it is (cosine
of TF-IDF); what comes out best is then looked at by words, by letters in order and by marks.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from models.text import fold

Floats = NDArray[np.float32]
Whole = NDArray[np.int64]

_SIGNS = " abcdefghijklmnopqrstuvwxyz0123456789"
_BASE = len(_SIGNS)
_NUMBERS = np.zeros(128, dtype=np.int64)
_NUMBERS[[ord(sign) for sign in _SIGNS]] = np.arange(_BASE)
_LOOKED_AT, _FIT_LOOKED_AT = 24, 8
"""How many names are looked at closely, of all and of some keys."""

_WEIGHTS = {"threes": 0.35, "words": 0.25, "letters": 0.25, "marks": 0.15}


class Names:
    """An index of names, each with the key it stands for; made once, asked often."""

    def __init__(self, names: Sequence[tuple[str, str, str]]) -> None:
        """`names` are key, the name as written, and the folded words it is compared by."""
        self._keys = [key for key, _, _ in names]
        self._written = [written.lower() for _, written, _ in names]
        self._folded = [fold(written) for _, written, _ in names]
        self._plain = [plain for _, _, plain in names]
        self._last: tuple[str, Floats | None] = ("", None)
        self._index()

    def _index(self) -> None:
        owners, threes = _threes(self._plain)
        count = len(self._plain)
        pairs, times = np.unique(threes * count + owners, return_counts=True)
        kinds, self._rows = pairs // count, (pairs % count).astype(np.int32)
        found = np.bincount(kinds, minlength=_BASE**3)
        self._rare = np.log((1 + count) / (1 + found)).astype(np.float32) + 1
        self._starts = np.concatenate([[0], np.cumsum(found)])
        weights = times * self._rare[kinds]
        lengths = np.sqrt(np.bincount(self._rows, weights**2, minlength=count))
        self._shares = (weights / np.maximum(lengths[self._rows], 1e-9)).astype(np.float32)

    @cached_property
    def _word_weights(self) -> Mapping[str, float]:
        seen: dict[str, int] = {}
        for plain in self._plain:
            for word in set(plain.split()):
                seen[word] = seen.get(word, 0) + 1
        return {word: float(np.log((1 + len(self._plain)) / count)) for word, count in seen.items()}

    @cached_property
    def _rows_of(self) -> Mapping[str, list[int]]:
        rows: dict[str, list[int]] = {}
        for row, key in enumerate(self._keys):
            rows.setdefault(key, []).append(row)
        return rows

    def ranked(self, written: str, plain: str, most: int = 5) -> list[tuple[str, float]]:
        """Return the likeliest keys and how like a name of theirs the text is, 0..1, best first.

        Of equals the one that came first when the index was made is first.
        """
        shares = self._likeness(plain)
        if shares is None:
            return []
        some = min(_LOOKED_AT, len(shares))
        rows = np.argpartition(shares, -some)[-some:]
        best: dict[str, tuple[float, int]] = {}
        for row in rows[shares[rows] > 0]:
            key, score = self._keys[row], self._score(row, float(shares[row]), written, plain)
            if (score, -row) > best.get(key, (0.0, 0)):
                best[key] = (score, -int(row))
        ordered = sorted(best, key=lambda key: best[key], reverse=True)
        return [(key, best[key][0]) for key in ordered[:most]]

    def fit(self, keys: Iterable[str], written: str, plain: str) -> float:
        """Return how like the names of some keys a text is, 0..1; 0.0 where none is known."""
        shares = self._likeness(plain)
        if shares is None:
            return 0.0
        rows = [row for key in keys for row in self._rows_of.get(key, ())]
        rows = sorted(rows, key=lambda row: -shares[row])[:_FIT_LOOKED_AT]
        scores = [self._score(row, float(shares[row]), written, plain) for row in rows]
        return max(scores, default=0.0)

    def _likeness(self, plain: str) -> Floats | None:
        """Return the cosine of a text with every name; None where it has nothing to compare."""
        last = self._last  # taken once: other threads ask too
        if last[0] != plain:  # the codes that one text may mean are all asked of it
            last = self._last = (plain, self._compared(plain))
        return last[1]

    def _compared(self, plain: str) -> Floats | None:
        _, threes = _threes([plain])
        kinds, times = np.unique(threes, return_counts=True)
        if not len(kinds) or not self._plain:
            return None
        weights = times * self._rare[kinds]
        weights /= np.sqrt((weights**2).sum())
        spans = [slice(self._starts[kind], self._starts[kind + 1]) for kind in kinds]
        rows = np.concatenate([self._rows[span] for span in spans])
        parts = [self._shares[span] * weight for span, weight in zip(spans, weights, strict=True)]
        found = np.bincount(rows, np.concatenate(parts), minlength=len(self._plain))
        return found.astype(np.float32)

    def _score(self, row: int, threes: float, written: str, plain: str) -> float:
        marks = fuzz.ratio(written.lower(), self._written[row]) / 100
        if fold(written) == self._folded[row]:
            return 0.99 + 0.01 * marks
        letters = fuzz.ratio(plain, self._plain[row]) / 100
        parts = {
            "threes": threes,
            "words": self._shared_words(plain, self._plain[row]),
            "letters": max(letters, 0.95 * fuzz.token_sort_ratio(plain, self._plain[row]) / 100),
            "marks": marks,
        }
        return sum(_WEIGHTS[name] * min(1.0, part) for name, part in parts.items())

    def _shared_words(self, one: str, other: str) -> float:
        """Return the share of their words that two texts have in common, rare words counting more.

        A word that no name has weighs as the rarest: readers made it, or it says what no name says.
        """
        own, its = set(one.split()), set(other.split())
        rarest = float(np.log(1 + len(self._plain)))
        known = self._word_weights
        both = sum(known.get(word, rarest) for word in own & its)
        every = sum(known.get(word, rarest) for word in own | its)
        return both / every if every else 0.0


def _threes(texts: Sequence[str]) -> tuple[Whole, Whole]:
    """Return every three letters of each text as a number, and which text they are from.

    Texts are folded: a-z, 0-9 and single spaces. Their ends count as spaces.
    """
    padded = [f" {text} " for text in texts]
    signs = _NUMBERS[
        np.frombuffer("".join(padded).encode("ascii", "replace"), dtype=np.uint8) & 127
    ]
    owners = np.repeat(np.arange(len(padded)), [len(text) for text in padded])
    if len(signs) < 3:
        return owners[:0], signs[:0]
    inside = owners[:-2] == owners[2:]
    threes = (signs[:-2] * _BASE + signs[1:-1]) * _BASE + signs[2:]
    return owners[:-2][inside], threes[inside]
