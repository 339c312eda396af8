"""From a page image to an upright, even, grey page that a reader can read.

The steps, in order: find the sheet in a photograph, find the direction and the skew of the
writing, bring the sheet upright to one resolution in a single warp, even out the light, take
lone specks off, bring weak ink to black, and take dotted leaders off. The image that people see
stays as it was scanned.
"""

from dataclasses import dataclass, field, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from models.page import IDENTITY, Transform
from models.settings import Clean
from pipeline.combs import Comb, find_combs, without_combs
from pipeline.ink import DARK, ink_of, patches
from pipeline.rules import Rules, find_rules, without_leaders
from pipeline.sheet import find_sheet
from pipeline.skew import writing_angle

VERSION = "6"

SPECK_INCHES = 0.025
"""A patch of ink of no more than this either way is a speck, or a dot."""
NEAR_INCHES = 0.08
"""A dot no farther than this from larger ink belongs to a letter."""
LETTER_INCHES = 0.7
"""Larger patches of ink are rules, frames and pictures: a dot beside them is a speck."""
DUST_INCHES = 0.016
SPECKLED = 0.12
"""On a clean page fewer of the patches of ink are no larger than dust."""
FINE_DPI = 280
"""From here on strokes are wider than a median filter of three pixels."""
WRITTEN = 0.002
"""A page with writing has at least this share of ink."""

PAPER = 250
"""The tone of paper on a page of even light."""

WEAK = 0.25
"""Ink is weak that is not darker, 1 being as bright as paper. Spreading the tones of stronger
ink as well helped no page and led the reader's search for lines astray on some."""

Image = NDArray[np.uint8]
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CleanPage:
    """A page ready for reading.

    `image` is uint8 of shape (height, width), 0 black, paper near 255. `to_scan` takes
    fractions of this image to fractions of the page as scanned. `rotation` is how many degrees
    clockwise (0, 90, 180, 270) the page lay turned. `rules` are the table rules found.
    `scan_dpi` is the resolution it was scanned at, `ink` the tone of its ink before that was
    brought to black, 0..1 where 1 is as bright as paper; `paper` the tone of the paper on the
    scan, 0 black to 1 white; `skew` the degrees that it lay askew. `combs` are the rows of boxes
    that were taken off it; `light` is the page when only its light was evened.
    """

    image: Image
    dpi: float
    to_scan: Transform
    rotation: int
    rules: Rules
    scan_dpi: float = 0.0
    ink: float = 0.0
    paper: float = 1.0
    skew: float = 0.0
    combs: tuple[Comb, ...] = ()
    light: Image = field(default_factory=lambda: np.zeros((0, 0), np.uint8))


def clean(image: Image, dpi: float, settings: Clean, turn: int | None = None) -> CleanPage:
    """Bring a page upright and even.

    `image` is uint8, (height, width) grey or (height, width, 3) BGR, at `dpi`. The page may
    come out upside down: that is seen by reading it (`turned` puts it right). Where somebody
    knows how many degrees clockwise it lies (`turn`: 0, 90, 180, 270), only its skew is found.
    """
    if turn is not None:
        return _as_told(image, dpi, settings, turn)
    return _clean(image, dpi, settings, lies=None)


def _as_told(image: Image, dpi: float, settings: Clean, turn: int) -> CleanPage:
    """Bring a page upright that lies as somebody says."""
    over = np.ascontiguousarray(np.rot90(image, turn // 90))
    page = _clean(over, dpi, settings, lies=False)
    quarter = np.array([[0.0, -1, 1], [1, 0, 0], [0, 0, 1]])
    back = np.linalg.matrix_power(quarter, turn // 90) @ np.array(page.to_scan).reshape(3, 3)
    return replace(page, to_scan=_flat(back), rotation=turn)


def _clean(image: Image, dpi: float, settings: Clean, *, lies: bool | None) -> CleanPage:
    """Bring a page even, and upright; `lies` tells whether it is on its side, None to look."""
    grey = (
        image if image.ndim == 2 else np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8)
    )
    sheet, flat = find_sheet(grey)
    target = min(max(dpi, settings.least_dpi), settings.most_dpi)
    angle, quarter = writing_angle(sheet, dpi, settings.deskew_degrees)
    if lies is not None and quarter != lies:
        angle, quarter = 0.0, lies  # that skew was looked for along the other side
    upright, matrix = _upright(sheet, angle, quarter, target / dpi)
    page = evened(upright, target, settings)
    paper = float(np.percentile(sheet[::16, ::16], 80)) / 255
    return replace(
        page,
        to_scan=_fractions(matrix @ flat, grey, page.image),
        rotation=90 if quarter else 0,
        scan_dpi=dpi,
        paper=paper,
        skew=angle,
    )


def evened(upright: Image, dpi: float, settings: Clean) -> CleanPage:
    """Return an upright grey page, or a piece of one, even and ready for reading."""
    light = even_light(upright)
    weak = despeckled(light, dpi)
    ink = ink_tone(weak)
    even = strong(weak, ink)
    combs = find_combs(even, dpi)
    even, rules = without_combs(even, find_rules(even, dpi), combs)
    if settings.leaders:
        even = without_leaders(even, dpi)
    tone = ink / PAPER
    return CleanPage(even, dpi, IDENTITY, 0, rules, ink=tone, combs=combs, light=light)


def turned(page: CleanPage) -> CleanPage:
    """Return the page turned upside down."""
    half = np.array([[-1.0, 0, 1], [0, -1, 1], [0, 0, 1]])
    to_scan = np.array(page.to_scan).reshape(3, 3) @ half
    return replace(
        page,
        image=np.ascontiguousarray(page.image[::-1, ::-1]),
        to_scan=_flat(to_scan),
        rotation=(page.rotation + 180) % 360,
        rules=page.rules.turned(page.image.shape[1], page.image.shape[0]),
        combs=tuple(own.turned(page.image.shape[1], page.image.shape[0]) for own in page.combs),
    )


def even_light(grey: Image) -> Image:
    """Divide by the paper's own brightness, so that shadow and tint vanish.

    The paper is the brightest tone in each small neighbourhood, smoothed (the usual
    background division).
    """
    small = cv2.resize(grey, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((5, 5), np.uint8)), 15)
    paper = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, np.maximum(paper, 1), scale=PAPER), np.uint8)


def despeckled(even: Image, dpi: float) -> Image:
    """Return the page without specks that stand alone; dots beside letters stay.

    A page full of specks goes through a median filter too, where its strokes are wide enough
    for that: at 200 dpi it takes tone marks off and costs more than it gains.
    """
    boxes = patches(ink_of(even))
    sides = boxes[:, 2:].max(axis=1, initial=0)
    reach = round(NEAR_INCHES * dpi)
    # Where letters are, in quarters of the page's pixels: exact enough, and sixteen times less.
    near = np.zeros((even.shape[0] // 4 + 1, even.shape[1] // 4 + 1), np.uint8)
    large = (sides > SPECK_INCHES * dpi) & (sides < LETTER_INCHES * dpi)
    for x, y, w, h in boxes[large].tolist():
        top, left = max(0, y - reach) // 4, max(0, x - reach) // 4
        near[top : (y + h + reach) // 4 + 1, left : (x + w + reach) // 4 + 1] = 1
    small = boxes[sides <= SPECK_INCHES * dpi]
    middle = (small[:, :2] + small[:, 2:] // 2) // 4
    page = even.copy()
    for x, y, w, h in small[near[middle[:, 1], middle[:, 0]] == 0].tolist():
        page[max(0, y - 2) : y + h + 2, max(0, x - 2) : x + w + 2] = PAPER
    if dpi >= FINE_DPI and (sides <= DUST_INCHES * dpi).sum() > SPECKLED * len(sides):
        return np.asarray(cv2.medianBlur(page, 3), np.uint8)
    return page


def ink_tone(even: Image) -> float:
    """Return the tone, 0..250, of the darkest tenth of the ink; 0 on a page without writing."""
    few = even[::2, ::2]
    dark = few[few < DARK]
    return float(np.percentile(dark, 10)) if dark.size >= WRITTEN * few.size else 0.0


def strong(even: Image, ink: float) -> Image:
    """Return a page of weak ink with its tones spread from black to paper; any other as it is."""
    if ink < WEAK * PAPER:
        return even
    tones = (np.arange(256) - ink) * (PAPER / (PAPER - ink))
    return np.asarray(cv2.LUT(even, np.clip(tones, 0, 255).astype(np.uint8)), np.uint8)


def _upright(sheet: Image, angle: float, quarter: bool, scale: float) -> tuple[Image, Matrix]:
    """Rotate by `angle` degrees (and a quarter turn), scale, and keep the whole sheet in view."""
    height, width = sheet.shape
    turn = np.radians(angle + (90.0 if quarter else 0.0))
    cos, sin = np.cos(turn) * scale, np.sin(turn) * scale
    matrix = np.array([[cos, sin, 0.0], [-sin, cos, 0.0], [0, 0, 1]])
    corners = matrix @ np.array([[0, width, width, 0], [0, 0, height, height], [1, 1, 1, 1]])
    matrix[:2, 2] = -corners[:2].min(axis=1)
    size = np.ceil(np.ptp(corners[:2], axis=1)).astype(int)
    paper = int(np.percentile(sheet[::16, ::16], 80))
    image = cv2.warpAffine(
        sheet,
        matrix[:2],
        (int(size[0]), int(size[1])),
        flags=cv2.INTER_CUBIC if scale >= 1 else cv2.INTER_AREA,
        borderValue=(paper,),
    )
    return np.asarray(image, np.uint8), matrix


def _fractions(matrix: Matrix, scan: Image, page: Image) -> Transform:
    """Return the way back from fractions of `page` to fractions of `scan`."""
    grow = np.diag([page.shape[1], page.shape[0], 1.0])
    shrink = np.diag([1 / scan.shape[1], 1 / scan.shape[0], 1.0])
    return _flat(shrink @ np.linalg.inv(matrix) @ grow)


def _flat(matrix: Matrix) -> Transform:
    a, b, c, d, e, f, g, h, i = (float(x) for x in (matrix / matrix[2, 2]).ravel())
    return a, b, c, d, e, f, g, h, i
