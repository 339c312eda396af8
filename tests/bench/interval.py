"""What a number counted on a sample is worth."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.sampling import interval


def rank_correlation(one: Sequence[float], other: Sequence[float]) -> float:
    """Return Spearman's rank correlation, -1..1; equal values share the mean of their ranks."""
    return float(np.corrcoef(_ranks(one), _ranks(other))[0, 1])


def _ranks(values: Sequence[float]) -> NDArray[np.float64]:
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(count) - (count - 1) / 2)[place], np.float64)


def told(hits: int, count: int) -> str:
    """Return a share with its 95 % interval, as in `98.0 % (93.0-99.4 %, 98 of 100)`."""
    if count == 0:
        return "none"
    low, high = interval(hits, count)
    return f"{100 * hits / count:.1f} % ({100 * low:.1f}-{100 * high:.1f} %, {hits} of {count})"
