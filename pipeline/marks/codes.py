"""Barcodes and QR codes: dense patches of ink are sought first, and only those are read.

The one module that names zxing-cpp.
"""

import unicodedata
from collections.abc import Iterator

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from models.geometry import Box
from models.page import Mark, MarkKind
from pipeline.clean import CleanPage
from pipeline.ink import Image, ink_of
from pipeline.marks.paper import cut_out

MOST_LETTERS = 512
"""Longer texts are cut: no hospital prints them, and whoever prints one may print anything."""
MOST_PATCHES = 12
"""More dense patches are a picture, not codes: the largest are read."""
SMALLEST_MM, LARGEST_MM = 4.0, 130.0
CODE_INK = (0.12, 0.75)
CODE_EDGES = 0.35
"""Least edges a millimetre, across and down together, in a patch that is worth a second look."""
SEEN_DPI = 75
DENSE = 0.26
"""A code is ink by half; lines of writing are ink by a sixth."""

_F = zxingcpp.BarcodeFormat
_LINEAR = (_F.Code128, _F.Code39, _F.Code93)
_MATRIX = (_F.QRCode, _F.DataMatrix, _F.PDF417, _F.Aztec)
_FORMATS = zxingcpp.BarcodeFormats([*_LINEAR, *_MATRIX, _F.ITF, _F.EAN13, _F.UPCA])
_FIRM = zxingcpp.BarcodeFormats([*_LINEAR, *_MATRIX])
_WEAK = (_F.ITF, _F.EAN13, _F.UPCA)
_LEVEL = 0.06
"""A line that leaves a slanting ITF code through its side reads a part of it as a whole, and what
slants may pass for the single check digit of EAN-13."""
_SHORTEST = {_F.ITF: 6, _F.Code39: 4, _F.Code93: 4}
"""Letters: shorter ones of the formats with a weak check or none come out of hatched patches."""

SHORT_MM = 60.0
SECOND_LOOKS = ((2.0, 0.0), (1.0, 0.0), (1.5, 0.5))
LAST_LOOKS = (*SECOND_LOOKS, (2.0, 3.0), (2.0, -3.0), (2.0, 45.0), (3.0, 0.0))
"""Scale and degrees more than the bars lean; a short patch is cheap to look at again."""
AROUND = 14
"""Millimetres that are read around a patch: the ends of a code may be thin."""

Patch = tuple[int, ...]
"""x, y, width, height in pixels of the cleaned page."""
Matrix = NDArray[np.float64]


def find_codes(page: CleanPage, scan: Image) -> tuple[Mark, ...]:
    """Return the codes on a page, each with the text that it holds.

    `scan` is the page as scanned: where the cleaned page does not yield, its own pixels are
    read again, levelled and enlarged.
    """
    found: list[Mark] = []
    for patch in dense_patches(page.image, page.dpi):
        found += _codes_of(page, scan, patch)
    return _once(found)


def _codes_of(page: CleanPage, scan: Image, patch: Patch) -> list[Mark]:
    """Return the codes of the first view that shows any.

    Those with a weak check, or none, are believed when two views say the same.
    """
    doubtful: set[str] = set()
    for image, to_page, askew in _views(page, scan, patch):
        codes = _read(image, askew)
        sure = [code for code in codes if code.format not in _WEAK or code.text in doubtful]
        if sure:
            return [_mark(code, to_page, page.image.shape) for code in sure]
        doubtful |= {code.text for code in codes}
    return []


def dense_patches(even: Image, dpi: float) -> list[Patch]:
    """Return patches dense with ink, 3 mm or more each way, the largest first.

    Parts of one code that lie within 9 mm of each other are one patch.
    """
    scale = SEEN_DPI / dpi
    small = cv2.resize(even, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    side = round(3 * SEEN_DPI / 25.4)
    dense = (cv2.blur(small, (side, side)) < 250 * (1 - DENSE)).astype(np.uint8)
    kernel = np.ones((side + 1, side + 1), np.uint8)
    dense = np.asarray(cv2.morphologyEx(dense, cv2.MORPH_OPEN, kernel), np.uint8)
    reach = round(9 * SEEN_DPI / 25.4)
    near = cv2.dilate(dense, np.ones((reach, reach), np.uint8))
    _, labels = cv2.connectedComponents(near)
    patches = []
    least = SMALLEST_MM * SEEN_DPI / 25.4
    for number in range(1, int(labels.max()) + 1):
        x, y, w, h = cv2.boundingRect(((labels == number) & (dense > 0)).astype(np.uint8))
        if min(w, h) >= least:
            patches.append(tuple(round(edge / scale) for edge in (x, y, w, h)))
    return sorted(patches, key=lambda patch: -patch[2] * patch[3])[:MOST_PATCHES]


def _views(page: CleanPage, scan: Image, patch: Patch) -> Iterator[tuple[Image, Matrix, float]]:
    """Yield ever dearer looks at a patch.

    With each go the way from its pixels to the page's, and how far askew its bars lie.
    """
    x, y, w, h = patch
    height, width = page.image.shape
    pad = round(AROUND * page.dpi / 25.4)
    left, top = max(0, x - pad), max(0, y - pad)
    crop = page.image[top : min(height, y + h + pad), left : min(width, x + w + pad)]
    spot = page.image[y : y + h, x : x + w]
    angle = lean(spot)
    yield crop, np.array([[1.0, 0, left], [0, 1, top], [0, 0, 1]]), angle
    if not _is_like_code(spot, page.dpi):
        return
    middle = (x + w / 2, y + h / 2)
    for scale, more in SECOND_LOOKS if max(w, h) > SHORT_MM * page.dpi / 25.4 else LAST_LOOKS:
        turn = angle + np.radians(more)
        cos, sin = abs(np.cos(turn)), abs(np.sin(turn))
        size = (
            int(scale * (w * cos + h * sin + 1.4 * pad)),
            int(scale * (w * sin + h * cos + 1.4 * pad)),
        )
        to_page = _levelled(middle, turn, scale, size)
        yield cut_out(page, scan, to_page, size), to_page, np.radians(more)


def _is_like_code(spot: Image, dpi: float) -> bool:
    """Say whether ink and paper change as often as in a code: in pictures they do not."""
    ink = ink_of(spot) > 0
    share, a_mm = float(ink.mean()), dpi / 25.4
    edges = float((ink[:, 1:] != ink[:, :-1]).mean() + (ink[1:] != ink[:-1]).mean()) * a_mm
    small = max(spot.shape) <= LARGEST_MM * a_mm
    return small and CODE_INK[0] <= share <= CODE_INK[1] and edges >= CODE_EDGES


def lean(crop: Image) -> float:
    """Return the angle, in radians within an eighth of a turn, by which bars lie askew.

    The mean direction of the gradients, right angles apart taken as one.
    """
    soft = cv2.GaussianBlur(crop, (0, 0), 1.0)
    across = cv2.Scharr(soft, cv2.CV_32F, 1, 0).astype(np.float64)
    down = cv2.Scharr(soft, cv2.CV_32F, 0, 1).astype(np.float64)
    fourfold = ((across + 1j * down) ** 2) ** 2
    strength = np.abs(fourfold) ** 0.5 + 1.0  # a strong edge counts as its square, not its fourth
    return float(np.angle((fourfold / strength).sum()) / 4)


def _levelled(
    middle: tuple[float, float], angle: float, scale: float, size: tuple[int, int]
) -> Matrix:
    """Return the way from a view of this size, turned by `angle`, to the page's pixels."""
    cos, sin = np.cos(angle) / scale, np.sin(angle) / scale
    turn = np.array([[cos, -sin], [sin, cos]])
    shift = np.array(middle) - turn @ np.array(size) / 2
    return np.array([[*turn[0], shift[0]], [*turn[1], shift[1]], [0, 0, 1.0]])


def _read(image: Image, askew: float) -> list[zxingcpp.Barcode]:
    """Return the codes in a view whose bars lie `askew`, in radians."""
    codes = zxingcpp.read_barcodes(
        np.ascontiguousarray(image),
        formats=_FORMATS if abs(askew) < _LEVEL else _FIRM,
        try_invert=False,
        text_mode=zxingcpp.TextMode.Plain,
    )
    return [code for code in codes if len(code.text) >= _SHORTEST.get(code.format, 1)]


def _mark(code: zxingcpp.Barcode, to_page: Matrix, shape: tuple[int, ...]) -> Mark:
    place = code.position
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    points = to_page @ np.array([[p.x for p in corners], [p.y for p in corners], [1.0] * 4])
    (left, top), (right, bottom) = points[:2].min(axis=1), points[:2].max(axis=1)
    height, width = shape[:2]
    box = Box.clipped(
        float(left) / width, float(top) / height, float(right) / width, float(bottom) / height
    )
    return Mark(box, MarkKind.BARCODE, text=plain(code.text))


def plain(text: str) -> str:
    """Return a code's text without signs that cannot be seen, cut to what can be meant."""
    seen = "".join(c for c in text if unicodedata.category(c)[0] != "C")
    return unicodedata.normalize("NFC", seen[:MOST_LETTERS]).strip()


def _once(marks: list[Mark]) -> tuple[Mark, ...]:
    """Return the marks without those whose text and place another one has."""
    kept: list[Mark] = []
    for mark in marks:
        if mark.text and not any(k.text == mark.text and k.box.covers(mark.box) > 0 for k in kept):
            kept.append(mark)
    return tuple(kept)
