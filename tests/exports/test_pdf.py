import io
import subprocess
from pathlib import Path

import numpy as np
import pikepdf
import pikepdf.pdfa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.pdf import Leaf, pdf, upright
from models.geometry import Box
from models.page import Line, Page, Word

WORDS = ("Họ", "tên:", "NGUYỄN", "THỊ", "HOÀ", "Đơn", "thuốc", "µg/L", "≥", "ẵ", "ỹ", "ự")


def leaf(rotation: int = 0, *, grey: bool = True, text: tuple[str, ...] = WORDS) -> Leaf:
    shape = (400, 300) if rotation % 180 == 0 else (300, 400)
    image = np.full(shape if grey else (*shape, 3), 255, np.uint8)
    words = tuple(
        Word(
            word,
            Box(
                0.1 + place % 3 * 0.3,
                0.1 + place // 3 * 0.1,
                0.3 + place % 3 * 0.3,
                0.15 + place // 3 * 0.1,
            ),
            0.9,
        )
        for place, word in enumerate(text)
    )
    # fractions of the upright page to fractions of the page as it lies in the scan
    moves = {
        0: (1, 0, 0, 0, 1, 0, 0, 0, 1),
        90: (0, -1, 1, 1, 0, 0, 0, 0, 1),
        180: (-1, 0, 1, 0, -1, 1, 0, 0, 1),
        270: (0, 1, 0, -1, 0, 1, 0, 0, 1),
    }
    page = Page(
        number=1,
        width=300,
        height=400,
        dpi=72,
        lines=tuple(Line(words[start : start + 3]) for start in range(0, len(words), 3)),
        rotation=rotation,
        to_scan=moves[rotation],
    )
    return Leaf(image, 72, page)


def words_of(data: bytes, folder: Path, *options: str) -> str:
    path = folder / "document.pdf"
    path.write_bytes(data)
    run = subprocess.run(
        ["pdftotext", *options, path, "-"], capture_output=True, text=True, check=True
    )
    return run.stdout


@pytest.mark.parametrize("grey", [True, False])
def test_words_are_found_in_the_file(tmp_path: Path, grey: bool) -> None:
    assert words_of(pdf([leaf(grey=grey)], title="d1"), tmp_path).split() == list(WORDS)


def test_the_file_is_archival_and_names_no_glyph_it_lacks() -> None:
    data = pdf([leaf(text=("Tuổi", "\U0001f600", "字")), leaf(180)], title="d1")
    with pikepdf.open(io.BytesIO(data)) as file:
        assert len(file.pages) == 2
        assert pikepdf.pdfa.check(file, "2b").verdict == "pass"


def test_the_same_leaves_give_the_same_bytes() -> None:
    assert pdf([leaf(), leaf(90)], title="d1") == pdf([leaf(), leaf(90)], title="d1")


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_pages_stand_upright_with_the_words_in_place(tmp_path: Path, rotation: int) -> None:
    data = pdf([leaf(rotation)], title="d1")
    with pikepdf.open(io.BytesIO(data)) as file:
        assert [float(edge) for edge in file.pages[0].mediabox] == [0, 0, 300, 400]
    first = words_of(data, tmp_path, "-x", "25", "-y", "35", "-W", "70", "-H", "30", "-r", "72")
    assert first.split() == ["Họ"]


@given(st.sampled_from([0, 90, 180, 270]))
def test_four_turns_come_back(rotation: int) -> None:
    box = Box(0.1, 0.2, 0.4, 0.6)
    for _ in range(4):
        box = upright(box, rotation)
    assert [round(edge, 9) for edge in (box.left, box.top, box.right, box.bottom)] == [
        0.1,
        0.2,
        0.4,
        0.6,
    ]
