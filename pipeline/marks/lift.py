"""Coloured stamps lifted off the writing under them, for the reader; people see the scan as it is.

In the light of its own colour an ink is nearly as bright as paper, and black writing is not:
a red stamp is taken away by looking at the red channel (the colour dropout of form scanners).
"""

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from models.page import Mark, MarkKind
from pipeline.clean import PAPER, CleanPage
from pipeline.ink import Image
from pipeline.marks.paper import cut_out
from pipeline.marks.stamps import CHANNELS, coloured

FAINT = 25
"""Percent of a stamp's own pixels that may stay darker than paper: writing's edges are there."""
RIM = 3
"""Pixels around coloured ink that are lifted too: a scanner blurs its edge."""


def lifted(page: CleanPage, marks: Sequence[Mark], scan: Image) -> CleanPage:
    """Return the page as if its coloured stamps had not been pressed.

    `scan` is the page as scanned, grey or BGR; on a grey one nothing can be told apart.
    """
    stamps = [own for own in marks if own.kind is MarkKind.STAMP and _colour(own) in CHANNELS]
    if scan.ndim == 2 or not stamps:
        return page
    image = page.image.copy()
    height, width = image.shape
    for stamp in stamps:
        x0, y0 = int(stamp.box.left * width), int(stamp.box.top * height)
        x1, y1 = round(stamp.box.right * width), round(stamp.box.bottom * height)
        to_page = np.array([[1.0, 0, x0], [0, 1, y0], [0, 0, 1]])
        view = cut_out(page, scan, to_page, (x1 - x0, y1 - y0))
        spot = image[y0:y1, x0:x1]
        spot[:] = _without(spot, view, _colour(stamp))
    return replace(page, image=image)


def _colour(stamp: Mark) -> str:
    return (stamp.text or "").partition(" ")[0]


def _without(spot: Image, view: Image, colour: str) -> Image:
    """Return a piece of the page, its pixels of one colour as that colour's light shows them.

    The tone of the stamp itself is what passes for paper: what it covers is darker.
    """
    channel, inked = view[..., CHANNELS[colour]], coloured(view, colour)
    if not inked.any():
        return spot
    ground = max(1.0, float(np.percentile(channel[inked], FAINT)))
    light = np.clip(channel * (PAPER / ground), 0, 255).astype(np.uint8)
    near = cv2.dilate(inked.astype(np.uint8), np.ones((RIM, RIM), np.uint8))
    return np.where(near > 0, np.maximum(spot, light), spot)
