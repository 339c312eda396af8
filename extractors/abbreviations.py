"""What abbreviations of the ward stand for, by the words beside them.

Only understanding is served: what a record says stays as it is written.
"""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate
from typing import Any, NamedTuple

from models.text import fold

_SHORT = re.compile(r"(?<![^\W_])[A-ZĐƯƠÔÂÊĂ]{2,8}(?![^\W_])")
_TOKEN = re.compile(r"[^\W_]+(?:[./,][^\W_]+)*|#+|[^\w\s]")
_CLAUSE = re.compile(r"[;\n]|(?<=[^\W\d_]{2})\.(?=\s+[^\W\d_]{3})|(?<=[\d%)])\.(?=\s)")
_AROUND = 60
"""Characters of the clause that are looked at on either side."""
_FAR = 5
"""How many words away a cue may begin that need not stand right beside."""

Words = tuple[str, ...]


class Expansion(NamedTuple):
    """Characters [start, end) of a text are short for `long`."""

    start: int
    end: int
    long: str


@dataclass(frozen=True, slots=True)
class _Sense:
    """What an abbreviation may stand for, and the words that speak for it, by where they stand."""

    long: str
    next: tuple[Words, ...] = ()
    prev: tuple[Words, ...] = ()
    after: tuple[Words, ...] = ()
    before: tuple[Words, ...] = ()


def expansions(text: str) -> Iterator[Expansion]:
    """Yield the abbreviations of a text in order, each with what it stands for there."""
    for match in _SHORT.finditer(text):
        senses = _senses().get(match[0])
        if senses:
            yield Expansion(*match.span(), _likest(senses, text, *match.span()))


def expanded(text: str) -> str:
    """Return a text with its abbreviations written out."""
    return placed(text, expansions(text))[0]


def expanded_words(words: Sequence[str]) -> list[str]:
    """Return the words of a line with abbreviations written out, by what stands beside them."""
    full = list(words)
    ends = list(accumulate(len(word) + 1 for word in words))
    for start, end, long in reversed(list(expansions(" ".join(words)))):
        place = bisect_right(ends, start)
        at = start - (ends[place] - len(words[place]) - 1)
        full[place] = full[place][:at] + long + full[place][at + end - start :]
    return full


def placed(text: str, found: Iterator[Expansion]) -> tuple[str, list[tuple[int, int]]]:
    """Return a text with expansions put in, and where each ends: in `text`, in what is returned."""
    parts: list[str] = []
    ends: list[tuple[int, int]] = []
    last = length = 0
    for start, end, long in found:
        parts += [text[last:start], long]
        length += start - last + len(long)
        ends.append((end, length))
        last = end
    return "".join([*parts, text[last:]]), ends


def _likest(senses: Sequence[_Sense], text: str, start: int, end: int) -> str:
    """Return the sense that the words around speak for most; of equals the more usual one."""
    if len(senses) == 1:
        return senses[0].long
    left = _CLAUSE.split(text[max(0, start - _AROUND) : start])[-1]
    right = _CLAUSE.split(text[end : end + _AROUND])[0]
    before, after = _words(left)[::-1], _words(right)
    return max(senses, key=lambda sense: _support(sense, before, after)).long


def _support(sense: _Sense, before: Words, after: Words) -> float:
    """Return how much words speak for a sense; `before` is from the abbreviation leftwards."""
    beside = [_weight(sense.next, after, 1), _weight(_turned(sense.prev), before, 1)]
    near = [_weight(sense.after, after, _FAR), _weight(_turned(sense.before), before, _FAR)]
    return sum(beside) + 0.5 * sum(near)


def _weight(cues: Sequence[Words], words: Words, reach: int) -> float:
    """Return the words of the longest and nearest cue, those farther away counting less."""
    found = (
        len(cue) / (1 + 0.25 * at)
        for cue in cues
        for at in range(min(reach, len(words)))
        if words[at : at + len(cue)] == cue
    )
    return max(found, default=0.0)


def _turned(cues: Sequence[Words]) -> list[Words]:
    return [cue[::-1] for cue in cues]


def _words(text: str) -> Words:
    return tuple(map(_key, _TOKEN.findall(text)))


def _key(word: str) -> str:
    if word[0].isdigit() and not any(map(str.isalpha, word)):
        return "####" if re.fullmatch(r"(?:19|20)\d\d", word) else "#"
    return fold(word) or word


@cache
def _senses() -> dict[str, tuple[_Sense, ...]]:
    """Return the senses of each abbreviation, also by its letters without marks."""
    terms = files("configs").joinpath("terms", "abbreviations.toml")
    known = tomllib.loads(terms.read_text("utf-8"))
    every: dict[str, tuple[_Sense, ...]]
    every = {short: (_Sense(long),) for short, long in known["one"].items()}
    every |= {entry["short"]: tuple(map(_sense, entry["senses"])) for entry in known["several"]}
    return {fold(short).upper(): senses for short, senses in every.items()} | every


def _sense(entry: dict[str, Any]) -> _Sense:
    cues = {key: tuple(map(_words, words)) for key, words in entry.items() if key != "long"}
    return _Sense(entry["long"], **cues)
