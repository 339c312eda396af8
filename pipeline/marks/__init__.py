"""What stands on a page beside its words: codes, checkboxes, rings, stamps, writing by hand."""

from collections.abc import Sequence

from models.page import Mark
from pipeline.clean import CleanPage
from pipeline.ink import Image
from pipeline.marks.boxes import find_boxes
from pipeline.marks.codes import find_codes
from pipeline.marks.labels import labelled
from pipeline.marks.rings import find_rings

__all__ = ["VERSION", "find_marks", "labelled"]

VERSION = "2"


def find_marks(page: CleanPage, scan: Image) -> tuple[Mark, ...]:
    """Return every mark on a page; `scan` is the page as scanned, grey or BGR."""
    codes = find_codes(page, scan)
    boxes = [box for box in find_boxes(page.image, page.dpi) if not _within(box, codes)]
    rings = [ring for ring in find_rings(page.image, page.dpi) if not _meets(ring, boxes)]
    return (*codes, *boxes, *(ring for ring in rings if not _within(ring, codes)))


def _meets(ring: Mark, boxes: Sequence[Mark]) -> bool:
    """Say whether a ring is the outline of a checkbox, or of a tick in it."""
    return any(ring.box.covers(box.box) > 0.3 or box.box.covers(ring.box) > 0.3 for box in boxes)


def _within(mark: Mark, others: tuple[Mark, ...]) -> bool:
    """Say whether a mark is a part of another one: the corners of a QR code are squares."""
    return any(other.box.covers(mark.box) > 0.5 for other in others)
