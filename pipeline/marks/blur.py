"""Blur that is known is taken back, as far as noise lets it (Wiener 1949)."""

import numpy as np
from numpy.typing import NDArray

MARGIN = 40
"""Pixels by which the edges are drawn out, so that opposite ones do not ring into each other."""

Floats = NDArray[np.float32]


def without_blur(tones: Floats, sigma: float, noise: float) -> Floats:
    """Return tones of shape (height, width) with a Gaussian blur of `sigma` pixels taken back.

    `noise` is noise to signal, as power. A single line is sharpened along itself.
    """
    if not sigma:
        return tones
    margins = [(MARGIN, MARGIN) if side > 1 else (0, 0) for side in tones.shape]
    padded = np.pad(tones, margins, mode="edge")
    down, across = np.fft.fftfreq(padded.shape[0]), np.fft.rfftfreq(padded.shape[1])
    response = np.exp(-2 * (np.pi * sigma) ** 2 * (down[:, None] ** 2 + across[None] ** 2))
    sharp = np.fft.irfft2(np.fft.rfft2(padded) * response / (response**2 + noise), s=padded.shape)
    top, left = margins[0][0], margins[1][0]
    inside = sharp[top : top + tones.shape[0], left : left + tones.shape[1]]
    return np.asarray(inside, np.float32)
