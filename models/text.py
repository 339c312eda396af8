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
