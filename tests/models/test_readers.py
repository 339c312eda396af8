"""Which reader a value came from."""

from dataclasses import replace

import pytest

from models.geometry import Box
from models.page import By, Line, Page, Word
from models.readers import Reader, reader
from models.record import Field, Source, Status

BOX = Box(0.1, 0.1, 0.3, 0.2)


def word(text: str, by: By, other: str | None = None) -> Word:
    return Word(text, BOX, 0.9, other, by)


def field(text: str | None, source: Source = Source.PRINTED) -> Field:
    return Field(text, text, 0.9, Status.REVIEW, 1, BOX, source)


def page(*words: Word) -> Page:
    return Page(1, 1000, 1400, 150, (Line(words),))


@pytest.mark.parametrize(
    ("words", "text", "told"),
    [
        ([word("Trần", By.FIRST), word("Thị", By.FIRST)], "Trần Thị", Reader.TESSERACT),
        ([word("Trần", By.BOTH), word("Thị", By.BOTH)], "Trần Thị", Reader.BOTH),
        ([word("Trần", By.BOTH), word("Thị", By.FIRST)], "Trần Thị", Reader.TESSERACT),
        ([word("Trần", By.BOTH), word("Hà", By.FIRST, "Ha")], "Trần Hà", Reader.FIRST),
        ([word("Trần", By.BOTH), word("Hà", By.SECOND, "Ha")], "Trần Hà", Reader.SECOND),
        # The extractor took what was left at first.
        ([word("J1B.9", By.FIRST, "J18.9")], "J18.9", Reader.SECOND),
        ([word("J1B.9", By.SECOND, "J18.9")], "J18.9", Reader.FIRST),
        ([word("Ha", By.FIRST, "Hà")], "Hà", Reader.SECOND),
        ([word("Hà", By.UNKNOWN)], "Hà", None),
        ([], "Hà", None),
    ],
)
def test_who_read_it(words: list[Word], text: str, told: Reader | None) -> None:
    assert reader(field(text), page(*words)) is told


def test_what_no_reader_read() -> None:
    there = page(word("Hà", By.BOTH))
    assert reader(field("20241234", Source.BARCODE), there) is Reader.CODE
    assert reader(field(None), there) is None
    assert reader(field("Hà"), replace(there, born_digital=True)) is Reader.FILE
