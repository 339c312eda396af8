"""PDF files: how many pages they hold, and one page as pixels, with the text it was born with."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import cv2
import pikepdf
from pikepdf.settings import set_qpdf_limits

from models.errors import RejectReason
from models.page import Word
from models.settings import Ingest, Limits
from pipeline import embedded, poppler
from pipeline.container import refused
from pipeline.fonts import trusted
from pipeline.pixels import MOST_DPI, Pixels, true_dpi
from pipeline.sight import Placed, Sight, look

POINTS_PER_INCH = 72
_MOSTLY = 0.5
_FULL = 0.01
_TURNS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}

# qpdf's remarks may quote what stands in a file, and no log may.
logging.getLogger("pikepdf").setLevel(logging.CRITICAL)

# A few compressed bytes must not fill the memory. The largest page that limits.page_pixels allows
# by default, in colour, is 600 MB. The limit is the process's, so it is set once, here.
set_qpdf_limits(
    flate_max_memory=768 << 20, run_length_max_memory=768 << 20, dct_max_memory=768 << 20
)


def count(file: BinaryIO, kind: str, limits: Limits) -> int:
    """Return the number of pages of a PDF, from its page tree.

    Raises ScanRefused: a password, too many pages, no page within `limits.page_pixels`,
    damaged. A file whose index had to be made anew passes only if every page is whole.
    """
    with _opened(file) as pdf:
        declared = _declared(pdf)
        if declared > limits.pages:
            # Each page is an object: a file that says it has more pages than objects lies.
            raise refused(RejectReason.TOO_MANY_PAGES, pages=min(declared, len(pdf.objects)))
        pages = list(pdf.pages)
        if not pages:
            raise refused(RejectReason.EMPTY)
        if len(pages) > limits.pages:
            raise refused(RejectReason.TOO_MANY_PAGES, pages=len(pages))
        if all(_too_large(page, limits) for page in pages):
            raise refused(RejectReason.TOO_LARGE, pages=len(pages))
        if pdf.get_warnings() and not (
            len(pages) == declared and all(embedded.whole(page, limits) for page in pages)
        ):
            raise refused(RejectReason.DAMAGED, pages=max(declared, len(pages)))
        return len(pages)


def page(
    file: BinaryIO, path: Path, number: int, settings: Ingest, limits: Limits
) -> tuple[Pixels, float, tuple[Word, ...]]:
    """Return page `number`, from 1, as pixels, their dpi, and its text if that can be trusted.

    A page that is one image has that image taken out as it was scanned; any other is drawn.
    """
    with _opened(file) as pdf:
        leaf = pdf.pages[number - 1]
        if _too_large(leaf, limits):
            raise refused(RejectReason.TOO_LARGE)
        sight = look(leaf)
        if any(width * height > limits.page_pixels for width, height in _stored(sight)):
            raise refused(RejectReason.TOO_LARGE)
        taken = _taken(leaf, sight, limits)
        mostly = _share(leaf, sight) >= _MOSTLY
        shown = _shown(leaf)
        dpi = _drawing_dpi(leaf, sight if mostly else None, settings, limits)
        born = sight.visible and not sight.hidden and not mostly and trusted(sight.fonts)
    if taken is not None:
        image, claimed = taken
        return image, true_dpi(claimed, image.shape, settings.least_dpi), ()
    image = poppler.draw(path, number, dpi, limits.seconds)
    found = tuple(poppler.words(path, number, shown, limits.seconds)) if born else ()
    words = found if trusted((), "".join(word.text for word in found)) else ()
    return image, true_dpi(dpi, image.shape, settings.least_dpi), words


def jpeg(
    file: BinaryIO, number: int, settings: Ingest, limits: Limits
) -> tuple[bytes, float, int] | None:
    """Return the JPEG that is all of page `number`, its dpi and turn; None where there is none.

    The turn is in degrees clockwise, and makes it lie as the page does.
    """
    with _opened(file) as pdf:
        leaf = pdf.pages[number - 1]
        placed = _sole(leaf, look(leaf))
        found = embedded.jpeg(placed) if placed else None
        if placed is None or found is None:
            return None
        width, height = placed.pixels
        return found[0], true_dpi(found[1], (height, width), settings.least_dpi), _turn(leaf)


@contextmanager
def _opened(file: BinaryIO) -> Iterator[pikepdf.Pdf]:
    """Open a PDF, page by page from disk; what qpdf and Pillow raise becomes a refusal."""
    try:
        # Read, not mapped: a mapped file that another program cuts short ends the process.
        with pikepdf.open(
            file, suppress_warnings=True, access_mode=pikepdf.AccessMode.stream
        ) as pdf:
            yield pdf
    except pikepdf.PasswordError as error:
        raise refused(RejectReason.ENCRYPTED) from error
    except embedded.DAMAGE as error:
        raise refused(RejectReason.DAMAGED) from error


def _declared(pdf: pikepdf.Pdf) -> int:
    declared = pdf.Root.Pages.get("/Count", 0)
    return declared if isinstance(declared, int) else 0


def _edges(page: pikepdf.Page) -> tuple[float, float, float, float]:
    """Return left, lower, right and upper edge in points of what a viewer shows, unturned."""
    media, crop = (
        (*sorted((float(box[0]), float(box[2]))), *sorted((float(box[1]), float(box[3]))))
        for box in (page.mediabox, page.cropbox)
    )
    left, right = max(media[0], crop[0]), min(media[1], crop[1])
    lower, upper = max(media[2], crop[2]), min(media[3], crop[3])
    if right <= left or upper <= lower:
        return media[0], media[2], media[1], media[3]
    return left, lower, right, upper


def _turn(page: pikepdf.Page) -> int:
    """Return by how many degrees clockwise a viewer turns the page: 0, 90, 180 or 270."""
    return round(int(page.rotation) / 90) * 90 % 360


def _shown(page: pikepdf.Page) -> tuple[float, float]:
    """Return width and height in points of the page as a viewer shows it."""
    left, lower, right, upper = _edges(page)
    size = right - left, upper - lower
    return size if _turn(page) % 180 == 0 else (size[1], size[0])


def _too_large(page: pikepdf.Page, limits: Limits) -> bool:
    """Tell whether one pixel a point, or one of the page's own images, is over the limit."""
    width, height = _shown(page)
    areas = [width * height]
    things = page.resources.get("/XObject", pikepdf.Dictionary()).values()
    areas += [int(x.get("/Width", 0)) * int(x.get("/Height", 0)) for x in things]
    return max(areas) > limits.page_pixels


def _stored(sight: Sight) -> list[tuple[int, int]]:
    return [placed.pixels for placed in sight.images]


def _share(page: pikepdf.Page, sight: Sight) -> float:
    """Return which share of the page, 0..1, images cover (what overlaps counts twice)."""
    left, lower, right, upper = _edges(page)
    covered = 0.0
    for x0, y0, x1, y1 in (placed.bounds for placed in sight.images):
        wide, high = min(right, x1) - max(left, x0), min(upper, y1) - max(lower, y0)
        covered += max(0.0, wide) * max(0.0, high)
    return min(1.0, covered / ((right - left) * (upper - lower)))


def _taken(page: pikepdf.Page, sight: Sight, limits: Limits) -> tuple[Pixels, float] | None:
    """Return the one image that is the whole page, turned as the page is, and its dpi."""
    placed = _sole(page, sight)
    taken = embedded.take(placed, limits) if placed else None
    if taken is not None and (turn := _turn(page)):
        return cv2.rotate(taken[0], _TURNS[turn]).astype("uint8", copy=False), taken[1]
    return taken


def _sole(page: pikepdf.Page, sight: Sight) -> Placed | None:
    """Return the one image that is the whole page, as it lies before the page is turned."""
    if len(sight.images) != 1 or sight.visible or sight.painted or "/Annots" in page:
        return None
    placed = sight.images[0]
    edges = _edges(page)
    slack = _FULL * max(edges[2] - edges[0], edges[3] - edges[1])
    apart = (abs(a - b) for a, b in zip(placed.bounds, edges, strict=True))
    upright = placed.matrix.a > 0 and placed.matrix.d > 0
    straight = placed.matrix.b == placed.matrix.c == 0
    return placed if upright and straight and max(apart) <= slack else None


def _drawing_dpi(page: pikepdf.Page, sight: Sight | None, settings: Ingest, limits: Limits) -> int:
    """Return at how many dpi to draw: as fine as the images of a page that is mostly images.

    Never so fine that the page is over `limits.page_pixels`.
    """
    width, height = _shown(page)
    most = POINTS_PER_INCH * (limits.page_pixels / (width * height)) ** 0.5
    wanted = float(settings.dpi)
    if sight is not None:
        wanted = max(embedded.dpi(placed) for placed in sight.images)
    return int(max(1, min(max(POINTS_PER_INCH, round(wanted)), MOST_DPI, most)))
