"""Barcodes and QR codes: dense patches of ink are sought first, and only those are read.

The one module that names zxing-cpp.
"""

import unicodedata

import cv2
import numpy as np
import zxingcpp

from models.geometry import Box
from models.page import Mark, MarkKind
from pipeline.clean import CleanPage
from pipeline.ink import Image
from pipeline.marks.bars import Bars, find_bars
from pipeline.marks.looks import AROUND_MM, FINE_DPI, Matrix, looks, upright
from pipeline.marks.patches import BAR_EDGES, Patch, dense_patches, is_like_code, lean
from pipeline.marks.redraw import redrawn

MOST_LETTERS = 512
"""Longer texts are cut: no hospital prints them, and whoever prints one may print anything."""

_F = zxingcpp.BarcodeFormat
_FIRM_LINEAR = (_F.Code128, _F.Code39, _F.Code93)
_WEAK_LINEAR = (_F.ITF, _F.EAN13, _F.UPCA)
_LINEAR = zxingcpp.BarcodeFormats([*_FIRM_LINEAR, *_WEAK_LINEAR])
_MATRIX = zxingcpp.BarcodeFormats([_F.QRCode, _F.DataMatrix, _F.PDF417, _F.Aztec])
_FIRM = zxingcpp.BarcodeFormats([*_FIRM_LINEAR, *_MATRIX])
_ALL = zxingcpp.BarcodeFormats([*_FIRM, *_WEAK_LINEAR])
_WEAK = (*_WEAK_LINEAR, _F.PDF417)
"""Believed when two views say the same. A worn PDF417 can be mended into another text."""
_LEVEL = 0.06
"""A line that leaves a slanting ITF code through its side reads a part of it as a whole, and what
slants may pass for the single check digit of EAN-13."""
_SHORTEST = {_F.ITF: 6, _F.Code39: 4, _F.Code93: 4}
"""Letters: shorter ones of the formats with a weak check or none come out of hatched patches."""

Codes = list[zxingcpp.Barcode]
Point = tuple[float, float]


def find_codes(page: CleanPage, scan: Image) -> tuple[Mark, ...]:
    """Return the codes on a page, each with the text that it holds.

    `scan` is the page as scanned: where the cleaned page does not yield, its own pixels are
    read again, levelled, enlarged and mended.
    """
    found: list[Mark] = []
    doubtful: set[str] = set()
    patches, parts = dense_patches(page.image, page.dpi)
    for patch in patches:
        found += _first_look(page, patch, doubtful)
    for part in parts:
        x, y, w, h = part
        known = any(_holds(part, mark, page.image.shape) for mark in found)
        spot = page.image[y : y + h, x : x + w]
        if known or not is_like_code(spot, page.dpi, BAR_EDGES):
            continue
        read = _bars(page, scan, part)
        if not read and is_like_code(spot, page.dpi):
            read = _second_looks(page, scan, part, doubtful)
        found += read
    return _once(found)


def matrices(scan: Image) -> tuple[str, ...]:
    """Return what the QR codes on a page as scanned hold, at one look at the whole of it."""
    grey = scan if scan.ndim == 2 else cv2.cvtColor(scan, cv2.COLOR_RGB2GRAY)
    return tuple(plain(code.text) for code in _read(np.asarray(grey, np.uint8), _MATRIX))


def _first_look(page: CleanPage, patch: Patch, doubtful: set[str]) -> list[Mark]:
    """Return the codes that the cleaned page shows; add to the doubtful what is not sure."""
    x, y, w, h = patch
    pad = round(AROUND_MM * page.dpi / 25.4)
    left, top = max(0, x - pad), max(0, y - pad)
    askew = lean(page.image[y : y + h, x : x + w])
    codes = _read(
        page.image[top : y + h + pad, left : x + w + pad], _ALL if abs(askew) < _LEVEL else _FIRM
    )
    to_page = np.array([[1.0, 0, left], [0, 1, top], [0, 0, 1]])
    return _believed(codes, doubtful, to_page, page)


def _second_looks(page: CleanPage, scan: Image, part: Patch, doubtful: set[str]) -> list[Mark]:
    """Return the codes of many squares of the first view that shows any."""
    for view, look, to_page in looks(page, scan, part):
        found = _believed(
            _read(view, _MATRIX, split=look.level is not None), doubtful, to_page, page
        )
        if found:
            return found
    return []


def _bars(page: CleanPage, scan: Image, part: Patch) -> list[Mark]:
    """Return the code of bars in a part, if two strips along them say the same."""
    bars = find_bars(page.image, page.dpi, part)
    if bars is None:
        return []
    said: dict[tuple[int, str], int] = {}
    for (division, strip), image in redrawn(upright(page, scan, bars), FINE_DPI):
        for code in _read(image, _LINEAR, split=True, upright=True):
            if said.setdefault((division, code.text), strip) != strip:
                return [_mark(code.text, _corners(bars), page)]
    return []


def _corners(bars: Bars) -> list[Point]:
    along = np.array([np.cos(bars.angle), np.sin(bars.angle)]) * bars.length / 2
    down = np.array([-np.sin(bars.angle), np.cos(bars.angle)]) * bars.height / 2
    corners = [along + down, along - down, -along - down, -along + down]
    return [(bars.middle[0] + float(x), bars.middle[1] + float(y)) for x, y in corners]


def _believed(codes: Codes, doubtful: set[str], to_page: Matrix, page: CleanPage) -> list[Mark]:
    """Return the codes whose format has a firm check, or whose text was seen before."""
    sure = [code for code in codes if code.format not in _WEAK or code.text in doubtful]
    doubtful |= {code.text for code in codes}
    return [_mark(code.text, _place(code, to_page), page) for code in sure]


def _place(code: zxingcpp.Barcode, to_page: Matrix) -> list[Point]:
    place = code.position
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    points = to_page @ np.array([[p.x for p in corners], [p.y for p in corners], [1.0] * 4])
    return [(float(x), float(y)) for x, y in points[:2].T]


def _read(
    image: Image,
    formats: zxingcpp.BarcodeFormats,
    *,
    split: bool = False,
    upright: bool = False,
) -> Codes:
    """Return the codes in a view; `split`: black and white; `upright`: with level lines only."""
    choice = zxingcpp.Binarizer
    codes = zxingcpp.read_barcodes(
        np.ascontiguousarray(image),
        formats=formats,
        try_rotate=not upright,
        try_downscale=not upright,
        try_invert=False,
        text_mode=zxingcpp.TextMode.Plain,
        binarizer=choice.BoolCast if split else choice.LocalAverage,
    )
    return [code for code in codes if len(code.text) >= _SHORTEST.get(code.format, 1)]


def _mark(text: str, corners: list[Point], page: CleanPage) -> Mark:
    across, down = zip(*corners, strict=True)
    height, width = page.image.shape
    box = Box.clipped(
        min(across) / width, min(down) / height, max(across) / width, max(down) / height
    )
    return Mark(box, MarkKind.BARCODE, text=plain(text))


def _holds(part: Patch, mark: Mark, shape: tuple[int, ...]) -> bool:
    """Say whether a code's middle lies in a part."""
    x, y, w, h = part
    middle, centre = mark.box.middle * shape[0], mark.box.centre * shape[1]
    return x <= centre <= x + w and y <= middle <= y + h


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
