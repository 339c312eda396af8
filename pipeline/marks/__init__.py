"""What stands on a page beside its words: codes, checkboxes, rings, stamps, writing by hand."""

from models.page import Mark
from pipeline.clean import CleanPage
from pipeline.ink import Image
from pipeline.marks.codes import find_codes

VERSION = "2"


def find_marks(page: CleanPage, scan: Image) -> tuple[Mark, ...]:
    """Return every mark on a page; `scan` is the page as scanned, grey or BGR."""
    return find_codes(page, scan)
