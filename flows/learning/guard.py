"""Whether learnt weights may be used: figures, none of which may become worse. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from extractors.calibrating import Chances, Observation, chances, coverage, error
from extractors.confidence import FEATURES, Calibration, group_of, threshold
from models.settings import Accept

TARGET = 0.99
"""Share that must be right, for the figure on how much one threshold would let pass."""
HAND = FEATURES.index("handwritten")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the weights in use and of the learnt ones; `group` is empty for all values.

    `worse` says that the learnt ones must not be used, `better` that they gain something.
    """

    name: str
    group: str
    before: float
    after: float
    worse: bool
    better: bool


def figures(
    rows: Sequence[Observation],
    found: Sequence[Observation],
    before: Calibration,
    after: Calibration,
    accept: Accept,
) -> tuple[Figure, ...]:
    """Return the figures of values that nothing was learnt from.

    `found` are wrong values that stewards came upon unasked: how many of them would pass
    unseen is one of the figures, and they count in no other, for right ones are not come upon.
    """
    right = np.array([row.right for row in rows], bool)
    old, new = chances(rows, before), chances(rows, after)
    passing = partial(_passing, found, accept)
    return (
        _low("calibration error", error(old, right), error(new, right)),
        _high(
            "share that one threshold lets pass",
            coverage(old, right, TARGET),
            coverage(new, right, TARGET),
        ),
        *_right(rows, old, new, accept),
        _low("wrong ones that pass unseen", passing(before), passing(after)),
    )


def _right(rows: Sequence[Observation], old: Chances, new: Chances, accept: Accept) -> list[Figure]:
    """Return for each group which share of what passes is right.

    Where nothing passed before, that share must be what the threshold promises.
    """
    made = []
    for group in sorted({group_of(row.kind) for row in rows}):
        mine = [place for place, row in enumerate(rows) if group_of(row.kind) == group]
        shares = []
        for sure in (old, new):
            passing = [rows[k].right for k in mine if sure[k] >= asked(rows[k], accept)]
            shares.append(sum(passing) / len(passing) if passing else None)
        least = threshold(rows[mine[0]].kind, accept, handwritten=False)
        before = least if shares[0] is None else shares[0]
        after = before if shares[1] is None else shares[1]
        made.append(_high("right of what passes", before, after, group))
    return made


def asked(row: Observation, accept: Accept) -> float:
    """Return how sure a value must be to pass unseen."""
    return threshold(row.kind, accept, handwritten=bool(row.told[HAND]))


def _passing(rows: Sequence[Observation], accept: Accept, known: Calibration) -> float:
    if not rows:
        return 0.0
    sure = chances(rows, known)
    return float(sum(one >= asked(row, accept) for row, one in zip(rows, sure, strict=True)))


def _low(name: str, before: float, after: float, group: str = "") -> Figure:
    return Figure(name, group, before, after, after > before, after < before)


def _high(name: str, before: float, after: float, group: str = "") -> Figure:
    return Figure(name, group, before, after, after < before, after > before)
