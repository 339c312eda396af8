"""What happens to paper and to its picture: ink, folds, dirt, edges, light.

Every function takes an image, grey or BGR, and returns a new one of the same shape.
"""

from typing import Any

import cv2
import numpy as np

from training.paper import Image

Floats = np.ndarray[tuple[int, ...], np.dtype[np.float32]]


def thinned(image: Image, rng: np.random.Generator) -> Image:
    """Return weak strokes that break where the toner failed."""
    thin = cv2.dilate(image, np.ones((2, 2), np.uint8)).astype(np.float32)
    part = float(rng.uniform(0.5, 0.8))
    weak = image * (1 - part) + thin * part
    missing = _shaped(_cloud(image.shape[:2], rng, 3), image) > 0.78
    return _byte(np.where(missing, weak * 0.3 + 255 * 0.7, weak))


def thickened(image: Image, rng: np.random.Generator) -> Image:
    """Return strokes that ran together in copying."""
    part = float(rng.uniform(0.45, 0.85))
    thick = cv2.erode(image, np.ones((2, 3), np.uint8)).astype(np.float32)
    return _byte(cv2.GaussianBlur(image * (1 - part) + thick * part, (0, 0), 0.7))


def folded(image: Image, rng: np.random.Generator) -> Image:
    """Return a page with the shadow and the worn edge of a fold across it or down."""
    height, width = image.shape[:2]
    down, across = np.mgrid[0:height, 0:width].astype(np.float32)
    level = rng.random() < 0.5
    at = rng.uniform(0.3, 0.7) * (height if level else width)
    slope = rng.uniform(-0.01, 0.01)
    away = (down - at - slope * across) if level else (across - at - slope * down)
    shade = 1 - rng.uniform(0.08, 0.25) * np.exp(-np.abs(away) / 14) * (away > 0)
    worn = np.exp(-np.square(away / 1.6)) * rng.uniform(0.15, 0.5)
    out = image * _shaped(shade.astype(np.float32), image)
    return _byte(out + (235 - out) * _shaped(worn.astype(np.float32), image))


def seen_through(image: Image, back: Image, rng: np.random.Generator) -> Image:
    """Return the page with the writing of its back (same shape) showing through, mirrored."""
    soft = cv2.GaussianBlur(np.ascontiguousarray(back[:, ::-1]), (0, 0), 2.2)
    ink = (255 - soft.astype(np.float32)) * float(rng.uniform(0.08, 0.22))
    return _byte(image - ink)


def speckled(image: Image, rng: np.random.Generator, most: int) -> Image:
    """Return the page with up to `most` specks of dirt or toner."""
    out = image.copy()
    height, width = image.shape[:2]
    for _ in range(int(rng.integers(most // 4, most + 1))):
        at = int(rng.integers(0, width)), int(rng.integers(0, height))
        radius = int(rng.choice([0, 1, 1, 1, 2, 3], p=[0.3, 0.25, 0.2, 0.13, 0.1, 0.02]))
        tone = int(rng.integers(20, 110))
        cv2.circle(out, at, radius, (tone, tone, tone), -1, cv2.LINE_AA)
    return out


def punched(image: Image, rng: np.random.Generator) -> Image:
    """Return the page with two punch holes of 6 mm near its left edge, at 200 dpi."""
    out = image.copy()
    height = image.shape[0]
    tone = int(rng.integers(5, 60))
    left = int(rng.integers(60, 100))
    for share in (0.36, 0.63):
        cv2.circle(out, (left, round(share * height)), 23, (tone, tone, tone), -1, cv2.LINE_AA)
    return out


def bordered(image: Image, rng: np.random.Generator) -> Image:
    """Return the page with the wavy dark edges that an open scanner leaves."""
    out = image.astype(np.float32)
    tone = float(rng.uniform(20, 80))
    for turn in range(4):
        if rng.random() < 0.3:
            continue
        side = np.rot90(out, turn)
        along = np.arange(side.shape[1])
        depth = rng.uniform(6, 26) + rng.uniform(2, 9) * np.sin(
            along / rng.uniform(80, 400) + rng.uniform(0, 6)
        )
        dark = np.clip(depth[None, :] - np.arange(side.shape[0])[:, None], 0, 1).astype(np.float32)
        dark = _shaped(dark, side)
        side *= 1 - dark
        side += tone * dark
    return _byte(out)


def stained(image: Image, rng: np.random.Generator) -> Image:
    """Return the page with the ring of a coffee cup."""
    height, width = image.shape[:2]
    down, across = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = rng.uniform(0.2, 0.8) * width, rng.uniform(0.2, 0.8) * height
    radius = rng.uniform(110, 170)
    away = np.hypot(across - x, down - y)
    ring = np.exp(-np.square((away - radius) / 6)) * 0.35 + (away < radius) * 0.1
    tint = np.array([0.55, 0.8, 1.0], np.float32) if image.ndim == 3 else np.float32(1)
    depth = _shaped(ring.astype(np.float32), image) * (1.25 - tint)
    return _byte(image * (1 - np.clip(depth, 0, 0.9)))


def partly_blurred(image: Image, rng: np.random.Generator) -> Image:
    """Return the page out of focus in some parts."""
    soft = cv2.GaussianBlur(image, (0, 0), float(rng.uniform(1.4, 2.2))).astype(np.float32)
    part = np.clip((_cloud(image.shape[:2], rng, 400) - 0.5) * 6, 0, 1).astype(np.float32)
    share = _shaped(part, image)
    return _byte(image * (1 - share) + soft * share)


def faded(image: Image, rng: np.random.Generator) -> Image:
    """Return the page with little between ink and paper."""
    ink, paper = float(rng.uniform(50, 120)), float(rng.uniform(195, 235))
    return _byte(image / 255.0 * (paper - ink) + ink)


def shaded(image: Image, rng: np.random.Generator, depth: float) -> Image:
    """Return the page darker towards one side, by at most the share `depth`."""
    height, width = image.shape[:2]
    angle = rng.uniform(0, 2 * np.pi)
    down, across = np.mgrid[0:height, 0:width].astype(np.float32)
    slope = np.cos(angle) * across / width + np.sin(angle) * down / height
    slope = (slope - np.min(slope)) / np.ptp(slope)
    return _byte(image * _shaped((1 - depth * slope).astype(np.float32), image))


def noisy(image: Image, rng: np.random.Generator, sigma: float) -> Image:
    """Return the page with the grain of a sensor."""
    return _byte(image + rng.normal(0, sigma, image.shape).astype(np.float32))


def _cloud(shape: tuple[int, ...], rng: np.random.Generator, size: int) -> Floats:
    """Return smooth noise, 0..1, with lumps of about `size` pixels."""
    few = max(2, shape[0] // size + 2), max(2, shape[1] // size + 2)
    lumps = rng.random(few).astype(np.float32)
    grown = cv2.resize(lumps, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
    return np.asarray(grown, np.float32)


def _shaped(share: Floats, image: Image | Floats) -> Floats:
    return share[..., None] if image.ndim == 3 else share


def _byte(image: np.ndarray[Any, Any]) -> Image:
    return np.asarray(np.clip(image, 0, 255), np.uint8)
