"""Vietnamese or English."""

import unicodedata
from collections.abc import Sequence

from models.page import Word

_ONLY_VIETNAMESE = frozenset("ăâđêôơưĂÂĐÊÔƠƯ")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


def language_of(words: Sequence[Word]) -> str:
    """Return `vi` or `en`.

    Nearly every other Vietnamese syllable bears a mark that English lacks, so one marked word
    in eight is far above what misread English shows. A page without words is `vi`.
    """
    spelt = [word.text for word in words if sum(map(str.isalpha, word.text)) >= 2]
    marked = sum(1 for text in spelt if _is_marked(text))
    return "en" if spelt and marked < len(spelt) / 8 else "vi"


def _is_marked(text: str) -> bool:
    parts = unicodedata.normalize("NFD", text)
    return any(letter in _ONLY_VIETNAMESE for letter in text) or any(p in _TONES for p in parts)
