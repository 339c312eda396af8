"""Names of laboratory tests, where readers took a sign or a letter for one that looks like it."""

import re
from functools import cache

from extractors import starter
from extractors.spelling import REPAIRED, restored
from models.text import bare

SHORT = 8
"""Letters of the longest abbreviation."""
_BRACKETS = re.compile(r"\s*\(.*\)$")
_TWINS = str.maketrans({"i": "l", "1": "l", "|": "l", "!": "l", "0": "o", "t": "+", " ": ""})
"""What readers take for each other: `Cl-` is read `CI-`, `Na+` `Nat`, `HbA1c` `HbA1 c`."""


def test_name(text: str) -> tuple[str, float]:
    """Return a test's name in its known spelling, and how sure that is (1.0: as read).

    Only marks, spaces, and letters that look alike may differ, and just one known name may be
    meant. A name without any mark was printed so, and stays so.
    """
    head = _BRACKETS.sub("", text)
    tail = text[len(head) :]
    short = _twins().get(_twin(head), ())
    if len(short) == 1 and head.lower() != short[0].lower():
        return short[0] + tail, REPAIRED
    if head.isascii():
        return text, 1.0
    known, sure = restored(head, "lab")  # signs are none of its business: `Natri [Máu]`
    return (known + tail, sure) if bare(known.lower()) == bare(head.lower()) else (text, 1.0)


def _twin(text: str) -> str:
    return text.lower().translate(_TWINS)


@cache
def _twins() -> dict[str, tuple[str, ...]]:
    """Return the short names by what their letters look like."""
    found: dict[str, tuple[str, ...]] = {}
    for name in starter.spellings("lab", "vi", "short"):
        if len(name) <= SHORT and name.isascii():
            found[_twin(name)] = (*found.get(_twin(name), ()), name)
    return found
