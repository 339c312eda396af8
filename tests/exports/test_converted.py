import io
import subprocess
from pathlib import Path

import numpy as np
import pikepdf
import pikepdf.pdfa
import pytest

from exports.converted import Note, converted
from exports.pdf import About, Leaf, pdf
from exports.picture import encoded
from models.page import Page
from tests.exports.test_pdf import ABOUT, WORDS, leaf, run

LINE = "Bản chuyển đổi từ hồ sơ giấy · lô hop-12 · ngày 27/11/2026 · quyết định số 123/QĐ-BV"
NOTE = Note(LINE, {"batch": "hop-12", "on": "2026-11-27", "decision": "123/QĐ-BV"})


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "filed.pdf"
    path.write_bytes(pdf([leaf(), leaf(90)], ABOUT))
    return path


def test_every_page_says_at_its_foot_how_it_came_to_be(document: Path, tmp_path: Path) -> None:
    data = converted(document, NOTE)
    text = run(data, tmp_path, "pdftotext")
    assert " ".join(text.split()).count(LINE) == 2
    assert set(WORDS) <= set(text.split())
    with pikepdf.open(io.BytesIO(data)) as file:
        assert pikepdf.pdfa.check(file, "2b").verdict == "pass"
        for page in file.pages:
            left, low, right, upper = map(float, page.mediabox)
            assert (left, right, upper) == (0, 300, 400) and -20 < low < 0


def test_the_line_is_drawn_below_the_page_and_the_page_stays_as_it_was(
    document: Path, tmp_path: Path
) -> None:
    data = converted(document, NOTE)
    path = tmp_path / "copy.pdf"
    path.write_bytes(data)
    before, after = _drawn(document), _drawn(path)
    assert np.array_equal(after[: len(before)], before)
    assert after[len(before) :].min() < 128  # ink


def test_the_file_says_the_same_and_what_it_said_before(document: Path) -> None:
    with pikepdf.open(io.BytesIO(converted(document, NOTE))) as file, file.open_metadata() as said:
        assert said["dc:description"] == LINE
        assert said["pdf:Keywords"] == "batch=hop-12; on=2026-11-27; decision=123/QĐ-BV"
        assert said["dc:identifier"] == ABOUT.document
        assert str(file.docinfo["/Subject"]) == LINE


def test_the_same_document_makes_the_same_bytes(document: Path) -> None:
    assert converted(document, NOTE) == converted(document, NOTE)


@pytest.mark.parametrize(("wide", "high"), [(40, 4000), (2000, 30), (30, 14_400)])
def test_strips_and_cards_have_a_foot_as_well(wide: int, high: int, tmp_path: Path) -> None:
    image = np.full((high // 10 or 1, wide // 10 or 1), 255, np.uint8)
    page = Page(number=1, width=image.shape[1], height=image.shape[0], dpi=7.2, lines=())
    path = tmp_path / "filed.pdf"
    about = About("d1", "", "sohoa 1", ABOUT.made, "vi")
    path.write_bytes(pdf([Leaf(encoded(image, 7.2), page)], about))
    text = run(converted(path, NOTE), tmp_path, "pdftotext")
    assert "hop-12" in text and "27/11/2026" in text


def _drawn(path: Path) -> "np.ndarray[tuple[int, int], np.dtype[np.uint8]]":
    """Return the first page at 72 dpi, grey."""
    command = ["pdftoppm", "-r", "72", "-gray", "-f", "1", "-l", "1", str(path)]
    data = subprocess.run(command, check=True, capture_output=True).stdout
    _, size, _, pixels = data.split(b"\n", 3)
    wide, high = map(int, size.split())
    return np.frombuffer(pixels, np.uint8).reshape(high, wide)
