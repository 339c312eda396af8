"""A diagnosis in the words that its code is looked for with."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from models.text import fold


def plain(text: str) -> str:
    """Return a text folded, in the words that wards and lists share, without those that say little.

    Marks are lost on purpose: readers lose them first. Where nothing would be left the words
    that say little stay.
    """
    folded = _phrases().sub(lambda match: _known()[match[0]], fold(text))
    kept = " ".join(folded.split())
    return kept or fold(text)


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
