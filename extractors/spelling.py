"""Marks that readers lost, put back where only one known spelling fits."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from extractors import starter
from extractors.lexicon import current
from models.text import fold, squeeze, toned

REPAIRED = 0.92
"""A repaired value is less sure than one that was read right."""


def restored(text: str, kind: str) -> tuple[str, float]:
    """Return a whole value in its known spelling and how sure that is (1.0: as read).

    `kind` is `disease`, `drug`, `lab` or `department`. Only marks, case and signs may differ;
    the case of the first letter stays as read.
    """
    known = _known(kind).get(squeeze(text), ())
    if not known or any(_alike(text, name) for name in known):
        return text, 1.0
    if len({name.lower() for name in known}) > 1:
        return text, 1.0
    name = known[0]
    first = name[0].upper() if text[:1].isupper() else name[0].lower()
    return first + name[1:], REPAIRED


def facility_name(text: str) -> tuple[str, float]:
    """Return a facility's name with its common words, or all of it, in their known spelling."""
    listed = current().facilities.get(squeeze(text))
    if listed is not None and text.isupper():
        return listed, 1.0 if text == listed else REPAIRED
    words, sure = text.split(), 1.0
    for phrase in _words()["facility"]:
        parts = phrase.split()
        folded = [fold(part) for part in parts]
        for at in range(len(words) - len(parts) + 1):
            here = words[at : at + len(parts)]
            if here != parts and [fold(w) for w in here] == folded and text.isupper():
                words[at : at + len(parts)] = parts
                sure = REPAIRED
    return " ".join(words), sure


def _alike(text: str, name: str) -> bool:
    """Return whether two spellings are one, on whichever vowel the tones stand."""
    return fold(text) == fold(name) and _toned(text) == _toned(name)


def _toned(text: str) -> list[str]:
    return [toned(word) for word in text.lower().split()]


@cache
def _known(kind: str) -> dict[str, tuple[str, ...]]:
    names = _words()["departments"] if kind == "department" else starter.spellings(kind)
    known: dict[str, tuple[str, ...]] = {}
    for name in names:
        known[squeeze(name)] = (*known.get(squeeze(name), ()), name)
    return known


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(files("configs").joinpath("terms", "words.toml").read_text("utf-8"))
