"""Whether probabilities are what they say: figures and the plot of reliability."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from extractors.calibrating import BINS, Chances, Rights, coverage, error

TARGETS = 0.99, 0.995, 0.996


def scores(sure: Chances, right: Rights, conditions: Sequence[str]) -> dict[str, Any]:
    """Return the figures over all values and by condition, rounded."""
    every = {"all": np.ones(len(sure), bool)}
    every |= {name: np.array([own == name for own in conditions]) for name in sorted({*conditions})}
    return {name: _figures(sure[own], right[own]) for name, own in every.items()}


def plot(sure: Chances, right: Rights, path: Path) -> None:
    """Draw how many of the values that are so sure are right, and how many there are."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "sohoa"
    from matplotlib import pyplot

    figure, (above, below) = pyplot.subplots(
        2, 1, figsize=(5, 6), sharex=True, height_ratios=[3, 1], layout="constrained"
    )
    places = np.minimum((sure * BINS).astype(int), BINS - 1)
    filled = [k for k in range(BINS) if (places == k).any()]
    means = [float(sure[places == k].mean()) for k in filled]
    shares = [float(right[places == k].mean()) for k in filled]
    above.plot([0, 1], [0, 1], color="0.7", linewidth=1)
    above.plot(means, shares, "o-", color="#1f5fa8")
    above.set_ylabel("share that is right")
    above.set_title(f"{len(sure)} values of other charts, ECE {error(sure, right):.3f}")
    below.bar([(k + 0.5) / BINS for k in range(BINS)], np.bincount(places, minlength=BINS), 0.09)
    below.set_yscale("log")
    below.set_ylabel("values")
    below.set_xlabel("how sure the program is")
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)


def _figures(sure: Chances, right: Rights) -> dict[str, float]:
    figures = {"values": float(len(sure)), "right": float(right.mean()), "ece": error(sure, right)}
    figures |= {f"coverage_{target}": coverage(sure, right, target) for target in TARGETS}
    return {name: round(value, 4) for name, value in figures.items()}
