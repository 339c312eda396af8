import html
import io
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pikepdf
import pikepdf.pdfa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.pdf import About, Leaf, pdf
from exports.picture import encoded
from exports.words import upright
from models.geometry import Box
from models.page import Line, Page, Transform, Word

WORDS = ("Họ", "tên:", "NGUYỄN", "THỊ", "HOÀ", "Đơn", "thuốc", "µg/L", "≥", "ẵ", "ỹ", "ự")
ABOUT = About("d1", "ab" * 32, "sohoa 1", datetime(2026, 11, 2, 8, tzinfo=UTC), "vi")
# fractions of the upright page to fractions of the page as it lies in the scan
MOVES: dict[int, Transform] = {
    0: (1, 0, 0, 0, 1, 0, 0, 0, 1),
    90: (0, -1, 1, 1, 0, 0, 0, 0, 1),
    180: (-1, 0, 1, 0, -1, 1, 0, 0, 1),
    270: (0, 1, 0, -1, 0, 1, 0, 0, 1),
}


def leaf(
    rotation: int = 0, *, text: tuple[str, ...] = WORDS, move: Transform | None = None
) -> Leaf:
    image = np.full((400, 300) if rotation % 180 == 0 else (300, 400), 255, np.uint8)
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
    page = Page(
        number=1,
        width=300,
        height=400,
        dpi=72,
        lines=tuple(Line(words[start : start + 3]) for start in range(0, len(words), 3)),
        rotation=rotation,
        to_scan=move or MOVES[rotation],
    )
    return Leaf(encoded(image, 72), page)


def run(data: bytes, folder: Path, *command: str) -> str:
    path = folder / "document.pdf"
    path.write_bytes(data)
    done = subprocess.run(
        [*command, str(path), "-"], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    return done.stdout


def test_words_are_found_in_the_file(tmp_path: Path) -> None:
    assert run(pdf([leaf()], ABOUT), tmp_path, "pdftotext").split() == list(WORDS)


def test_words_lie_where_they_stand(tmp_path: Path) -> None:
    said = run(pdf([leaf()], ABOUT), tmp_path, "pdftotext", "-bbox")
    found = re.findall(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.+?)<', said)
    assert [html.unescape(word) for *_, word in found] == list(WORDS)
    for (*edges, _), word in zip(found, leaf().page.words, strict=True):
        box = (word.box.left * 300, word.box.top * 400, word.box.right * 300, word.box.bottom * 400)
        # Poppler's height of a word is its font's, so its foot and head differ a little.
        assert [float(edge) for edge in edges] == pytest.approx(box, abs=5)
        assert float(edges[0]) == pytest.approx(box[0], abs=0.1)
        assert float(edges[2]) == pytest.approx(box[2], abs=0.1)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_pages_stand_upright_with_the_words_in_place(tmp_path: Path, rotation: int) -> None:
    data = pdf([leaf(rotation)], ABOUT)
    with pikepdf.open(io.BytesIO(data)) as file:
        assert [float(edge) for edge in file.pages[0].mediabox] == [0, 0, 300, 400]
    window = ("-x", "25", "-y", "35", "-W", "70", "-H", "30", "-r", "72")
    assert run(data, tmp_path, "pdftotext", *window).split() == ["Họ"]


def test_skewed_words_keep_their_slope(tmp_path: Path) -> None:
    """The right end of a line lies lower by the slope; its words stay one line of text."""
    slope = 0.05
    skewed = leaf(move=(1, 0, 0, slope, 1, 0, 0, 0, 1))
    data = pdf([skewed], ABOUT)
    said = run(data, tmp_path, "pdftotext", "-bbox")
    tops = [float(top) for top in re.findall(r'<word xMin=".+?" yMin="(.+?)"', said)]
    assert tops[2] - tops[0] == pytest.approx(0.6 * slope * 400, abs=2)
    with pikepdf.open(io.BytesIO(data)) as file:
        matrices = [one[0] for one in pikepdf.parse_content_stream(file.pages[0], "Tm")]
    for a, b, *_ in matrices[1:]:  # the first is no word's
        assert float(b) / float(a) == pytest.approx(-slope * 400 / 300, abs=1e-3)


def test_the_file_is_archival_and_names_no_glyph_it_lacks() -> None:
    data = pdf([leaf(text=("Tuổi", "\U0001f600", "字")), leaf(180)], ABOUT)
    with pikepdf.open(io.BytesIO(data)) as file:
        assert len(file.pages) == 2
        assert pikepdf.pdfa.check(file, "2b").verdict == "pass"


def test_the_file_tells_scan_software_time_and_language() -> None:
    with pikepdf.open(io.BytesIO(pdf([leaf()], ABOUT))) as file:
        said = file.open_metadata()
        assert said["dc:source"] == "sha256:" + "ab" * 32
        assert said["xmp:CreatorTool"] == "sohoa 1"
        assert said["xmp:CreateDate"].startswith("2026-11-02T08:00:00")
        assert str(file.docinfo["/CreationDate"]).startswith("D:20261102080000")
        assert str(file.Root.Lang) == "vi"
        assert "NGUYỄN" not in str(said) + str(dict(file.docinfo.items()))


def test_the_same_leaves_give_the_same_bytes() -> None:
    assert pdf([leaf(), leaf(90)], ABOUT) == pdf(iter([leaf(), leaf(90)]), ABOUT)


@given(st.sampled_from([0, 90, 180, 270]), st.floats(0, 1), st.floats(0, 1))
def test_four_turns_come_back(rotation: int, x: float, y: float) -> None:
    point = x, y
    for _ in range(4):
        point = upright(*point, rotation)
    assert point == pytest.approx((x, y))
