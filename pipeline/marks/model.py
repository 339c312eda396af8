"""What is learnt of boxes: the numbers' means and deviations, and how much each says."""

import numpy as np

from pipeline.marks.frame import Floats

Weights = tuple[Floats, Floats, Floats, float]
"""Means and deviations of n numbers, weights of as many or of their products too, a constant."""


def read(count: int, text: str) -> Weights:
    """Return the weights of `count` numbers, which `training.frames` wrote one after the other."""
    every = np.array(text.split(), np.float64)
    return every[:count], every[count : 2 * count], every[2 * count : -1], float(every[-1])
