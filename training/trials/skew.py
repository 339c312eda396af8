"""Pages that lie askew, by up to 15 degrees, in all conditions."""

from pathlib import Path

import cv2
import numpy as np

from training.paper import Image
from training.scanner import delivered
from training.trials.prints import prints, save, tell

MOST = 14.9
"""The program looks for up to 15 degrees."""


def make(out: Path, count: int, seed: int) -> None:
    """Write pages and truth.json: file name to degrees, clockwise, and condition."""
    rng = np.random.default_rng(seed)
    truth = {}
    for number, (image, condition) in enumerate(prints(count, seed)):
        skew = float(rng.uniform(-MOST, MOST))
        name = f"skew-{number + 1:04d}.jpg"
        save(delivered(_roomy(image), condition, seed * 10_000 + number, skew), out / name)
        truth[name] = {"skew": round(skew, 3), "condition": condition}
    tell(truth, out)


def _roomy(image: Image) -> Image:
    """Return the page smaller within its sheet, so that turning it cuts nothing off."""
    height, width = image.shape[:2]
    down, across = height // 14, width // 14
    small = cv2.resize(image, (width - 2 * across, height - 2 * down), interpolation=cv2.INTER_AREA)
    white = (255, 255, 255)
    framed = cv2.copyMakeBorder(small, down, down, across, across, cv2.BORDER_CONSTANT, value=white)
    return np.asarray(framed, np.uint8)
