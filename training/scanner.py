"""Paper as a scanner or a phone would see it, in software.

Augraphy ages the paper; dirt, skew, perspective, light and compression are made here, so
that truth about them is exact.
"""

import random
from collections.abc import Callable
from contextlib import chdir
from tempfile import TemporaryDirectory

import cv2
import numpy as np
from augraphy import AugraphyPipeline, Folding, InkBleed
from numpy.typing import NDArray

from training import wear
from training.paper import Image

Floats = NDArray[np.float64]
Shape = tuple[int, int]

CONDITIONS = ["clean", "moderate", "heavy", "photo"]
"""What the samples are made in; the trial sets have `hand` besides."""
SKEW = {"clean": 0.4, "moderate": 1.8, "heavy": 6.0, "hand": 2.5, "photo": 0.0}
"""Most degrees that a page lies askew on the glass."""


def scanned(image: Image, condition: str, seed: int) -> tuple[Image, float]:
    """Return a page as scanned in a condition, and its skew in degrees, clockwise."""
    rng = np.random.default_rng(seed)
    limit = SKEW[condition]
    return delivered(image, condition, seed, skew := float(rng.uniform(-limit, limit))), skew


def delivered(image: Image, condition: str, seed: int, skew: float) -> Image:
    """Return a page as scanned in a condition when it lay `skew` degrees askew, clockwise.

    A photographed sheet lies on a table and is larger than the page.
    """
    # Augraphy draws from the global generators.
    random.seed(seed)
    np.random.seed(seed % 2**32)
    cv2.setRNGSeed(seed % 2**31)
    return EFFECTS[condition](image, skew, np.random.default_rng(seed + 1))


def clean(image: Image, skew: float, rng: np.random.Generator) -> Image:
    """Return a fresh print on a good scanner."""
    return wear.noisy(turned(image, skew), rng, 2.0)


def moderate(image: Image, skew: float, rng: np.random.Generator) -> Image:
    """Return a used print: skew, a fold, uneven light, specks."""
    aged = _augraphy(image, [InkBleed(intensity_range=(0.1, 0.3))], [_fold()])
    return wear.noisy(wear.shaded(turned(aged, skew), rng, 0.18), rng, 4.0)


def hand(image: Image, skew: float, rng: np.random.Generator) -> Image:
    """Return a form filled in by hand: specks, a fold, the other side, uneven light."""
    aged = wear.speckled(image, rng, 120)
    if rng.random() < 0.6:
        aged = wear.seen_through(aged, image, rng)
    if rng.random() < 0.5:
        aged = wear.folded(aged, rng)
    return wear.noisy(wear.shaded(turned(aged, skew), rng, 0.25), rng, 4.0)


def heavy(image: Image, skew: float, rng: np.random.Generator) -> Image:
    """Return a copy of a copy: broken or thick ink, dirt, dark edges, low contrast, blur."""
    ink = wear.thinned if rng.random() < 0.5 else wear.thickened
    aged = ink(image, rng)
    if rng.random() < 0.5:
        aged = wear.seen_through(aged, image, rng)
    for chance, effect in (
        (0.35, wear.folded),
        (0.2, wear.stained),
        (0.45, wear.punched),
    ):
        if rng.random() < chance:
            aged = effect(aged, rng)
    aged = turned(wear.speckled(aged, rng, 900), skew)
    for chance, effect in (
        (0.7, wear.bordered),
        (0.55, wear.partly_blurred),
        (0.7, wear.faded),
    ):
        if rng.random() < chance:
            aged = effect(aged, rng)
    return wear.noisy(wear.shaded(aged, rng, 0.15), rng, float(rng.uniform(5, 9)))


def photo(image: Image, skew: float, rng: np.random.Generator) -> Image:
    """Return a phone's picture: strong perspective, a table around the page, shade, blur."""
    matrix, (tall, wide) = lens(image.shape[0], image.shape[1], skew, rng)
    picture = table((tall, wide, *image.shape[2:]), rng)
    tint = rng.uniform([0.72, 0.84, 0.88], [1.0, 1.0, 1.0])
    tinted = image * (tint if image.ndim == 3 else float(tint.mean()))
    inside = cv2.warpPerspective(np.full(image.shape[:2], 255, np.uint8), matrix, (wide, tall))
    page = cv2.warpPerspective(tinted.astype(np.uint8), matrix, (wide, tall), flags=cv2.INTER_CUBIC)
    picture[inside > 127] = page[inside > 127]
    soft = cv2.GaussianBlur(picture, (0, 0), float(rng.uniform(0.7, 1.3))).astype(np.uint8)
    lit = wear.shaded(_shadow(soft, rng), rng, float(rng.uniform(0.15, 0.45)))
    return wear.noisy(lit, rng, float(rng.uniform(2.5, 5)))


def lens(height: int, width: int, skew: float, rng: np.random.Generator) -> tuple[Floats, Shape]:
    """Return the way from a sheet's pixels to its picture's, (3, 3), and the picture's shape.

    `rng` gives eight numbers: how far each corner is drawn across and down.
    """
    edge = round(0.09 * width)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -skew, 1)
    lain = corners @ turn[:, :2].T + turn[:, 2] + edge
    reach = 0.0 if skew else 0.075
    moved = (lain + rng.uniform(-reach, reach, (4, 2)) * width).astype(np.float32)
    matrix = cv2.getPerspectiveTransform(corners, moved)
    return np.asarray(matrix, np.float64), (height + 2 * edge, width + 2 * edge)


def table(shape: tuple[int, ...], rng: np.random.Generator) -> Image:
    """Return a table top, dark to middling, with a grain; now and then something bright on it."""
    grain = cv2.resize(rng.normal(0, 9, (shape[0] // 12, 6)).astype(np.float32), shape[1::-1])
    tone = rng.uniform(35, 120) * (rng.uniform(0.75, 1.05, 3) if len(shape) == 3 else 1.0)
    top = np.clip((grain[..., None] if len(shape) == 3 else grain) + tone, 0, 255)
    picture = np.broadcast_to(top, shape).astype(np.uint8)
    if rng.random() < 0.25:
        # The corner of another sheet, a cup or a phone.
        at = int(rng.choice([0, shape[1]])), int(rng.integers(0, shape[0]))
        bright = int(rng.integers(170, 240))
        cv2.circle(picture, at, int(rng.integers(60, 150)), (bright, bright, bright), -1)
    return picture


EFFECTS: dict[str, Callable[[Image, float, np.random.Generator], Image]] = {
    "clean": clean,
    "moderate": moderate,
    "heavy": heavy,
    "hand": hand,
    "photo": photo,
}


def turned(image: Image, degrees: float) -> Image:
    """Return the page turned clockwise by a few degrees on white."""
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1)
    return cv2.warpAffine(
        image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(250, 250, 250)
    ).astype(np.uint8)


def _shadow(image: Image, rng: np.random.Generator) -> Image:
    """Return the picture with the soft shadow of an arm or a phone over a part of it."""
    if rng.random() < 0.4:
        return image
    height, width = image.shape[:2]
    down, across = np.mgrid[0:height, 0:width].astype(np.float32)
    side = across * rng.uniform(-0.6, 0.6) + down - rng.uniform(0.3, 0.8) * height
    dark = rng.uniform(0.15, 0.4) / (1 + np.exp(-side / 30))
    return np.asarray(image * (1 - dark[..., None] if image.ndim == 3 else 1 - dark), np.uint8)


def _fold() -> object:
    # Its noise comes from a generator that cannot be seeded, so there is none.
    return Folding(
        fold_count=1, gradient_width=(0.05, 0.1), gradient_height=(0.001, 0.003), fold_noise=0.0
    )


def _augraphy(image: Image, ink: list[object], post: list[object]) -> Image:
    # Augraphy leaves a cache folder where it runs.
    with TemporaryDirectory() as folder, chdir(folder):
        out = AugraphyPipeline(ink_phase=ink, paper_phase=[], post_phase=post)(image)
    if out.ndim > image.ndim:
        out = cv2.cvtColor(out, cv2.COLOR_BGR2GRAY)
    height, width = image.shape[:2]
    return np.asarray(cv2.resize(out, (width, height)), dtype=np.uint8)
