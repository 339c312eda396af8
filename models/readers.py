"""Which reader a value's words came from."""

from enum import StrEnum

from models.page import By, Page, Word
from models.record import Field, Source


class Reader(StrEnum):
    """Who read a value: one reader alone, both alike, or, where they differ, whose word it is."""

    TESSERACT = "Tesseract alone"
    BOTH = "both readers alike"
    FIRST = "Tesseract, where readers differ"
    SECOND = "AsterNet, where readers differ"
    CODE = "bar code"
    FILE = "text of the file"


def reader(field: Field, page: Page) -> Reader | None:
    """Return who read a field's words on its page, as read; None where nothing tells it.

    Of words that were read in several ways it is the one that is the least sure.
    """
    if field.source is Source.BARCODE:
        return Reader.CODE
    if not field.text or field.box is None:
        return None
    if page.born_digital:
        return Reader.FILE
    words = page.words_in(field.box)
    if differing := [word for word in words if word.other is not None]:
        taken = {_taken(word, field.text) for word in differing}
        return Reader.SECOND if By.SECOND in taken else Reader.FIRST
    known = {word.by for word in words}
    if known == {By.BOTH}:
        return Reader.BOTH
    return Reader.TESSERACT if known and By.UNKNOWN not in known else None


def _taken(word: Word, text: str) -> By:
    """Return whose reading of a word a text has: extractors may take the one that was left."""
    other = word.other or ""
    if word.text in text or other not in text:
        return word.by
    return By.FIRST if word.by is By.SECOND else By.SECOND
