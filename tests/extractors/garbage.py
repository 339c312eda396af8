"""Pages of random words, as a reader delivers them from a coffee stain."""

from hypothesis import strategies as st

from models.document import Document
from models.geometry import Box, around
from models.page import Cell, Line, Mark, MarkKind, Page, Table, Word
from models.record import DocumentType

PRINTED = (
    "Họ và tên: Tuổi: Giới: Nam Nữ 1. 2. X Ngày sinh: 12/03/1961 Địa chỉ: Số nhà 5 BHYT: DN4010"
    " CCCD: Điện thoại: 0900 Chẩn đoán: Viêm phổi (J18.9) ; Tăng huyết áp I10 Tiền sử: không có"
    " Thuốc điều trị: Paracetamol 500 mg x 20 viên Ngày uống 2 lần, | [ ] ( ) : . , - TÊN XÉT"
    " NGHIỆM Kết quả Đơn vị WBC 7,2 G/L 4 - 10 Mạch: 80 lần/phút HA 120/80 mmHg Kết luận: Dị ứng:"
    " BS. Nguyễn An BỆNH VIỆN ĐA KHOA ngày tháng năm 2024 Kính gửi: Siêu âm: SpO2 T° 36.8 °C"
    " Phương pháp phẫu thuật: Người thực hiện: Ra viện lúc: 8 giờ 30 Kết quả điều trị: 1.Khỏi"
).split()
KINDS = st.sampled_from(list(DocumentType))


def _texts() -> st.SearchStrategy[str]:
    signs = st.text(st.characters(exclude_categories=["Z", "C"]), min_size=1, max_size=12)
    some = st.text("0123456789.,:/-()%óOIl|[]xX", min_size=1, max_size=12)
    return st.one_of(st.sampled_from(PRINTED), some, signs)


@st.composite
def _boxes(draw: st.DrawFn) -> Box:
    edge = st.floats(0, 1, allow_nan=False)
    return Box.clipped(draw(edge), draw(edge), draw(edge), draw(edge))


@st.composite
def _lines(draw: st.DrawFn, row: int) -> Line:
    """Words from left to right in a row, or anywhere at all."""
    texts = draw(st.lists(_texts(), min_size=1, max_size=9))
    if draw(st.booleans()):
        made = [Word(text, draw(_boxes()), draw(st.floats(0, 1))) for text in texts]
        return Line(tuple(made))
    left, top = draw(st.floats(0, 0.6)), 0.02 + 0.03 * row
    boxes = [
        Box.clipped(left + 0.05 * k, top, left + 0.05 * k + 0.04, top + 0.02) for k in range(9)
    ]
    return Line(tuple(Word(text, box, 0.9) for text, box in zip(texts, boxes, strict=False)))


@st.composite
def _tables(draw: st.DrawFn, lines: list[Line]) -> Table:
    """A table over some of the lines, its grid with holes and cells without words."""
    cells = []
    for line in lines:
        row, column = draw(st.integers(0, 4)), draw(st.integers(0, 5))
        own = draw(st.sampled_from([(line,), ()]))
        cells.append(Cell(row, column, line.box, own, draw(st.integers(1, 3))))
    return Table(around(cell.box for cell in cells), tuple(cells))


@st.composite
def pages(draw: st.DrawFn, number: int = 1) -> Page:
    lines = [draw(_lines(row)) for row in range(draw(st.integers(0, 8)))]
    tables = [draw(_tables(lines[k:])) for k in range(draw(st.integers(0, 2))) if lines[k:]]
    marks = draw(
        st.lists(st.builds(Mark, _boxes(), st.sampled_from(MarkKind), st.booleans()), max_size=3)
    )
    language = draw(st.sampled_from(["vi", "en"]))
    shift = draw(st.floats(-0.3, 0.3))
    moved = (0.9, shift, 0.05, -shift, 0.9, 0.05, 0.0, 0.0, 1.0)
    parts = tuple(lines), tuple(tables), tuple(marks)
    return Page(number, 1240, 1754, 150, *parts, 90, moved, language=language)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """One or two such pages under any type and title."""
    count = draw(st.integers(1, 2))
    made = tuple(draw(pages(number)) for number in range(1, count + 1))
    title = draw(st.sampled_from(["", "ĐƠN THUỐC", "SIÊU ÂM Ổ BỤNG"]))
    return Document(made, draw(KINDS), 0.8, made[0].language, title)
