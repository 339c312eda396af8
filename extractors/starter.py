"""The house's own lexicons, from `configs/lexicon`: what there is before a hospital loads any."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from models.lexicon import Disease, Drug, Lab
from models.text import fold


@cache
def diseases() -> tuple[Disease, ...]:
    """Return the diagnoses in the order of their codes."""
    return tuple(
        Disease(entry["code"], (*entry["vi"], *entry["en"]), tuple(entry["short"]))
        for entry in _load("diseases")["disease"]
    )


@cache
def drugs() -> tuple[Drug, ...]:
    """Return the substances in the order of their names."""
    return tuple(
        Drug(
            entry["name"],
            (*entry["vi"], *entry["brands"]),
            entry.get("form", ""),
            entry.get("route", ""),
        )
        for entry in _load("drugs")["drug"]
    )


@cache
def substances() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return each substance's international name and its Vietnamese spellings, without brands."""
    return tuple((entry["name"], tuple(entry["vi"])) for entry in _load("drugs")["drug"])


@cache
def labs() -> tuple[Lab, ...]:
    """Return the laboratory tests."""
    return tuple(
        Lab(entry["code"], (*entry["vi"], *entry["short"], *entry["en"]), tuple(entry["units"]))
        for entry in _load("labs")["lab"]
    )


@cache
def surnames() -> frozenset[str]:
    """Return the folded Vietnamese surnames."""
    return frozenset(fold(name) for name in _load("people")["surnames"])


_TABLES = {"disease": "diseases", "drug": "drugs", "lab": "labs"}


def spellings(kind: str, *ways: str) -> tuple[str, ...]:
    """Return how a `disease`, `drug` or `lab` is written: in Vietnamese, or the `ways` asked for.

    A way is `vi`, `en` or `short`.
    """
    entries = _load(_TABLES[kind])[kind]
    return tuple(name for entry in entries for way in ways or ("vi",) for name in entry[way])


@cache
def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(files("configs").joinpath("lexicon", f"{name}.toml").read_text("utf-8"))
