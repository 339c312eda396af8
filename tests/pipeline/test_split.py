"""Which pages are one document, and which form each document is."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.page import Page
from pipeline.split import split, title_of
from tests.pipeline.paper import line

HEAD = ("SỞ Y TẾ HUẾ", "BỆNH VIỆN ĐA KHOA TỈNH")


def page(
    *lines: str,
    number: int = 1,
    foot: str = "",
    blank: bool = False,
    language: str = "vi",
    top: float = 0.05,
) -> Page:
    """A page with lines from the top down, 0.03 of the page apart, and one at its foot."""
    written = [line(text, 0.3, top + 0.03 * k) for k, text in enumerate(lines)]
    if foot:
        written.append(line(foot, 0.8, 0.96))
    return Page(number, 1654, 2339, 200, tuple(written), blank=blank, language=language)


def chart(*pages: Page) -> list[tuple[str, list[int]]]:
    """The type and the page numbers of every document; pages are numbered as they come."""
    numbered = [replace(p, number=k) for k, p in enumerate(pages, 1)]
    return [(document.type, list(document.numbers)) for document in split(numbered)]


TITLES = [
    ("GIẤY RA VIỆN", "discharge_certificate"),
    ("GIÂY RA VIÊN", "discharge_certificate"),  # tone marks misread
    ("TÓM TẮT HỒ SƠ BENH AM", "record_summary"),  # one letter misread
    ("ĐƠN THUỐC", "prescription"),
    ("DON THUOC", "prescription"),
    ("ĐƠN THUỐC (dùng cho người bệnh)", "prescription"),
    ("hs ĐƠN THUỐC Mã BN: 123", "prescription"),  # a speck before, a number beside
    ("PHIẾU KẾT QUẢ XÉT NGHIỆM HOÁ SINH MÁU", "lab_report"),
    ("TÓM TẮT HỒ SƠ BỆNH AN", "record_summary"),
    ("BỆNH ÁN NỘI KHOA", "inpatient_record"),
    ("PHIẾU CHĂM SỐC", "nursing_note"),
    ("TỜ ĐIỀU TRỊ SỐ 2", "treatment_sheet"),
    ("DISCHARGE SUMMARY", "record_summary"),
    ("LABORATORY REPORT", "lab_report"),
    ("PRESCRIPTION", "prescription"),
    ("REFERRAL LETTER", "referral"),
    ("X-RAY REPORT", "imaging_report"),
    ("A - BỆNH ÁN", None),
    ("II. TÓM TẮT BỆNH ÁN", None),
    ("IIl. KHÁM BỆNH", None),
    ("HI. KHÁM BỆNH", None),  # III. as it is read
    ("[IN. KHÁM BỆNH", None),
    ("3) ĐƠN THUỐC", None),
    ("BỆNH VIỆN ĐA KHOA TỈNH", None),
    ("Đơn thuốc ra viện kèm theo", None),
    ("CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM", None),
]


@pytest.mark.parametrize(("title", "kind"), TITLES)
def test_titles(title: str, kind: str | None) -> None:
    found = title_of(page(*HEAD, title, "Họ và tên: Trần Thị Hà"))
    assert (found and found[0]) == kind
    if found is not None:
        assert 0.85 < found[1] <= 1
        assert found[2] in title


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (["PHIẾU KẾT QUẢ", "XÉT NGHIỆM"], "lab_report"),
        (["GIẤY CHUYỂN CƠ SỞ", "KHÁM BỆNH, CHỮA BỆNH"], "referral"),
        (["TÓM TẮT", "HỒ SƠ BỆNH ÁN"], "record_summary"),
        (["KẾT QUẢ", "X-QUANG"], "imaging_report"),
    ],
)
def test_titles_over_two_lines(lines: Sequence[str], kind: str) -> None:
    written = tuple(line(text, 0.3, 0.2 + 0.018 * k) for k, text in enumerate(lines))
    found = title_of(Page(1, 1654, 2339, 200, written))
    assert found is not None and found[0] == kind


def test_a_title_stands_in_the_upper_part() -> None:
    assert title_of(page("ĐƠN THUỐC", top=0.5)) is None
    assert title_of(Page(1, 1654, 2339, 200, ())) is None


def test_the_longest_title_wins() -> None:
    found = title_of(page("BỆNH ÁN", "BÌA HỒ SƠ BỆNH ÁN", top=0.1))
    assert found is not None and found[0] in {"inpatient_record", "cover_sheet"}
    assert split([page("PHIẾU SIÊU ÂM TIM")])[0].title == "PHIẾU SIÊU ÂM TIM"


def test_pages_without_a_title_go_on() -> None:
    assert chart(
        page(*HEAD, "BỆNH ÁN NỘI KHOA"),
        page("A - BỆNH ÁN", "I. Lý do vào viện: sốt"),
        page("Tiếp theo trang trước"),
        page(*HEAD, "ĐƠN THUỐC"),
        page("Amoxicillin 500 mg"),
    ) == [("inpatient_record", [1, 2, 3]), ("prescription", [4, 5])]


def test_blank_pages_belong_to_no_document() -> None:
    empty = page(blank=True)
    assert chart(empty, page("GIẤY RA VIỆN"), empty, page("Lời dặn"), empty) == [
        ("discharge_certificate", [2, 4])
    ]
    assert chart(empty, empty) == []


@pytest.mark.parametrize("foot", ["Trang 2/3", "trang 2 / 3", "Page 2 of 3", "Tờ số 2"])
def test_a_repeated_title_on_a_later_page_goes_on(foot: str) -> None:
    title = "PHIẾU KẾT QUẢ XÉT NGHIỆM"
    assert chart(page(title, foot="Trang 1/3"), page(title, foot=foot)) == [("lab_report", [1, 2])]


@pytest.mark.parametrize("foot", ["", "Trang 1/3", "Page 1 of 2", "Điện thoại 2"])
def test_a_repeated_title_begins_anew(foot: str) -> None:
    title = "PHIẾU KẾT QUẢ XÉT NGHIỆM"
    assert chart(page(title), page(title, foot=foot)) == [("lab_report", [1]), ("lab_report", [2])]


def test_another_title_begins_anew_whatever_its_number() -> None:
    assert chart(page("ĐƠN THUỐC"), page("GIẤY RA VIỆN", foot="Trang 2/2")) == [
        ("prescription", [1]),
        ("discharge_certificate", [2]),
    ]


def test_a_cover_sheet_stands_alone() -> None:
    assert chart(page("BÌA HỒ SƠ BỆNH ÁN"), page("Ghi chú"), page("BÌA BỆNH ÁN")) == [
        ("cover_sheet", [1]),
        ("other", [2]),
        ("cover_sheet", [3]),
    ]


def test_pages_before_the_first_title_are_another_form() -> None:
    (first, _) = split([page("Sổ tay", number=1), page("ĐƠN THUỐC", number=2)])
    assert (first.type, first.type_confidence, first.title) == ("other", 0.5, "")


def test_the_language_is_that_of_most_pages() -> None:
    english = page("OPERATION NOTE", language="en")
    (document,) = split([english, page("continued", language="en"), page("Ghi chú")])
    assert (document.type, document.language) == ("procedure_note", "en")


TEXTS = st.sampled_from([title for title, _ in TITLES] + ["Trang 2/3", "Mạch 80 lần/phút"])
PAGES = st.lists(st.tuples(st.lists(TEXTS, max_size=4), st.booleans()), max_size=8)


@given(PAGES)
def test_every_page_stands_in_one_document_and_in_order(
    drawn: list[tuple[list[str], bool]],
) -> None:
    pages = [page(*texts, number=k, blank=b) for k, (texts, b) in enumerate(drawn, 1)]
    numbers = [number for document in split(pages) for number in document.numbers]
    assert numbers == [p.number for p in pages if not p.blank]


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (["MS: 36/BV-02", "Tờ số: 1"], "treatment_sheet"),
        (["MS: 01/BV1", "Khoa: Nội"], "inpatient_record"),
        (["MS: 99/BV-01", "Khoa: Nội"], None),
        (["MS: 01/BV-01", "GIẤY RA VIỆN"], "discharge_certificate"),  # a title says more
    ],
)
def test_codes(lines: list[str], kind: str | None) -> None:
    found = title_of(page(*HEAD, *lines, "Họ và tên: Trần Thị Hà"))
    assert (found and found[0]) == kind
