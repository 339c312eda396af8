"""Vietnamese text for comparing."""

import re
import unicodedata
from functools import lru_cache

_MARKS = re.compile("[\u0300-\u036f]")
_SIGNS = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return lower-case letters and digits without tone marks, parted by single spaces.

    `Họ và tên:` becomes `ho va ten`. What readers get wrong first is marks and signs, so
    folded text is what labels, titles and names are compared by.
    """
    plain = text.lower().replace("đ", "d")
    bare = _MARKS.sub("", unicodedata.normalize("NFD", plain))
    return _SIGNS.sub(" ", bare).strip()


def squeeze(text: str) -> str:
    """Return `fold(text)` without spaces: what stays the same where words run together."""
    return fold(text).replace(" ", "")


TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
"""The five tones that are written, as combining letters."""


@lru_cache(maxsize=65536)
def bare(text: str) -> str:
    """Return a text without marks: its signs, spaces and capitals stay. `Đã mổ,` is `Da mo,`."""
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


@lru_cache(maxsize=65536)
def toned(word: str) -> str:
    """Return a word with its tone behind it: `hoà` and `hòa` come to the same."""
    apart = unicodedata.normalize("NFD", word)
    tones = "".join(letter for letter in apart if letter in TONES)
    return "".join(letter for letter in apart if letter not in TONES) + tones
