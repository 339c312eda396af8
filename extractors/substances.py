"""Names of substances in one form: salts, spellings and other names are brought to one stem."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from models.text import fold

_BRACKETS = re.compile(r"[(\[][^()\[\]]*(?:[)\]]|$)")
_AMOUNT = re.compile(
    r"\b\d[\d.,]*\s*(?:mcg|µg|ug|mg|g|kg|ml|l|iu|ui|u|đvqt|đơn vị|%|mmol|mui|miu)(?!\w).*$",
    re.IGNORECASE,
)
_IN_HOW_MUCH = re.compile(
    r"/\s*\d*[.,]?\d*\s*(?:mcg|mg|ml|l|g|viên|gói|liều|ống|lọ)(?!\w)", re.IGNORECASE
)
_PARTS = re.compile(r"\s*(?:[;+,/&]|\bvà\b|\band\b)\s*")
_TWICE = re.compile(r"([a-z])\1")
_NUMBER_AFTER = re.compile(r"\s+\d[\d.,/]*\s*$")


class Substances:
    """The substances that are known by an international name, found by stem."""

    def __init__(self, spellings: Iterable[tuple[str, Iterable[str]]]) -> None:
        """`spellings` are each substance's name, and its spellings, the name among them or not."""
        self._names: dict[str, str] = {}
        self._mixtures: dict[frozenset[str], str] = {}
        for name, every in spellings:
            if " + " in name:
                self._mixtures[frozenset(name.split(" + "))] = name
                for part in name.split(" + "):
                    self._names.setdefault(stem(part), part)
                continue
            for spelling in (name, *every):
                self._names.setdefault(stem(spelling), name)
        for other, name in _rules()["same"].items():
            if " + " not in name:
                self._names.setdefault(stem(other), name)

    def international(self, text: str) -> str:
        """Return what a list says of its ingredients by international names, ` + ` between them.

        A part that is not known comes as it is written, without strength, brackets and salt.
        """
        parts = [part for part in (bare(part) for part in _PARTS.split(_unbracketed(text))) if part]
        named = list(dict.fromkeys(self.known(part) or plainly(part) for part in parts))
        return self._mixtures.get(frozenset(named)) or " + ".join(named) or text

    def known(self, text: str) -> str | None:
        """Return the international name of one substance, its salt aside; None if unknown."""
        return self._names.get(stem(text)) or self._names.get(stem(plainly(text)))

    def mixture(self, text: str) -> str | None:
        """Return the name of a combination all of whose parts are known; None else."""
        parts = [self.known(bare(part)) for part in _PARTS.split(_unbracketed(text)) if bare(part)]
        if len(parts) < 2 or None in parts:
            return None
        return self._mixtures.get(frozenset(filter(None, parts)))


def bare(text: str) -> str:
    """Return a name without a strength, and without a number at its end."""
    return _NUMBER_AFTER.sub("", " ".join(_AMOUNT.sub("", text).split())).strip(" .,;:-")


def _unbracketed(text: str) -> str:
    """Return a text without brackets and without what a strength is dissolved in."""
    return _IN_HOW_MUCH.sub("", _BRACKETS.sub(" ", text))


def plainly(text: str) -> str:
    """Return a name in lower case without its salt; of nothing but salts the first stays."""
    words = _phrases().sub(" ", f" {text.lower()} ").split()
    kept = [word for word in words if stem(word) not in _salts()]
    return " ".join(kept or words[:1])


@lru_cache(maxsize=16384)
def stem(text: str) -> str:
    """Return what stays the same in all spellings of a name; it is for comparing only."""
    return "".join(_word(word) for word in fold(text).split())


def _word(word: str) -> str:
    for one, other in _letters().items():
        word = word.replace(one, other)
    word = _TWICE.sub(r"\1", word)
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


@cache
def _salts() -> frozenset[str]:
    return frozenset(stem(salt) for salt in _rules()["salts"] if " " not in salt)


@cache
def _phrases() -> re.Pattern[str]:
    several = [salt for salt in _rules()["salts"] if " " in salt]
    return re.compile(rf" (?:{'|'.join(map(re.escape, several))})(?= )")


@cache
def _letters() -> Mapping[str, str]:
    letters: Mapping[str, str] = _rules()["letters"]
    return letters


@cache
def _rules() -> dict[str, Any]:
    path = files("configs").joinpath("coding", "substances.toml")
    return tomllib.loads(path.read_text("utf-8"))
