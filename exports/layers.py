"""A page image as two layers: sharp ink over soft paper (mixed raster content, ITU-T T.44).

Writing needs fine edges and few tones, paper and shades need tones and no edges. Kept apart, a
page of text takes a fifth of the bytes of one JPEG. Nothing is thrown away: what is not ink
by the rule below, as a faint pencil line or a stamp's shade, stays in the paper layer.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

PAPER_SHARE = 2
"""The paper layer has this many times fewer pixels each way,"""
COLOUR_SHARE = 8
"""and the layer of the ink's colours this many."""
FAINT = 48
"""Where the darkest ink is darker than paper by fewer levels of 255, all is left to the paper
layer: cut out, pencil would be ragged."""
_GRAIN = 8
"""Paper is measured on an image reduced by this."""


@dataclass(frozen=True, slots=True)
class Layers:
    """What a page is painted with: `paper`, then `colours` where `ink` is 255.

    All three cover the whole page, each at its own resolution; `ink` is (height, width), the
    others are grey or blue-green-red as the page was.
    """

    paper: Pixels
    colours: Pixels
    ink: Pixels


def split(image: Pixels, finer: float) -> Layers:
    """Return the layers of a page image, uint8 grey or blue-green-red.

    The edge of ink is drawn on `finer` times as many pixels each way, 1 at least: the greys of
    an edge tell where between two pixels it runs.
    """
    grey = image if image.ndim == 2 else _sized(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY))
    paper = _paper(image)
    limit = _limit(grey, paper)
    height, width = grey.shape
    inked = ink = _sized(cv2.compare(grey, cv2.resize(limit, (width, height)), cv2.CMP_LT))
    if finer > 1:
        size = round(width * finer), round(height * finer)
        fine = cv2.resize(grey, size, interpolation=cv2.INTER_CUBIC)
        ink = _sized(cv2.compare(fine, cv2.resize(limit, size), cv2.CMP_LT))
    return Layers(_without(image, inked, paper), _colours(image, inked), ink)


def _paper(image: Pixels) -> Pixels:
    """Return the brightest tone around each place, smoothed, on a reduced image."""
    small = cv2.dilate(_shrunk(image, _GRAIN), np.ones((5, 5), np.uint8))
    return _sized(cv2.medianBlur(small, 15))


def _limit(grey: Pixels, paper: Pixels) -> Pixels:
    """Return the tone under which a pixel is ink, on a reduced image.

    Half way between paper and the darkest ink near keeps strokes as bold as they are.
    """
    bright = paper if paper.ndim == 2 else _sized(cv2.cvtColor(paper, cv2.COLOR_BGR2GRAY))
    dark = cv2.erode(grey, np.ones((4, 4), np.uint8))[2::4, 2::4]
    dark = cv2.erode(dark, np.ones((5, 5), np.uint8))
    bright = _sized(cv2.resize(bright, (dark.shape[1], dark.shape[0])))
    depth = _sized(cv2.subtract(bright, dark))
    return np.where(depth < FAINT, 0, bright - depth // 2).astype(np.uint8)


def _without(image: Pixels, inked: Pixels, paper: Pixels) -> Pixels:
    """Return the page with its ink, and the blur around it, filled with paper; reduced."""
    bare = _sized(cv2.bitwise_not(cv2.dilate(inked, np.ones((3, 3), np.uint8))))
    tones = _shrunk(_sized(cv2.copyTo(image, bare)), PAPER_SHARE)
    share = _shrunk(bare, PAPER_SHARE)
    size = share.shape[1], share.shape[0]
    # Pixels that are partly ink are made up to the tone of the rest of them.
    spread = share if image.ndim == 2 else cv2.merge([share] * 3)
    filled = cv2.divide(tones, np.maximum(spread, 1), scale=255)
    return _sized(cv2.copyTo(cv2.resize(paper, size), (share < 64).astype(np.uint8), filled))


def _colours(image: Pixels, inked: Pixels) -> Pixels:
    """Return the mean colour of the ink around each place, black where there is none; reduced.

    Each pixel counts as the darkest beside it: the greys of an edge are half paper.
    """
    core = cv2.erode(image, np.ones((3, 3), np.uint8))
    tones = _shrunk(_sized(cv2.copyTo(core, inked)), COLOUR_SHARE)
    share = _shrunk(inked, COLOUR_SHARE)
    total = cv2.blur(tones.astype(np.float32), (3, 3))
    weight = np.maximum(cv2.blur(share.astype(np.float32) / 255, (3, 3)), 1e-3)
    spread = weight if image.ndim == 2 else weight[:, :, np.newaxis]
    return np.clip(np.rint(total / spread), 0, 255).astype(np.uint8)


def _shrunk(image: Pixels, share: int) -> Pixels:
    """Return the means of squares of `share` pixels; what is left over at two edges is dropped.

    Whole squares are averaged twenty times faster; the shift is under a square.
    """
    height, width = (max(1, side // share) for side in image.shape[:2])
    whole = image[: height * share, : width * share]
    return _sized(cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA))


def _sized(image: object) -> Pixels:
    return np.asarray(image, np.uint8)
