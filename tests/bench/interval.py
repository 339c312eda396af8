"""How sure a measured rate is."""

from math import sqrt


def wilson(hits: int, trials: int, z: float = 1.96) -> tuple[float, float]:
    """Return the score interval of a rate, both ends 0..1 (Wilson 1927); (0, 1) without trials.

    `z` is the normal quantile: 1.96 for 95 %.
    """
    if trials == 0:
        return 0.0, 1.0
    rate = hits / trials
    spread = z * sqrt(rate * (1 - rate) / trials + z * z / (4 * trials * trials))
    centre = rate + z * z / (2 * trials)
    scale = 1 + z * z / trials
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def told(hits: int, trials: int) -> str:
    """Return a rate with its 95 % interval, as in `98.0 % (93.0-99.4 %, 98 of 100)`."""
    if trials == 0:
        return "none"
    low, high = wilson(hits, trials)
    rate = 100 * hits / trials
    return f"{rate:.1f} % ({100 * low:.1f}-{100 * high:.1f} %, {hits} of {trials})"
