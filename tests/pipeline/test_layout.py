"""Words to lines and tables in the order in which a clerk reads them."""

from collections import Counter
from collections.abc import Sequence

from hypothesis import given
from hypothesis import settings as rounds
from hypothesis import strategies as st

from models.geometry import Box
from models.page import Line, Word
from pipeline.layout import lay_out, lines_of
from pipeline.rules import Rules, Segment
from tests.pipeline.paper import line, word

WIDTH, HEIGHT, DPI = 1654, 2339, 200.0


def words(*lines: Line) -> list[Word]:
    """The words of lines in an order that says nothing."""
    every = [word for line in lines for word in line.words]
    return sorted(every, key=lambda word: (word.text[::-1], word.box.left))


def read(every: Sequence[Word]) -> list[str]:
    lines, _ = lay_out(every, Rules(), WIDTH, HEIGHT, DPI)
    return [line.text for line in lines]


def ruled(columns: Sequence[int], rows: Sequence[int]) -> Rules:
    across = [(columns[0], y - 1, columns[-1], y + 1) for y in rows]
    down = [(x - 1, rows[0], x + 1, rows[-1]) for x in columns]
    return Rules(tuple(across), tuple(down))


def test_lines_run_from_the_top_down_and_words_from_left_to_right() -> None:
    page = words(
        line("Họ và tên: Trần Thị Hà", 0.1, 0.2),
        line("Tuổi: 45 Giới tính: Nữ", 0.1, 0.225),
        line("Địa chỉ: 12 Lê Lợi, Huế", 0.1, 0.25),
    )
    assert read(page) == [
        "Họ và tên: Trần Thị Hà",
        "Tuổi: 45 Giới tính: Nữ",
        "Địa chỉ: 12 Lê Lợi, Huế",
    ]


def test_a_letterhead_of_two_columns_is_read_as_two() -> None:
    page = words(
        line("SỞ Y TẾ HUẾ", 0.08, 0.05),
        line("CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM", 0.5, 0.05),
        line("BỆNH VIỆN TỈNH", 0.08, 0.07),
        line("Độc lập - Tự do - Hạnh phúc", 0.55, 0.07),
    )
    assert read(page) == [
        "SỞ Y TẾ HUẾ",
        "BỆNH VIỆN TỈNH",
        "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
    ]


def test_a_label_and_a_value_far_apart_are_two_lines_side_by_side() -> None:
    page = words(line("Mã y tế:", 0.1, 0.3), line("0012345", 0.7, 0.302))
    assert read(page) == ["Mã y tế:", "0012345"]


def test_small_marks_and_a_slant_do_not_break_a_line() -> None:
    slanted = [word(text, 0.1 + 0.06 * k, 0.3 + 0.001 * k) for k, text in enumerate("abcdefgh")]
    bullet = Word("-", Box(0.085, 0.305, 0.09, 0.307), 0.9)
    narrow = [Word(w.text, Box(w.box.left, w.box.top, w.box.left + 0.055, w.box.bottom), 0.9)
              for w in slanted]  # fmt: skip
    assert read([bullet, *narrow]) == ["- a b c d e f g h"]


def test_a_table_is_read_between_the_paragraphs_around_it() -> None:
    rules = ruled((165, 660, 990, 1480), (702, 772, 842))
    page = words(
        line("Kết quả xét nghiệm máu:", 0.1, 0.25),
        line("Tên", 0.12, 0.31),
        line("Kết quả", 0.42, 0.31),
        line("Đơn vị", 0.65, 0.31),
        line("Glucose máu", 0.12, 0.34),
        line("5,6", 0.42, 0.34),
        line("mmol/L", 0.65, 0.34),
        line("Bác sĩ điều trị", 0.6, 0.45),
    )
    lines, (table,) = lay_out(page, rules, WIDTH, HEIGHT, DPI)
    assert [line.text for line in lines] == [
        "Kết quả xét nghiệm máu:",
        *["Tên", "Kết quả", "Đơn vị", "Glucose máu", "5,6", "mmol/L"],
        "Bác sĩ điều trị",
    ]
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["Tên", "Kết quả", "Đơn vị"],
        ["Glucose máu", "5,6", "mmol/L"],
    ]
    assert all(cell.box.covers(own.box) == 1 for cell in table.cells for own in cell.words)


def test_two_lines_in_a_cell_stay_in_it() -> None:
    rules = ruled((165, 660, 1480), (700, 820, 890))
    page = words(
        line("Thuốc", 0.12, 0.31),
        line("Amoxicillin", 0.12, 0.33),
        line("500 mg", 0.42, 0.32),
        line("Paracetamol", 0.12, 0.36),
        line("1 g", 0.42, 0.36),
    )
    _, (table,) = lay_out(page, rules, WIDTH, HEIGHT, DPI)
    assert [cell.text for cell in table.cells] == [
        *["Thuốc Amoxicillin", "500 mg"],
        *["Paracetamol", "1 g"],
    ]


def test_tables_are_told_from_the_top_down() -> None:
    low, high = (
        ruled((165, 660, 1480), (1400, 1470, 1540)),
        ruled((165, 660, 1480), (702, 772, 842)),
    )
    rules = Rules(low.across + high.across, low.down + high.down)
    rows = [
        (0.31, "Mạch", "80"),
        (0.34, "Nhiệt độ", "37"),
        (0.61, "HGB", "120"),
        (0.64, "CRP", "5"),
    ]
    page = words(
        *(line(name, 0.12, y) for y, name, _ in rows),
        *(line(value, 0.45, y) for y, _, value in rows),
    )
    lines, tables = lay_out(page, rules, WIDTH, HEIGHT, DPI)
    assert [table.cells[0].text for table in tables] == ["Mạch", "HGB"]
    assert [own.text for own in lines] == [text for _, *texts in rows for text in texts]


def test_a_table_without_writing_is_none() -> None:
    lines, tables = lay_out(
        words(line("Ghi chú", 0.1, 0.2)), ruled((165, 660, 1480), (700, 820, 890)), 1654, 2339, DPI
    )
    assert tables == ()
    assert [line.text for line in lines] == ["Ghi chú"]


EDGE = st.floats(0, 1)
BOXES = st.builds(Box.clipped, EDGE, EDGE, EDGE, EDGE)
SMALL = st.builds(
    lambda x, y, w, h: Box.clipped(x, y, x + w, y + h),
    *[EDGE, EDGE, st.floats(0, 0.2), st.floats(0, 0.02)],
)
WORDS = st.lists(st.builds(Word, st.sampled_from("abc"), BOXES | SMALL, EDGE), max_size=25)


def segments(*, level: bool) -> st.SearchStrategy[tuple[Segment, ...]]:
    start, long, at = st.integers(0, 1200), st.integers(80, 1200), st.integers(0, 1650)

    def lie(start: int, long: int, at: int) -> Segment:
        return (start, at, start + long, at + 3) if level else (at, start, at + 3, start + long)

    return st.lists(st.builds(lie, start, long, at), max_size=6).map(tuple)


@rounds(deadline=None)
@given(WORDS)
def test_every_word_stands_in_exactly_one_line(every: list[Word]) -> None:
    lines = lines_of(every, HEIGHT / WIDTH)
    assert Counter(word for line in lines for word in line.words) == Counter(every)
    for own in lines:
        starts = [word.box.left for word in own.words]
        assert starts == sorted(starts)


@rounds(deadline=None, max_examples=200)
@given(WORDS, st.builds(Rules, segments(level=True), segments(level=False)))
def test_tables_lose_and_double_no_word(every: list[Word], rules: Rules) -> None:
    lines, tables = lay_out(every, rules, WIDTH, HEIGHT, DPI)
    assert Counter(word for line in lines for word in line.words) == Counter(every)
    held = Counter(word for table in tables for cell in table.cells for word in cell.words)
    assert held <= Counter(every)
