"""Where a text has cues of assertion: the words of `configs/terms/context.toml`, found in one pass.

Tone marks are what readers lose first, so words are compared without them; only cues that would
then be other words (`bố`, `bỏ`) must keep theirs, and only where the paper has tone marks.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from models.text import fold

# `T/D` is one word, and `A / B` are two.
_TOKEN = re.compile(r"[^\W_]+(?:/[^\W_]+)*|[^\w\s]")
_DASHES = re.compile("[‐‑–—−]")
# Bytes of UTF-8 that tone marks add to a letter, by letters: 0.3 or so in Vietnamese as written.
_TONED = 0.08
_SIGNS = ("comma", "open", "close")

Keys = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cue:
    """What some words say of a fact behind them (`forward`) and before them (`backward`).

    Both are kinds, or empty. `ahead` and `behind` are how many words may lie between. The
    other names are those of the configuration; `sign` is `comma`, `open`, `close` or empty.
    """

    forward: str = ""
    backward: str = ""
    ahead: int = 0
    behind: int = 0
    runs_on: bool = False
    first: bool = False
    final: bool = False
    ends: frozenset[str] = frozenset()
    ends_earlier: frozenset[str] = frozenset()
    ends_first: frozenset[str] = frozenset()
    sign: str = ""


class Mark(NamedTuple):
    """A cue in a text: words [start, end), and the characters [.., stop) that it takes up.

    `first` and `last` say whether it begins and ends an item of a list; `followed` whether
    words of `followed` in the configuration come next.
    """

    cue: Cue
    start: int
    end: int
    stop: int
    first: bool
    last: bool
    followed: bool


@dataclass(frozen=True, slots=True)
class _Entry:
    letters: tuple[str, ...]  # as `_letters` gives them
    exact: bool  # whether tone marks matter
    capitals: bool | None  # whether it is one, where that matters
    cue: Cue


@dataclass(frozen=True, slots=True)
class _Table:
    entries: dict[Keys, list[_Entry]]
    lengths: dict[str, list[int]]  # of the entries that begin with a word, longest first
    followed: frozenset[str]


def is_toned(text: str) -> bool:
    """Return whether the tone marks of a text can be relied on."""
    return len(text.encode()) - len(text) > _TONED * len(text)


def marks(text: str, *, toned: bool) -> tuple[list[Mark], int]:
    """Return the cues of a piece of a clause in order, and how many words and signs it has.

    Where two overlap it is the longer of the first. `toned` says whether the paper around it
    has tone marks.
    """
    table = _table()
    pairs = [(match, key) for match in _TOKEN.finditer(text) if (key := _key(match[0]))]
    words, keys = [match for match, _ in pairs], tuple(key for _, key in pairs)
    found: list[Mark] = []
    at = 0
    while at < len(keys):
        for length in table.lengths.get(keys[at], ()):
            end = at + length
            entries = table.entries.get(keys[at:end])
            if entries is None or end > len(keys):
                continue
            cue = _fitting(entries, words[at:end], toned)
            if cue is not None:
                first = at == 0 or _is_sign(keys[at - 1]) or keys[at - 1] == ":"
                last = end < len(keys) and _is_sign(keys[end])
                followed = end < len(keys) and keys[end] in table.followed
                found.append(Mark(cue, at, end, words[end - 1].end(), first, last, followed))
                at = end
                break
        else:
            at += 1
    return found, len(keys)


@cache
def terms() -> dict[str, Any]:
    """Return the configuration of the cues as written."""
    return tomllib.loads(files("configs").joinpath("terms", "context.toml").read_text("utf-8"))


@lru_cache(maxsize=65536)
def _key(word: str) -> str:
    """Return what a word is compared by; nothing for one to be passed over."""
    known = terms()
    if word.lower() in known["skipped"]:
        return ""
    bare = fold(word)
    if bare.isdigit() or any(bare == fold(number) for number in known["numbers"]):
        return "#"
    return bare.replace(" ", "/") or _DASHES.sub("-", word)


def _is_sign(key: str) -> bool:
    return not key[0].isalnum() and key not in "#:"


def _fitting(entries: list[_Entry], words: list[re.Match[str]], toned: bool) -> Cue | None:
    """Return the cue that words are whose bare letters are those of `entries`.

    Of `không đỡ` and `không do` it is the one with the marks on the paper, else the first.
    """
    told = toned and (len(entries) > 1 or entries[0].exact)
    letters = tuple(_letters(word[0]) for word in words) if told else ()
    fitting = [
        entry
        for entry in entries
        if (entry.capitals is None or entry.capitals == all(word[0].isupper() for word in words))
        and (not (toned and entry.exact) or entry.letters == letters)
    ]
    same = (entry.cue for entry in fitting if entry.letters == letters)
    return next(same, fitting[0].cue if fitting else None)


@lru_cache(maxsize=4096)
def _letters(word: str) -> str:
    """Return letters and marks of a word in an order that `hoà` and `hòa` share."""
    return "".join(sorted(unicodedata.normalize("NFD", word.lower())))


@cache
def _table() -> _Table:
    known = terms()
    found: dict[str, dict[str, Any]] = {}
    for group in known["cue"]:
        for words, use in _uses(group):
            found.setdefault(words, {}).update(use)
    entries: dict[Keys, list[_Entry]] = {}
    lengths: dict[str, set[int]] = {}
    for words, uses in found.items():
        tokens = _TOKEN.findall(words)
        keys = tuple(map(_key, tokens))
        letters, exact = tuple(map(_letters, tokens)), words in known["exact"]
        capitals = words.isupper() if words.isupper() or len(words) == 1 else None
        entries.setdefault(keys, []).append(_Entry(letters, exact, capitals, Cue(**uses)))
        lengths.setdefault(keys[0], set()).add(len(keys))
    for made in entries.values():
        # Where nothing tells two apart, it is safer to say nothing.
        made.sort(key=lambda entry: bool(entry.cue.forward or entry.cue.backward))
    longest_first = {key: sorted(each, reverse=True) for key, each in lengths.items()}
    return _Table(entries, longest_first, frozenset(map(fold, known["followed"])))


def _uses(group: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the words of a group of the configuration with what they do as fields of a Cue."""
    kind, (ahead, behind) = group["kind"], group.get("reach", (0, 0))
    forward = {"forward": kind, "ahead": ahead, "runs_on": group.get("runs_on", False)}
    backward = {"backward": kind, "behind": behind}
    ends = {name: frozenset(group.get(name, ())) for name in ("ends", "ends_earlier", "ends_first")}
    uses = {
        "before": forward,
        "first": {**forward, "first": True},
        "after": backward,
        "final": {**backward, "final": True},
        "words": {**ends, "sign": kind if kind in _SIGNS else ""},
    }
    for name, use in uses.items():
        for words in group.get(name, ()):
            yield words, use
