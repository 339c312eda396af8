"""The starter lexicons and the cases, as typed data for the corpus."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Disease:
    """A diagnosis: `vi` and `en` names, `short` ward abbreviations."""

    code: str
    system: str
    vi: list[str]
    short: list[str]
    en: list[str]


@dataclass(frozen=True)
class Drug:
    """A substance by its international `name`, with Vietnamese names and brands."""

    name: str
    vi: list[str]
    brands: list[str]
    strengths: list[str]
    form: str
    route: str
    group: str


@dataclass(frozen=True)
class Lab:
    """A test. Ranges are in the first unit; `normal` is the usual result in words."""

    code: str
    panel: str
    vi: list[str]
    short: list[str]
    en: list[str]
    units: list[str]
    low: float | None = None
    high: float | None = None
    male: list[float] = field(default_factory=list)
    female: list[float] = field(default_factory=list)
    normal: str = ""
    decimals: int = 1


@cache
def table(name: str) -> dict[str, Any]:
    """Return one lexicon file as plain data."""
    text = files("configs").joinpath("lexicon", f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def diseases() -> dict[str, Disease]:
    """Return the diagnoses by ICD-10 code."""
    return {row["code"]: Disease(**row) for row in table("diseases")["disease"]}


@cache
def drugs() -> dict[str, Drug]:
    """Return the substances by international name."""
    rows = [{**row, "group": row["class"]} for row in table("drugs")["drug"]]
    return {
        row["name"]: Drug(**{key: value for key, value in row.items() if key != "class"})
        for row in rows
    }


@cache
def labs() -> dict[str, Lab]:
    """Return the tests by code."""
    return {row["code"]: Lab(**row) for row in table("labs")["lab"]}


@cache
def own(name: str) -> dict[str, Any]:
    """Return one of this room's data files, as `cases`, as plain data."""
    path = Path(__file__).with_name(f"{name}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))
