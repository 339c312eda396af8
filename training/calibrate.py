"""Fits what makes a probability of an extractor's confidence, and scores it on other charts.

python -m training.calibrate [--sets build/calibration] [--count 40] [--seed 301]

Two sets of forms in every condition are made, of `count` pages each and three fifths of it, where
they are not there yet, and read. Values of the first are what is fitted (ridge logistic
regression); those of the second give the scores, the thresholds' table and the plot.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from extractors import extract
from extractors.confidence import FEATURES, FILE, VERSION, features, group_of
from extractors.language import weights
from training import reliability
from training.readings import charts, house_settings
from training.rightness import judged
from training.trials import conditions

STRENGTH = 1.0
"""Inverse of the ridge: kinds with few values stay near the mean of all."""
SIGNS = 1, 1, 1, -1, -1
"""Which way each feature may count."""
EXACT = {"maxiter": 5000, "maxfun": 100_000, "ftol": 1e-12, "gtol": 1e-8}
Chances = NDArray[np.float64]
PLACES = 4


@dataclass(frozen=True, slots=True)
class Observation:
    """One value: its kind, what is known of it, and whether it is right."""

    kind: str
    told: tuple[float, ...]
    right: bool
    condition: str


def observed(folder: Path) -> list[Observation]:
    """Return every value that is found on the charts of a set."""
    settings, rows = house_settings().extract, list[Observation]()
    for known in charts(folder):
        legibility = {page.number: page.legibility for page in known.document.pages}
        facts = extract.found(known.document, settings)
        for own in judged(facts, known.truth):
            kind = "document_type" if own.group == "document" else f"{own.group}.{own.key}"
            told = features(own.field, legibility[own.field.page])
            rows.append(Observation(kind, told, own.right, known.condition))
    return rows


def fit(rows: Sequence[Observation]) -> dict[str, Any]:
    """Return slopes and offsets: the maximum of the penalised likelihood, the same each time.

    No slope may have the wrong sign: what is read better is never less sure for it.
    """
    kinds = sorted({row.kind for row in rows})
    told = np.array([row.told for row in rows])
    kind = np.array([kinds.index(row.kind) for row in rows])
    right = np.array([row.right for row in rows], float)

    def loss(w: Chances) -> tuple[float, Chances]:
        slopes, offsets, middle = w[: len(SIGNS)], w[len(SIGNS) : -1], w[-1]
        odds = told @ slopes + offsets[kind] + middle
        off = 1 / (1 + np.exp(-odds)) - right
        ridge = np.append(w[:-1], 0.0) / STRENGTH
        down = np.concatenate([told.T @ off, np.bincount(kind, off, len(kinds)), [off.sum()]])
        value = float(np.logaddexp(0, odds).sum() - odds @ right + ridge @ w / 2)
        return value, np.asarray(down + ridge, np.float64)

    bounds = [(0, None) if sign > 0 else (None, 0) for sign in SIGNS] + [(None, None)] * (
        len(kinds) + 1
    )
    start = np.zeros(len(bounds))
    found = minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B", options=EXACT).x
    middle = float(found[-1])
    named = dict(zip(FEATURES, found, strict=False))
    return {
        "slopes": {name: round(float(w), PLACES) for name, w in named.items()},
        "offsets": {
            name: round(middle + float(w), PLACES)
            for name, w in zip(kinds, found[len(SIGNS) : -1], strict=True)
        },
        "offset": round(middle, PLACES),
    }


def chances(rows: Sequence[Observation], fitted: dict[str, Any]) -> Chances:
    """Return the probability of each value that it is right."""
    slopes = np.array([fitted["slopes"][name] for name in FEATURES])
    offsets = np.array([fitted["offsets"].get(row.kind, fitted["offset"]) for row in rows])
    odds = offsets + np.array([row.told for row in rows]) @ slopes
    return np.asarray(1 / (1 + np.exp(-odds)), np.float64)


def held_out(rows: Sequence[Observation], sure: Chances) -> dict[str, list[list[float]]]:
    """Return by group of fields how sure each value was and whether it was right, surest first."""
    table: dict[str, list[list[float]]] = {}
    for row, chance in zip(rows, sure, strict=True):
        group = table.setdefault(group_of(row.kind), [])
        group.append([round(float(chance), PLACES), int(row.right)])
    return {name: sorted(table[name], reverse=True) for name in sorted(table)}


def main() -> None:
    """Make the sets, fit, score, write weights and plot."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sets", type=Path, default=Path("build/calibration"))
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=301)
    parser.add_argument("--out", type=Path, default=weights())
    parser.add_argument("--plot", type=Path, default=Path("docs/reliability.svg"))
    given = parser.parse_args()
    rows = []
    for number, count in enumerate((given.count, given.count * 3 // 5)):
        folder = given.sets / f"{given.seed + number}-{count}"
        if not (folder / "truth").is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            conditions.make(folder, count, given.seed + number)
        rows.append(observed(folder))
    fitted = fit(rows[0])
    sure = chances(rows[1], fitted)
    right = np.array([row.right for row in rows[1]])
    scores = reliability.scores(sure, right, [row.condition for row in rows[1]])
    said = {"version": VERSION, "seed": given.seed, "values": len(rows[0]), **fitted}
    said |= {"scores": scores, "held_out": held_out(rows[1], sure)}
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n"
    given.out.joinpath(FILE).write_text(text, encoding="utf-8")
    reliability.plot(sure, right, given.plot)
    print(json.dumps(scores, indent=1))


if __name__ == "__main__":
    main()
