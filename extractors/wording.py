"""A diagnosis in the words that its code is looked for with."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from models.text import fold

_WORD = re.compile(r"[^\W_]+")


def expanded(text: str) -> str:
    """Return a text with the ward's abbreviations written out; they count in capitals only."""
    return _WORD.sub(lambda match: _long(match[0]), text)


def plain(text: str) -> str:
    """Return a text folded, in the words that wards and lists share, without those that say little.

    Marks are lost on purpose: readers lose them first. Where nothing would be left the words
    that say little stay.
    """
    folded = _phrases().sub(lambda match: _known()[match[0]], fold(text))
    kept = " ".join(folded.split())
    return kept or fold(text)


def _long(word: str) -> str:
    if len(word) < 2 or not word.isupper():
        return word
    return _abbreviations().get(word) or _abbreviations().get(fold(word).upper()) or word


@cache
def _abbreviations() -> dict[str, str]:
    """Return what abbreviations stand for, also by their letters without marks."""
    known: dict[str, str] = _words()["abbreviations"]
    return {fold(short).upper(): long for short, long in known.items()} | known


@cache
def _known() -> dict[str, str]:
    same = {fold(one): fold(other) for one, other in _words()["same"].items()}
    return same | dict.fromkeys(map(fold, _words()["filler"]), "")


@cache
def _phrases() -> re.Pattern[str]:
    """Return what finds the phrases, the longest first."""
    ordered = sorted(_known(), key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, ordered))})\b")


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(files("configs").joinpath("coding", "words.toml").read_text("utf-8"))
