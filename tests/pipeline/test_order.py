"""The order in which a person reads a page."""

from models.geometry import Box
from pipeline.order import Block, reading_order

HIGH = 0.014


def order(*lines: tuple[str, float, float]) -> list[str]:
    """Return texts in reading order; lines are text, left and top, 0.01 of the width a letter."""
    blocks = [
        Block(k, Box.clipped(left, top, left + 0.01 * len(text), top + HIGH), text)
        for k, (text, left, top) in enumerate(lines)
    ]
    return [lines[place][0] for place in reading_order(blocks, 1.414)]


def test_a_letterhead_is_read_column_by_column() -> None:
    head = [
        ("SỞ Y TẾ HÀ NAM", 0.1, 0.05),
        ("BỆNH VIỆN ĐA KHOA TỈNH", 0.1, 0.07),
        ("Khoa: Nội", 0.1, 0.09),
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA", 0.4, 0.052),
        ("Độc lập - Tự do", 0.45, 0.073),
        ("MS: 01/BV-01", 0.75, 0.051),
        ("Số hồ sơ: 1234", 0.75, 0.069),
    ]
    title = ("GIẤY RA VIỆN CỦA NGƯỜI BỆNH TRONG NĂM NAY", 0.3, 0.13)
    assert order(*head[::2], title, *head[1::2]) == [text for text, _, _ in (*head, title)]


def test_labels_side_by_side_are_read_row_by_row() -> None:
    rows = [
        ("Họ và tên: Trần Thị Hà", 0.1, 0.2),
        ("Ngày sinh: 01/02/1990", 0.55, 0.2),
        ("Giới tính: Nữ", 0.1, 0.22),
        ("Điện thoại: 0912345678", 0.55, 0.221),
    ]
    assert order(*reversed(rows)) == [text for text, _, _ in rows]


def test_a_table_without_rules_is_read_row_by_row() -> None:
    names = ["Glucose", "Urê", "Creatinin", "AST", "ALT", "Natri"]
    rows = [
        cell
        for k, name in enumerate(names)
        for cell in (
            (name, 0.1, 0.2 + 0.02 * k),
            (f"5,{k}", 0.4, 0.2 + 0.02 * k),
            (f"{k}-9", 0.6, 0.2 + 0.02 * k),
            (f"mmol {k}", 0.8, 0.2 + 0.02 * k),
        )
    ]
    assert order(*reversed(rows)) == [text for text, _, _ in rows]


def test_signatures_are_read_one_after_the_other() -> None:
    left = [("NGƯỜI BỆNH", 0.15, 0.72), ("(Ký tên)", 0.16, 0.74), ("Trần Thị Hà", 0.14, 0.82)]
    right = [
        ("Ngày 12 tháng 5 năm 2024", 0.6, 0.7),
        ("BÁC SĨ ĐIỀU TRỊ", 0.63, 0.72),
        ("(Ký, ghi rõ họ tên)", 0.62, 0.74),
        ("BS. Lê Văn Nam", 0.64, 0.82),
    ]
    assert order(*right, *left) == [text for text, _, _ in (*left, *right)]


def test_words_at_the_ends_of_lines_stay_with_their_lines() -> None:
    lines = [
        ("1. Phosphalugel 12,38g", 0.1, 0.3),
        ("SL: 30 Gói", 0.7, 0.3),
        ("Ngày uống 3 lần", 0.12, 0.32),
        ("2. Nexium 40mg", 0.1, 0.34),
        ("SL: 28 Viên", 0.7, 0.34),
        ("Ngày uống 1 lần", 0.12, 0.36),
    ]
    assert order(*reversed(lines)) == [text for text, _, _ in lines]


def test_every_block_comes_once() -> None:
    blocks = [
        Block(
            k, Box(0.1 * (k % 7), 0.03 * (k % 11), 0.1 * (k % 7) + 0.08, 0.03 * (k % 11) + 0.02), ""
        )
        for k in range(77)
    ]
    assert sorted(reading_order(blocks, 1.414)) == list(range(77))
    assert reading_order([], 1.414) == []
