"""Paper as a scanner or a phone would see it, in software.

Augraphy ages the paper; skew, perspective, light and compression are made here, so that
truth about them is exact.
"""

import random
from collections.abc import Callable
from contextlib import chdir
from tempfile import TemporaryDirectory

import cv2
import numpy as np
from augraphy import (
    AugraphyPipeline,
    BadPhotoCopy,
    Folding,
    InkBleed,
    LowInkRandomLines,
    SubtleNoise,
)

from training.paper import Image

CONDITIONS = ["clean", "moderate", "heavy", "photo"]


def scanned(image: Image, condition: str, seed: int) -> tuple[Image, float]:
    """Return a page as scanned in a condition, and its skew in degrees, clockwise."""
    # Augraphy draws from the global generators.
    random.seed(seed)
    np.random.seed(seed % 2**32)
    cv2.setRNGSeed(seed % 2**31)
    rng = np.random.default_rng(seed)
    return EFFECTS[condition](image, rng)


def clean(image: Image, rng: np.random.Generator) -> tuple[Image, float]:
    """Return a fresh print on a good scanner."""
    skew = float(rng.uniform(-0.4, 0.4))
    return _noise(turned(image, skew), rng, 2.0), skew


def moderate(image: Image, rng: np.random.Generator) -> tuple[Image, float]:
    """Return a used print: skew, a fold, uneven light, specks."""
    aged = _augraphy(image, [InkBleed(intensity_range=(0.1, 0.3))], [_fold()])
    skew = float(rng.uniform(-1.8, 1.8))
    return _noise(_light(turned(aged, skew), rng, 0.18), rng, 4.0), skew


def heavy(image: Image, rng: np.random.Generator) -> tuple[Image, float]:
    """Return a copy of a copy: weak ink, specks, strong skew, low contrast."""
    dirt = [
        LowInkRandomLines(count_range=(2, 5)),
        SubtleNoise(),
    ]
    aged = _augraphy(image, [InkBleed(intensity_range=(0.2, 0.4))], dirt)
    if rng.random() < 0.4:
        aged = _augraphy(aged, [], [BadPhotoCopy(noise_iteration=(1, 1), noise_size=(1, 2))])
    skew = float(rng.uniform(-4, 4))
    soft = cv2.GaussianBlur(turned(aged, skew), (0, 0), 1.0).astype(np.uint8)
    faded = (soft * 0.72 + 52).astype(np.uint8)
    return _noise(_light(faded, rng, 0.3), rng, 7.0), skew


def photo(image: Image, rng: np.random.Generator) -> tuple[Image, float]:
    """Return a phone's picture: perspective, a table around the page, shade, blur."""
    height, width = image.shape
    edge = round(0.06 * width)
    canvas = np.full((height + 2 * edge, width + 2 * edge), 92, np.uint8)
    canvas[edge:-edge, edge:-edge] = image
    tall, wide = canvas.shape
    corners = np.array([[0, 0], [wide, 0], [wide, tall], [0, tall]], np.float32)
    moved = corners + rng.uniform(-0.025, 0.025, (4, 2)).astype(np.float32) * wide
    bent = cv2.warpPerspective(
        canvas, cv2.getPerspectiveTransform(corners, moved), (wide, tall), borderValue=(92,)
    )
    soft = cv2.GaussianBlur(bent, (0, 0), 0.9).astype(np.uint8)
    top = moved[1] - moved[0]
    return _noise(_light(soft, rng, 0.35), rng, 4.0), float(np.degrees(np.arctan2(top[1], top[0])))


EFFECTS: dict[str, Callable[[Image, np.random.Generator], tuple[Image, float]]] = {
    "clean": clean,
    "moderate": moderate,
    "heavy": heavy,
    "photo": photo,
}


def turned(image: Image, degrees: float) -> Image:
    """Return the page turned clockwise by a few degrees on white."""
    height, width = image.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1)
    return cv2.warpAffine(
        image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(250,)
    ).astype(np.uint8)


def _fold() -> object:
    # Its noise comes from a generator that cannot be seeded, so there is none.
    return Folding(
        fold_count=1, gradient_width=(0.05, 0.1), gradient_height=(0.001, 0.003), fold_noise=0.0
    )


def _augraphy(image: Image, ink: list[object], post: list[object]) -> Image:
    # Augraphy leaves a cache folder where it runs.
    with TemporaryDirectory() as folder, chdir(folder):
        out = AugraphyPipeline(ink_phase=ink, paper_phase=[], post_phase=post)(image)
    grey = cv2.cvtColor(out, cv2.COLOR_BGR2GRAY) if out.ndim == 3 else out
    height, width = image.shape
    return np.asarray(cv2.resize(grey, (width, height)), dtype=np.uint8)


def _light(image: Image, rng: np.random.Generator, depth: float) -> Image:
    """Return the page darker towards one side, by at most the share `depth`."""
    height, width = image.shape
    angle = rng.uniform(0, 2 * np.pi)
    down, across = np.mgrid[0:height, 0:width].astype(np.float32)
    slope = np.cos(angle) * across / width + np.sin(angle) * down / height
    slope = (slope - np.min(slope)) / np.ptp(slope)
    shade = np.asarray(1 - depth * slope, np.float32)
    return np.multiply(image, shade).astype(np.uint8)


def _noise(image: Image, rng: np.random.Generator, sigma: float) -> Image:
    grain = rng.normal(0, sigma, image.shape)
    return np.asarray(np.clip(image + grain, 0, 255), np.uint8)
