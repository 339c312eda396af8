"""Words as they are searched: with their marks, and without.

A word that is typed without marks finds those with any: `viem phoi` finds `viêm phổi` too. One
with marks finds only itself. What a document is found by besides its words (type, code,
substance, patient, day, batch) is a word of a form that nobody writes, as in `qcodej189`.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from models.text import fold, squeeze

LONGEST = 300_000
"""Signs of a document's text that are indexed; databases bound what one text may hold."""

_WORD = re.compile(r"[^\W_]+")
_QUOTED = re.compile(r'"([^"]*)"|(\S+)')
_AROUND = 60
_EARLIEST = 1990
_SIGNS = {"year": 4, "month": 7, "day": 10}


@dataclass(frozen=True, slots=True)
class Paper:
    """What a document is found by. `marks` are made by `mark`; `day` is ISO, of the paper."""

    document_id: str
    version: int
    day: str | None
    text: str
    marks: tuple[str, ...]


def words(text: str) -> list[str]:
    """Return the words and numbers of a text, in lower case, NFC."""
    return _WORD.findall(unicodedata.normalize("NFC", text).lower())


def bare(text: str) -> str:
    """Return the words of a text without marks, parted by spaces."""
    return " ".join(filter(None, map(fold, words(text))))


def mark(kind: str, value: str) -> str:
    """Return the word that stands for a value of a kind."""
    return f"q{kind}{squeeze(value)}"


def codes(value: str) -> list[str]:
    """Return a code and those that it falls under, down to three signs: J18.9 is a J18 too."""
    plain = squeeze(value)
    return [mark("code", plain[:length]) for length in range(3, len(plain) + 1)]


def days(day: str) -> list[str]:
    """Return the marks of a day, of its month and of its year."""
    return [mark("year", day[:4]), mark("month", day[:7]), mark("day", day)]


def phrases(asked: str) -> list[tuple[str, ...]]:
    """Return what must be found: single words, and "words in quotes" in their order."""
    found: list[tuple[str, ...]] = []
    for quoted, single in _QUOTED.findall(asked):
        if quoted:
            found.append(tuple(words(quoted)))
        else:
            found += [(word,) for word in words(single)]
    return [phrase for phrase in found if phrase]


def between(first: str | None, last: str | None, today: date) -> list[str]:
    """Return marks one of which each day from `first` to `last` (ISO, or None) has, no other."""
    day = date.fromisoformat(first) if first else date(_EARLIEST, 1, 1)
    end = date.fromisoformat(last) if last else date(today.year + 1, 12, 31)
    found = []
    while day <= end:
        month = day.replace(day=monthrange(day.year, day.month)[1])
        year = day.replace(month=12, day=31)
        if (day.month, day.day) == (1, 1) and year <= end:
            kind, until = "year", year
        elif day.day == 1 and month <= end:
            kind, until = "month", month
        else:
            kind, until = "day", day
        found.append(mark(kind, day.isoformat()[: _SIGNS[kind]]))
        day = until + timedelta(days=1)
    return found


def snippet(text: str, asked: list[tuple[str, ...]]) -> str:
    """Return the words of a text around the first that was asked for, in one line."""
    wanted = {word for phrase in asked for word in phrase}
    place = next(_places(text, wanted), 0)
    start, end = max(0, place - _AROUND), place + _AROUND
    said = " ".join(text[start:end].split())
    return f"{'... ' if start else ''}{said}{' ...' if end < len(text) else ''}"


def _places(text: str, wanted: set[str]) -> Iterator[int]:
    for found in _WORD.finditer(text):
        word = found[0].lower()
        if word in wanted or fold(word) in wanted:
            yield found.start()
