"""What cross-checks find, and how it lowers the confidence of the fields concerned."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from math import prod
from typing import Any

from models.doubt import Doubt
from models.record import Facts, Field, Item

SUREST = 0.99
"""No reading counts as surer when it is contradicted: else nothing could cast a doubt on it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not fit.

    `paths` are the fields of which at least one is wrong, as in `patient.sex` or
    `lab_results.0.value`. `shares` is for some of them what part of the value took part, 0..1:
    one of twelve digits is less likely the wrong one than a whole value. `witness`, 0..1, is
    how sure something is that took part and stands in no field.
    """

    doubt: Doubt
    paths: tuple[str, ...]
    witness: float = 1.0
    shares: Mapping[str, float] = field(default_factory=dict)


def doubted(facts: Facts, findings: Iterable[Finding]) -> Facts:
    """Return the facts with less confidence, and the reasons, in the fields of the findings."""
    fields = _written(facts)
    for finding in findings:
        named = [path for path in finding.paths if path in fields]
        sure = [(fields[path].confidence, finding.shares.get(path, 1.0)) for path in named]
        left = lowered(sure, odds()[finding.doubt], finding.witness)
        for path, confidence in zip(named, left, strict=True):
            fields[path] = _doubted(fields[path], confidence, finding.doubt)
    return facts.changed(lambda path, field: fields.get(path, field))


def lowered(sure: Sequence[tuple[float, float]], odds: float, witness: float = 1.0) -> list[float]:
    """Return how sure each of some values is once they are found not to fit together.

    `sure` is for each how sure it was, and the share of it that took part. By Bayes' rule,
    errors taken as independent and evenly spread over a value, where parts with an error in
    them are `odds` times likelier to be found not to fit than parts without: alone, a value's
    odds fall by `odds`; together, the one most likely wrong falls most. Nothing rises.
    """
    capped = [min(SUREST, max(0.0, whole)) for whole, _ in sure]
    parts = [whole**share for whole, (_, share) in zip(capped, sure, strict=True)]
    doubt = _found(prod(parts) * min(1.0, max(0.0, witness)), odds)
    left = []
    for k, (before, _) in enumerate(sure):
        others = prod(parts[:k] + parts[k + 1 :]) * min(1.0, max(0.0, witness))
        left.append(min(before, capped[k] * _found(others, odds) / doubt))
    return left


def _found(right: float, odds: float) -> float:
    """Return how likely a finding is, up to a factor, where all is `right` so likely."""
    return right + odds * (1 - right)


def value(item: Item, key: str) -> str:
    """Return the value of a field; empty where there is none."""
    field = item.get(key)
    return (field.value or "") if field else ""


@cache
def odds() -> Mapping[Doubt, float]:
    """Return by how much each doubt lowers the odds of the values concerned."""
    return {Doubt(code): float(weight) for code, weight in terms("doubts")["odds"].items()}


@cache
def terms(name: str) -> dict[str, Any]:
    """Return a table of `configs/terms`."""
    return tomllib.loads(files("configs").joinpath("terms", f"{name}.toml").read_text("utf-8"))


def _written(facts: Facts) -> dict[str, Field]:
    """Return the fields that have a value by path."""
    fields: dict[str, Field] = {}

    def keep(path: str, field: Field) -> Field:
        if field.value is not None:
            fields[path] = field
        return field

    facts.changed(keep)
    return fields


def _doubted(field: Field, confidence: float, doubt: Doubt) -> Field:
    doubts = field.doubts if doubt in field.doubts else (*field.doubts, doubt.value)
    return replace(field, confidence=confidence, doubts=doubts)
