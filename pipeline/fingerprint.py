"""What a page says, small enough to keep: for telling a sheet that was scanned twice.

The words of a page are hashed to 16 bits each, those with digits apart. Two readings of one sheet
share most of both; the same form on another day shares its words and not its numbers.
"""

import base64
import hashlib
from array import array
from collections import Counter
from collections.abc import Collection, Iterable
from functools import lru_cache

from models.page import Page
from models.text import fold

VERSION = "1"

MOST = 400
"""Words, and as many numbers, that are kept of a page."""
LEAST_WORDS, LEAST_NUMBERS = 20, 6
"""A page of fewer cannot be told from another of its form."""
WORDS, NUMBERS = 0.7, 0.75
"""Least share of common words and numbers (Jaccard). On generated pages with read errors put in:
of sheets read again with 3 % of the letters wrong 92 of 100 are found, with 6 % 73; of the same
sheets with half the numbers new 0 of 144 are taken for one, with only their dates new 15 of 100."""


def fingerprint(page: Page) -> str:
    """Return the fingerprint of a page: text of at most 2.2 KB; empty where it says too little."""
    every = Counter(fold(page.text).split())
    nth = [(word, n) for word, count in every.items() for n in range(count)]
    numbers = _hashed(pair for pair in nth if any(map(str.isdigit, pair[0])))
    words = _hashed(pair for pair in nth if not any(map(str.isdigit, pair[0])))
    if len(words) < LEAST_WORDS or len(numbers) < LEAST_NUMBERS:
        return ""
    return f"{_written(words)}.{_written(numbers)}"


def alike(one: str, other: str) -> bool:
    """Say whether two fingerprints are of one sheet."""
    if not one or not other:
        return False
    (words, numbers), (others, other_numbers) = _parts(one), _parts(other)
    return _shared(words, others) >= WORDS and _shared(numbers, other_numbers) >= NUMBERS


def _shared(one: Collection[int], other: Collection[int]) -> float:
    both = len(frozenset(one) & frozenset(other))
    return both / (len(one) + len(other) - both)


def _hashed(pairs: Iterable[tuple[str, int]]) -> list[int]:
    found = {
        int.from_bytes(hashlib.blake2b(f"{word} {n}".encode(), digest_size=2).digest())
        for word, n in pairs
    }
    return sorted(found)[:MOST]  # the least hashes: the same choice on every page


def _written(hashes: list[int]) -> str:
    return base64.b64encode(array("H", hashes).tobytes()).decode()


@lru_cache(maxsize=4096)
def _parts(written: str) -> tuple[frozenset[int], frozenset[int]]:
    words, numbers = written.split(".")
    return _read(words), _read(numbers)


def _read(written: str) -> frozenset[int]:
    hashes = array("H")
    hashes.frombytes(base64.b64decode(written))
    return frozenset(hashes)
