"""The starter lexicons: diseases, drugs, laboratory tests, parts of names."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from rapidfuzz import fuzz, process

from models.text import fold, squeeze

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Drug:
    """A substance: international name in lower case, usual form and route."""

    name: str
    form: str
    route: str


@dataclass(frozen=True, slots=True)
class Lab:
    """A laboratory test: our code and the units that it is printed with."""

    code: str
    units: tuple[str, ...]


@cache
def diseases() -> dict[str, str]:
    """Return ICD-10 codes by folded disease name, Vietnamese and English."""
    return {
        squeeze(name): entry["code"]
        for entry in _load("diseases")["disease"]
        for name in (*entry["vi"], *entry["en"])
    }


@cache
def short_diseases() -> dict[str, str]:
    """Return ICD-10 codes by ward abbreviation; case and tone marks count."""
    return {
        name: entry["code"] for entry in _load("diseases")["disease"] for name in entry["short"]
    }


@cache
def drugs() -> dict[str, Drug]:
    """Return substances by squeezed spelling or brand."""
    return {
        squeeze(name): Drug(entry["name"], entry.get("form", ""), entry.get("route", ""))
        for entry in _load("drugs")["drug"]
        for name in (entry["name"], *entry["vi"], *entry["brands"])
    }


@cache
def labs() -> dict[str, Lab]:
    """Return laboratory tests by squeezed name or abbreviation."""
    return {
        squeeze(name): Lab(entry["code"], tuple(entry["units"]))
        for entry in _load("labs")["lab"]
        for name in (*entry["vi"], *entry["short"], *entry["en"])
    }


@cache
def surnames() -> frozenset[str]:
    """Return the folded Vietnamese surnames."""
    return frozenset(fold(name) for name in _load("people")["surnames"])


def spellings(kind: str) -> tuple[str, ...]:
    """Return the Vietnamese spellings of a `disease`, `drug` or `lab`."""
    table = {"disease": "diseases", "drug": "drugs", "lab": "labs"}[kind]
    return tuple(name for entry in _load(table)[kind] for name in entry["vi"])


def nearest_drug(name: str) -> tuple[Drug, float] | None:
    """Return the substance that a name as read means, and how like it is (0..1)."""
    return _nearest(drugs(), squeeze(name), 84)


def nearest_lab(name: str) -> tuple[Lab, float] | None:
    """Return the laboratory test that a name as read means, and how like it is (0..1)."""
    return _nearest(labs(), squeeze(name), 86)


def nearest_disease(text: str) -> tuple[str, float] | None:
    """Return the ICD-10 code of a diagnosis as read, and how like the name is (0..1)."""
    words = text.split()
    for word in (text, *words[:2]):
        if word in short_diseases():
            return short_diseases()[word], 0.95
    return _nearest(diseases(), squeeze(text), 86)


def _nearest(known: Mapping[str, T], text: str, least: int) -> tuple[T, float] | None:
    if text in known:
        return known[text], 1.0
    if len(text) < 5:  # one letter more or less makes another abbreviation
        return None
    match = process.extractOne(text, known.keys(), scorer=fuzz.ratio, score_cutoff=least)
    return (known[match[0]], match[1] / 100) if match else None


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(files("configs").joinpath("lexicon", f"{name}.toml").read_text("utf-8"))
