"""What stands on a page beside its words: codes, checkboxes, rings, stamps, writing by hand."""

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
    drawn = (*find_boxes(page.image, page.dpi), *find_rings(page.image, page.dpi))
    return (*codes, *(mark for mark in drawn if not _within(mark, codes)))


def _within(mark: Mark, others: tuple[Mark, ...]) -> bool:
    """Say whether a mark is a part of another one: the corners of a QR code are squares."""
    return any(other.box.covers(mark.box) > 0.5 for other in others)
