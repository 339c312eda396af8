"""How wards write vital signs: in sentences, and at the head of a column."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from models.text import fold


@dataclass(frozen=True, slots=True)
class Sign:
    """One vital sign as wards write it."""

    sentence: re.Pattern[str]
    value: re.Pattern[str]
    usual: str
    heads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """A column or a row of a chart: what is measured, and in what unit as printed."""

    kind: str
    unit: str


def head_of(text: str) -> Head | None:
    """Return what a column or row headed with `text` holds; None where it is no vital sign."""
    plain = fold(text)
    for kind, sign in signs().items():
        if any(plain == name or plain.startswith(name + " ") for name in sign.heads):
            bracket = re.search(r"\(([^)]+)\)?", text)
            return Head(kind, bracket[1].strip() if bracket else signs()[kind].usual)
    return None


@cache
def signs() -> dict[str, Sign]:
    """Return the vital signs by kind."""
    data = tomllib.loads(files("configs").joinpath("terms", "vitals.toml").read_text("utf-8"))
    return {kind: _sign(entry) for kind, entry in data["sign"].items()}


def _sign(entry: dict[str, Any]) -> Sign:
    label, value, units = entry["label"], entry["value"], entry["units"]
    return Sign(
        re.compile(
            rf"(?<!\w)(?:{label})\s*[:;=.]?\s*(?P<value>{value})\s*(?P<unit>{units})?(?![\d/])"
        ),
        re.compile(rf"(?<![\d/])(?:{value})(?![\d/])"),
        entry["usual"],
        tuple(entry["heads"]),
    )
