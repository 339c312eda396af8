"""Headings inside a narrative: `Bản thân: khoẻ. Gia đình: mẹ ĐTĐ`."""

import re
from bisect import bisect_right
from functools import cache, lru_cache

from extractors.cues import terms
from models.text import fold

_NAME = re.compile(r"(?:^|(?<=[.;,\n:+•–-]))\s*(?P<name>(?:[^\W_]+ +){0,4}[^\W_]+) ?:")
_LINE = re.compile(r"\n[^\n:]{1,90}:")


def section_at(text: str, at: int, section: str) -> tuple[int, str]:
    """Return where the words under the last heading before `at` begin, and its section.

    That is 0 and `section` where there is none, and behind a line that begins with another
    name: `Chị gái: hen` may be a heading or a statement.
    """
    found = _headings(text)
    last = bisect_right(found, at, key=lambda heading: heading[0])
    end, named = found[last - 1] if last else (0, None)
    return (0, section) if named is None else (end, named)


@lru_cache(maxsize=16)
def _headings(text: str) -> list[tuple[int, str | None]]:
    """Return where each heading ends, in order, and the section that it opens, if any."""
    if ":" not in text:
        return []
    found: dict[int, str | None] = {match.end(): None for match in _LINE.finditer(text)}
    for match in _NAME.finditer(text):
        name = fold(match["name"])
        if name in _sections():
            found[match.end()] = _sections()[name]
    return sorted(found.items(), key=lambda heading: heading[0])


@cache
def _sections() -> dict[str, str]:
    return {fold(name): entry["section"] for entry in terms()["heading"] for name in entry["names"]}
