"""One page image to one read page, with real Tesseract."""

import shutil
import stat
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytesseract
import pytest
from PIL import Image, ImageDraw

from models.errors import EngineError
from models.geometry import Box
from models.page import IDENTITY, Page, Word
from models.text import fold
from pipeline.digitise import read_page
from pipeline.ingest import PageImage
from pipeline.pixels import Pixels
from pipeline.read import aster
from pipeline.read.agree import legible
from tests.pipeline.paper import NOTE, lain, pixels, settings, sheet, word, write

ENGLISH = (
    "Discharge summary of the medical ward",
    "Admitted with fever and productive cough",
    "Diagnosis: right lower lobe pneumonia",
    "Treatment: antibiotics and oral fluids",
    "Review in the outpatient clinic next week",
)


def small(lines: tuple[str, ...] = NOTE) -> Image.Image:
    """Half a page of writing at 200 dpi."""
    image = sheet(1100, 700)
    for k, text in enumerate(lines):
        write(image, text, (80, 60 + 70 * k), 33)
    return image


def digitised(image: Image.Image, words: tuple[Word, ...] = (), **read: str) -> Page:
    """The page as read; `read` are settings of the reader that differ from the default."""
    usual = settings()
    own = usual.model_copy(update={"read": usual.read.model_copy(update=read)})
    return read_page(PageImage(3, pixels(image), 200, words), own)


def place(page: Page, text: str) -> Box:
    """Where on the scan a word was read."""
    return next(page.on_scan(w.box) for w in page.words if fold(w.text) == text)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_is_read_however_it_lay(turn: int) -> None:
    scan = lain(small(), turn)
    page = digitised(scan)
    assert page.rotation == turn
    read = fold(page.text)
    assert sum(fold(text) in read for text in NOTE) >= 7
    # "Họ" opens the second line, "khám" ends the last but one.
    turns = {0: (0.09, 0.20), 90: (0.80, 0.09), 180: (0.91, 0.80), 270: (0.20, 0.91)}
    first = place(page, "ho")
    assert (first.centre, first.middle) == pytest.approx(turns[turn], abs=0.03)


def test_number_size_and_language_of_a_page() -> None:
    page = digitised(small())
    assert (page.number, page.width, page.height, page.dpi) == (3, 1100, 700, 200)
    assert (page.language, page.blank, page.born_digital) == ("vi", False, False)
    assert legible(page.words) > 0.8


def test_tables_and_boxes_of_a_page() -> None:
    image = small(NOTE[:2])
    draw = ImageDraw.Draw(image)
    for y in (260, 340, 420):
        draw.line((80, y, 1000, y), fill=0, width=2)
    for x in (80, 540, 1000):
        draw.line((x, 260, x, 420), fill=0, width=2)
    for text, at in [("Mạch", (100, 280)), ("Glucose", (100, 360)), ("80", (560, 280))]:
        write(image, text, at, 33)
    draw.rectangle((80, 500, 112, 532), outline=0, width=2)
    write(image, "Không dị ứng", (130, 496), 33)
    page = digitised(image)
    (table,) = page.tables
    assert [cell.text for cell in table.cells] == ["Mạch", "80", "Glucose", ""]
    assert [mark.ticked for mark in page.marks] == [False]


def test_a_blank_page_is_not_read(tmp_path: Path) -> None:
    page = digitised(sheet(1100, 700), tessdata=str(tmp_path))
    assert page.blank
    assert (page.lines, page.tables, page.marks) == ((), (), ())


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_soft_and_pale_page_is_blank_where_it_reads_mirrored(mirrored: bool) -> None:
    """The other side shows through; the same, not mirrored, is a faint copy out of focus."""
    soft = cv2.GaussianBlur(pixels(small()), (0, 0), 2.2)
    pale = Image.fromarray((255 - (255 - soft) * 0.4).astype(np.uint8))
    page = digitised(pale.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if mirrored else pale)
    assert page.blank is mirrored


def test_words_of_the_file_are_not_read_again(tmp_path: Path) -> None:
    words = (word("viện", 0.20, 0.1), word("Bệnh", 0.15, 0.1), word("Huế", 0.15, 0.2))
    page = digitised(small(), words, tessdata=str(tmp_path))
    assert page.born_digital and not page.blank
    assert page.text == "Bệnh viện\nHuế"
    assert set(page.words) == set(words)
    assert (page.to_scan, page.rotation, page.number) == (IDENTITY, 0, 3)


def test_a_page_that_cannot_be_read_is_an_engine_error(tmp_path: Path) -> None:
    with pytest.raises(EngineError):
        digitised(small(), tessdata=str(tmp_path))


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file to which every start of Tesseract is written."""
    log, program = tmp_path / "calls", tmp_path / "tesseract"
    program.write_text(f'#!/bin/sh\necho "$@" >> {log}\nexec {shutil.which("tesseract")} "$@"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(pytesseract.pytesseract, "tesseract_cmd", str(program))
    return log


def languages(log: Path) -> list[str]:
    calls = log.read_text().splitlines()
    return [call.split("-l ")[1].split()[0] for call in calls if "-l " in call]


def test_an_english_page_is_read_as_english(calls: Path) -> None:
    page = digitised(small(ENGLISH), binding="pytesseract")
    assert page.language == "en"
    assert [line.text for line in page.lines] == list(ENGLISH)
    assert languages(calls) == ["vie", "eng"]  # the longest lines tell the language


def test_no_line_of_a_vietnamese_page_is_read_twice(calls: Path) -> None:
    digitised(small((*NOTE, *NOTE[:2])), binding="pytesseract")
    assert languages(calls) == ["vie", "vie"]


def test_legible_weighs_words_by_their_letters() -> None:
    box = Box(0, 0, 1, 1)
    assert legible([]) == 0
    assert legible([Word("abc", box, 1.0), Word("d", box, 0.0)]) == pytest.approx(0.75)


def test_the_scan_is_not_changed() -> None:
    image = PageImage(1, pixels(small()), 200, ())
    before = image.image.copy()
    read_page(image, settings())
    assert np.array_equal(image.image, before)


@pytest.mark.parametrize("second", ["never", "doubtful", "all"])
def test_a_page_is_read_whoever_is_asked(second: str) -> None:
    read = [line.text for line in digitised(small(), second=second).lines]
    assert sum(text in read for text in NOTE) >= 7


def test_the_second_reader_is_asked_for_doubtful_lines_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []
    whole = aster.read

    def count(strips: Sequence[Pixels], dpi: float) -> list[tuple[Word, ...]]:
        asked.append(len(strips))
        return whole(strips, dpi)

    monkeypatch.setattr(aster, "read", count)
    for second in ("never", "doubtful", "all"):
        digitised(small(), second=second)
    assert asked[0] == 0
    assert asked[1] <= asked[2] == len(NOTE)


def test_a_number_in_boxes_is_one_word_and_a_cross_is_kept() -> None:
    image = small(NOTE[:2])
    draw = ImageDraw.Draw(image)
    write(image, "Ngày sinh:", (80, 300), 33)
    for k, digit in enumerate("07061993"):
        draw.rectangle((320 + 42 * k, 296, 362 + 42 * k, 340), outline=0, width=2)
        write(image, digit, (332 + 42 * k, 300), 30)
    write(image, "Nam", (80, 420), 33)
    draw.rectangle((180, 420, 216, 456), outline=0, width=2)
    draw.line((186, 426, 210, 450), fill=0, width=3)
    draw.line((210, 426, 186, 450), fill=0, width=3)
    page = digitised(image)
    assert "Ngày sinh: 07061993" in page.text
    assert "Nam X" in page.text
    (mark,) = page.marks
    assert mark.ticked and mark.label == "Nam"


@pytest.mark.parametrize("ruled", [True, False])
def test_what_no_reader_is_sure_of_stays_in_a_cell_alone(
    monkeypatch: pytest.MonkeyPatch, ruled: bool
) -> None:
    image = sheet(1654, 800)
    draw = ImageDraw.Draw(image)
    for x, text in zip((220, 620, 1020), ("Đường máu", "6,2", "mmol/L"), strict=True):
        write(image, text, (x, 312), 33)
    for k in range(4 if ruled else 0):
        draw.line((200 + 400 * k, 300, 200 + 400 * k, 440), fill=0, width=3)
        draw.line((200, 300 + 70 * min(k, 2), 1400, 300 + 70 * min(k, 2)), fill=0, width=3)
    monkeypatch.setattr("pipeline.read.page._is_writing", lambda *_: False)
    assert ("6,2" in digitised(image).text) == ruled
