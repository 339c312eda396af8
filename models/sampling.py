"""Acceptance sampling by attributes: how many of a lot are looked at, and what they tell of it.

The figures are those of `configs/sampling.toml`; they come here as data.
"""

import hashlib
import math
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LEVELS = "S-1 S-2 S-3 S-4 I II III".split()
AQLS = "0.10 0.15 0.25 0.40 0.65 1.0 1.5 2.5 4.0 6.5 10".split()
Z95 = 1.959964
"""Of the normal distribution: 95 % lie within so many standard deviations."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan for one lot: `size` of it are looked at, of which `accept` may be wrong.

    `letter` is the code letter of the plan that is used, `aql` a share in percent, as written.
    """

    letter: str
    level: str
    aql: str
    lot: int
    size: int
    accept: int

    @property
    def reject(self) -> int:
        """So many wrong ones, or more, reject the lot."""
        return self.accept + 1


def plan(tables: Mapping[str, Any], lot: int, level: str, aql: str) -> Plan:
    """Return the plan for a lot of so many; one no larger than its sample is seen whole."""
    rows = tables["plans"]
    at = [row[0] for row in rows].index(_letter(tables, lot, level))
    column = tables["aqls"].index(aql)
    # A column's arrows all lead to a number: those down end at its first, those up at its last.
    while not (cell := rows[at][2].split()[column]).isdecimal():
        at += 1 if cell == "v" else -1
    letter, size, _ = rows[at]
    return Plan(letter, level, aql, lot, min(size, lot), int(cell))


def _letter(tables: Mapping[str, Any], lot: int, level: str) -> str:
    fitting = (letters for most, letters in tables["lots"] if lot <= most)
    letters = str(next(fitting, tables["beyond"])).split()
    return letters[int(tables["levels"].index(level))]


def drawn(seed: str, names: Collection[str], size: int) -> tuple[str, ...]:
    """Return the `size` names that a seed draws: everybody who knows it draws the same."""
    order = sorted(names, key=lambda name: hashlib.sha256(f"{seed}:{name}".encode()).hexdigest())
    return tuple(sorted(order[:size]))


def interval(hits: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval, 0..1, of a share: `hits` of `of` were seen (Wilson 1927)."""
    if not of:
        return 0.0, 1.0
    share, square = hits / of, Z95**2 / of
    middle = share + square / 2
    wide = Z95 * math.sqrt(share * (1 - share) / of + square / (4 * of))
    low, high = (middle - wide) / (1 + square), (middle + wide) / (1 + square)
    return max(0.0, low) if hits else 0.0, min(1.0, high) if hits < of else 1.0


def verdict(plan: Plan, seen: int, wrong: int) -> bool | None:
    """Say whether a lot passes by those seen of its sample; None while that is not decided."""
    if wrong >= plan.reject:
        return False
    return True if seen >= plan.size else None


def spread(
    values: Iterable[tuple[float, bool]], edges: Sequence[float]
) -> list[tuple[float, int, int]]:
    """Return for each bin of confidence its mean, how many values it has, and how many are right.

    `edges` part the bins, ascending; those without a value are left out.
    """
    found: list[list[tuple[float, bool]]] = [[] for _ in range(len(edges) + 1)]
    for sure, right in values:
        found[bisect_right(edges, sure)].append((sure, right))
    return [
        (sum(sure for sure, _ in one) / len(one), len(one), sum(right for _, right in one))
        for one in found
        if one
    ]
