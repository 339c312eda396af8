"""What stands on a page beside its words: codes, boxes, rings, stamps, handwriting, strikes."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from models.page import Line, Mark, MarkKind, Word
from pipeline.clean import CleanPage
from pipeline.ink import Image
from pipeline.marks.boxes import find_boxes
from pipeline.marks.codes import find_codes
from pipeline.marks.handwriting import find_handwriting, signed
from pipeline.marks.labels import labelled
from pipeline.marks.rings import find_rings
from pipeline.marks.stamps import find_stamps
from pipeline.marks.strikes import find_strikes, through_words

VERSION = "7"
CROSS = "X"


def find_marks(page: CleanPage, scan: Image) -> tuple[Mark, ...]:
    """Return every mark on a page, kind by kind, each kind from top to bottom.

    `scan` is the page as scanned, grey or BGR. What is a part of a mark of an earlier kind is
    none itself: the corners of a QR code are squares, and a ring may be a checkbox's tick.
    """
    codes = find_codes(page, scan)
    boxes = _apart(find_boxes(page.image, page.dpi), codes)
    rings = _apart(find_rings(page.image, page.dpi), (*codes, *boxes))
    stamps = _apart(find_stamps(page, scan), codes)
    known = (*codes, *boxes, *rings, *stamps)
    hand = _apart(find_handwriting(page.image, page.dpi), known)
    return (*known, *hand, *_apart(find_strikes(page.image, page.dpi), known))


def with_words(marks: Sequence[Mark], lines: Sequence[Line]) -> tuple[Mark, ...]:
    """Return the marks as the words around them tell: labels of options, signatures, strikes."""
    return through_words(signed(labelled(marks, lines), lines), lines)


def without_boxes(page: CleanPage, marks: Sequence[Mark]) -> CleanPage:
    """Return the page with its checkboxes painted over: readers take them for letters."""
    image = page.image.copy()
    height, width = image.shape
    for mark in marks:
        if mark.kind is MarkKind.CHECKBOX:
            top, bottom = int(mark.box.top * height), round(mark.box.bottom * height)
            left, right = int(mark.box.left * width), round(mark.box.right * width)
            image[max(0, top - 1) : bottom + 2, max(0, left - 1) : right + 2] = 255
    return replace(page, image=image)


def crosses(marks: Sequence[Mark]) -> tuple[Word, ...]:
    """Return the crosses in ticked checkboxes as words: without them options say nothing."""
    boxes = [mark for mark in marks if mark.kind is MarkKind.CHECKBOX and mark.ticked]
    return tuple(Word(CROSS, mark.box, mark.confidence) for mark in boxes)


def _apart(marks: Iterable[Mark], known: Sequence[Mark]) -> tuple[Mark, ...]:
    """Return the marks that are neither a part of a known one nor around one."""
    return tuple(
        mark
        for mark in marks
        if not any(
            other.box.covers(mark.box) > 0.5 or mark.box.covers(other.box) > 0.7 for other in known
        )
    )
