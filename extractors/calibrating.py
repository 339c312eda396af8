"""Fitting what makes a probability of what is known of a value, and what that is worth. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from extractors.confidence import Calibration

STRENGTH = 1.0
"""Inverse of the ridge: kinds with few values stay near where they were."""
SIGNS = 1, 1, 1, -1, -1
"""Which way each feature may count."""
EXACT = {"maxiter": 5000, "maxfun": 100_000, "ftol": 1e-12, "gtol": 1e-8}
BINS = 10
PLACES = 4
Chances = NDArray[np.float64]
Rights = NDArray[np.bool_]

NOTHING = Calibration((0.0,) * len(SIGNS), {}, 0.0)
"""Before anything was fitted."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One value: its kind (`patient.sex`), what is known of it (FEATURES), whether it is right."""

    kind: str
    told: tuple[float, ...]
    right: bool


def fit(
    rows: Sequence[Observation], before: Calibration = NOTHING, *, give: float = STRENGTH
) -> Calibration:
    """Return the maximum of the penalised likelihood, the same each time for the same rows.

    What is penalised is the distance from `before`: few rows change little. `give` is the
    inverse of the ridge for slopes. No slope may have the wrong sign: what is read better is
    never less sure for it.
    """
    kinds = sorted({row.kind for row in rows})
    told = np.array([row.told for row in rows])
    kind = np.array([kinds.index(row.kind) for row in rows])
    right = np.array([row.right for row in rows], float)
    first = np.array([before.offsets.get(name, before.offset) for name in kinds])
    start = told @ np.array(before.slopes) + first[kind]
    loose = np.array([give] * len(SIGNS) + [STRENGTH] * len(kinds))

    def loss(w: Chances) -> tuple[float, Chances]:
        slopes, offsets, middle = w[: len(SIGNS)], w[len(SIGNS) : -1], w[-1]
        odds = start + told @ slopes + offsets[kind] + middle
        off = 1 / (1 + np.exp(-odds)) - right
        ridge = np.append(w[:-1] / loose, 0.0)
        down = np.concatenate([told.T @ off, np.bincount(kind, off, len(kinds)), [off.sum()]])
        value = float(np.logaddexp(0, odds).sum() - odds @ right + ridge @ w / 2)
        return value, np.asarray(down + ridge, np.float64)

    bounds = [
        (-slope, None) if sign > 0 else (None, -slope)
        for sign, slope in zip(SIGNS, before.slopes, strict=True)
    ] + [(None, None)] * (len(kinds) + 1)
    at = np.zeros(len(bounds))
    found = minimize(loss, at, jac=True, bounds=bounds, method="L-BFGS-B", options=EXACT).x
    return _moved(before, kinds, found)


def _moved(before: Calibration, kinds: Sequence[str], by: Chances) -> Calibration:
    """Return weights moved; kinds that were not seen move with the middle."""
    middle = float(by[-1])
    own = dict(zip(kinds, by[len(SIGNS) : -1], strict=True))
    names = sorted({*before.offsets, *kinds})
    return Calibration(
        tuple(_rounded(one + by[place]) for place, one in enumerate(before.slopes)),
        {
            name: _rounded(before.offsets.get(name, before.offset) + middle + own.get(name, 0.0))
            for name in names
        },
        _rounded(before.offset + middle),
    )


def chances(rows: Sequence[Observation], known: Calibration) -> Chances:
    """Return the probability of each value that it is right."""
    offsets = np.array([known.offsets.get(row.kind, known.offset) for row in rows])
    odds = offsets + np.array([row.told for row in rows]) @ np.array(known.slopes)
    return np.asarray(1 / (1 + np.exp(-odds)), np.float64)


def error(sure: Chances, right: Rights) -> float:
    """Return the expected calibration error, 0..1, over ten bins of equal width (Naeini 2015)."""
    places = np.minimum((sure * BINS).astype(int), BINS - 1)
    off = [abs(float(sure[places == k].sum()) - int(right[places == k].sum())) for k in range(BINS)]
    return sum(off) / max(1, len(sure))


def coverage(sure: Chances, right: Rights, target: float) -> float:
    """Return the largest share, 0..1, that one threshold accepts with at least `target` right."""
    order = np.argsort(-sure, kind="stable")
    share = np.cumsum(right[order]) / np.arange(1, len(sure) + 1)
    # A threshold cannot part values that are equally sure.
    last = np.append(np.diff(sure[order]) < 0, True)
    fit = np.flatnonzero((share >= target) & last)
    return float(fit[-1] + 1) / len(sure) if len(fit) else 0.0


def _rounded(weight: float) -> float:
    return round(float(weight), PLACES)
