"""What else than a plain title tells forms and their pages apart: tables a clerk could read."""

import time
from dataclasses import replace

import pytest

from models.geometry import Box
from models.page import Mark, MarkKind, Page
from pipeline.split import split, title_of
from pipeline.split.counts import Count, count_of, out_of_sequence
from pipeline.split.patient import head_of, same
from tests.pipeline.paper import line
from tests.pipeline.test_split import HEAD, chart, page

HA, NAM = "Họ và tên: TRẦN THỊ HÀ   Tuổi: 45", "Họ và tên: LÊ VĂN NAM   Tuổi: 60"


def coded(text: str, held: str) -> Page:
    """A page with a barcode."""
    made = page(*text.split("\n")) if text else page()
    return replace(made, marks=(Mark(Box(0.3, 0.3, 0.7, 0.4), MarkKind.BARCODE, text=held),))


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("MS: 36/BV-02", "treatment_sheet"),
        ("MS 36/BV2", "treatment_sheet"),
        ("MS: 39/BV-01", "treatment_sheet"),  # the generation of 2001
        ("Mẫu số: 36/BV-02", "treatment_sheet"),
        ("MS: 36/BV-O2", "treatment_sheet"),  # O for 0
        ("M5: 36/BV-02", "treatment_sheet"),
        ("MS: 0l/BV-01", "inpatient_record"),  # l for 1
        ("MS: 36lBV-02", "treatment_sheet"),  # l for the slash
        ("MS: 36 BV 02", "treatment_sheet"),  # no slash
        ("MS:03/BV-02", "other"),
        ("MS: 3/8/2024", None),
        ("Số BV-02", None),
    ],
)
def test_codes_are_read_through_damage(code: str, kind: str | None) -> None:
    found = title_of(page(*HEAD, code, "Khoa: Nội", "Họ và tên: Trần Thị Hà"))
    assert (found and found[0]) == kind
    assert found is None or found[1] < 0.9  # a code alone says less than a title


def test_title_and_code_together_say_more_than_either() -> None:
    damaged, whole = "PHlẾU THE0 DÕl ĐIỀƯ TRỊ", "MS: 36/BV-02"
    alone = title_of(page(*HEAD, damaged))
    both = title_of(page(*HEAD, whole, damaged))
    assert alone and both and alone[0] == both[0] == "treatment_sheet"
    assert both[1] >= alone[1]


@pytest.mark.parametrize(
    ("text", "place", "whole"),
    [
        ("Trang 1/2", 1, 2),
        ("Trang: 2 / 3", 2, 3),
        ("trang l/2", 1, 2),
        ("Tờ số: 3", 3, None),
        ("Page 2 of 3", 2, 3),
        ("1 of 3", 1, 3),
        ("- 2/4 -", 2, 4),
        ("Điện thoại 2", None, None),
        ("Ngày 12/03/2024", None, None),
        ("Trang 5/2", None, None),
        ("Trang 3", 3, None),
    ],
)
def test_pages_that_count_themselves(text: str, place: int | None, whole: int | None) -> None:
    found = count_of(page(*HEAD, "Nội dung", foot=text))
    assert (found and found.place, found and found.whole) == (place, whole)


def test_a_number_in_running_text_counts_no_page() -> None:
    middle = Page(1, 1654, 2339, 200, (line("xem thêm trang 2 của hồ sơ", 0.3, 0.5),))
    assert count_of(middle) is None
    assert count_of(page("Tờ số: 2")) == Count(2, None)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Họ và tên: TRẦN THỊ HÀ", "Họ tên người bệnh: Trần Thị Hà   Giới: Nữ", True),
        ("Họ và tên: TRẦN THỊ HÀ", "Họ và tên: TRAN THỊ HA   Tuổi: 45", True),
        ("Họ và tên: TRẦN THỊ HÀ", "Họ và tên: TRẦN THỊ LAN", False),
        ("Họ và tên: TRẦN THỊ LAN", "Họ và tên: TRẦN THỊ LAM", None),  # one letter misread?
        ("Họ và tên: TRẦN THỊ HÀ", "Họ tên bố: TRẦN VĂN BA", None),
        ("Họ và tên: TRẦN THỊ HÀ", "Mạch 80", None),
        ("Mã BN: 20241234", "Mã BN: 20241235", True),  # one digit misread
        ("Mã BN: 20241234", "Mã BN: 20998877", False),
        ("Mã BN: 20241234", "Số hồ sơ: 20998877", None),
    ],
)
def test_whose_page_it_is(one: str, other: str, expected: bool | None) -> None:
    assert same(head_of(page(*HEAD, one)), head_of(page(*HEAD, other))) is expected


def test_another_patients_page_is_never_appended() -> None:
    title = "PHIẾU KẾT QUẢ XÉT NGHIỆM"
    assert chart(
        page(*HEAD, title, HA, foot="Trang 1/2"),
        page(NAM, "Glucose 5,2", foot="Trang 2/2"),
        page("Ure 4,1"),
    ) == [("lab_report", [1]), ("other", [2, 3])]
    assert chart(page(title, HA, foot="Trang 1/2"), page(title, NAM, foot="Trang 2/2")) == [
        ("lab_report", [1]),
        ("lab_report", [2]),
    ]


def test_a_running_head_with_the_same_patient_goes_on() -> None:
    assert chart(
        page(*HEAD, "BỆNH ÁN NỘI KHOA", HA), page(HA, "II. Bệnh sử"), page(HA, "III. Tiền sử")
    ) == [("inpatient_record", [1, 2, 3])]


def test_a_page_that_goes_on_is_not_parted_by_a_heading_that_may_be_a_parts() -> None:
    first = page(*HEAD, "BỆNH ÁN NỘI KHOA", HA, foot="Trang 1/2")
    second = page(*["Tỉnh, tiếp xúc tốt"] * 8, "HI KHÁM BỆNH", foot="Trang 2/2")
    claim = title_of(second)
    assert claim and claim[1] < 0.7
    assert chart(first, second) == [("inpatient_record", [1, 2])]


@pytest.mark.parametrize("held", ["SEPARATOR", "Patch-T", "PHAN CACH 01"])
def test_a_separator_sheet_is_told_by_its_barcode(held: str) -> None:
    text = "Đặt tờ này giữa hai hồ sơ\nkhông viết lên tờ này\nmáy quét tự nhận ra"
    before, after = page(*HEAD, "ĐƠN THUỐC", HA), page("Tiếp theo")
    assert chart(before, coded(text, held), after) == [
        ("prescription", [1]),
        ("cover_sheet", [2]),
        ("other", [3]),
    ]


def test_a_page_with_only_a_barcode_parts_and_one_with_writing_does_not() -> None:
    assert title_of(coded("", "X1"))[:1] == ("cover_sheet",)  # type: ignore[index]
    assert title_of(coded("\n".join([*HEAD, HA, "Mạch 80 lần/phút"]), "20241234")) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Bệnh nhân được cấp đơn thuốc và giấy ra viện", None),
        ("Kèm theo phiếu xét nghiệm số 12", None),
        ("PHIẾU ĐĂNG KÝ SUẤT ĂN", "other"),
        ("GIẤY MƯỢN HỒ SƠ", "other"),
        ("PHIẾU CÔNG KHAI THUỐC", "other"),
        ("SỞ Y TẾ TỈNH KHÁNH HOÀ", None),
    ],
)
def test_titles_in_text_and_titles_of_no_known_form(text: str, kind: str | None) -> None:
    found = title_of(Page(1, 1654, 2339, 200, (line(text, 0.35, 0.12), line(HA, 0.2, 0.3))))
    assert (found and found[0]) == kind


def test_an_unknown_form_is_kept_as_other_with_its_text() -> None:
    unknown = page(*HEAD, "PHIẾU ĐĂNG KÝ SUẤT ĂN", HA, "Cháo")
    documents = split([replace(unknown, number=1), page("ĐƠN THUỐC", number=2)])
    assert [(d.type, d.numbers) for d in documents] == [("other", (1,)), ("prescription", (2,))]
    assert documents[0].title == "PHIẾU ĐĂNG KÝ SUẤT ĂN"
    assert "Cháo" in documents[0].pages[0].text


def test_a_turned_sheet_without_a_title_is_another_paper() -> None:
    broad = replace(page("Biểu đồ"), width=2339, height=1654)
    first, second = split([page("GIẤY RA VIỆN"), replace(broad, number=2)])
    assert (first.numbers, second.numbers, second.type) == ((1,), (2,), "other")


@pytest.mark.parametrize(
    ("feet", "expected"),
    [
        (["Trang 1/3", "Trang 2/3", "Trang 3/3"], []),
        (["Trang 1/3", "Trang 3/3"], [(2, "pages.missing")]),
        (["Trang 1/3", "Trang 2/3"], [(2, "pages.missing")]),
        (["Trang 1/3", "", "Trang 3/3"], []),
        (["Trang 1/3", "Trang 3/3", "Trang 2/3"], [(3, "pages.order")]),
        (["", ""], []),
        (["Tờ số 3", "Tờ số 4"], []),
        (["Tờ số 3", "Tờ số 5"], [(2, "pages.missing")]),
    ],
)
def test_pages_missing_and_out_of_order(feet: list[str], expected: list[tuple[int, str]]) -> None:
    first = page(*HEAD, "BỆNH ÁN NỘI KHOA", number=1, foot=feet[0])
    others = [page("tiếp", number=k, foot=foot) for k, foot in enumerate(feet[1:], 2)]
    (document,) = split([first, *others])
    assert list(out_of_sequence(document)) == expected


def test_sixty_pages_are_split_in_a_fifth_of_a_second() -> None:
    forms = ["BỆNH ÁN NỘI KHOA", "TỜ ĐIỀU TRỊ", "PHIẾU CHĂM SÓC", "PHIẾU XÉT NGHIỆM"]
    body = [f"Mạch 80 lần/phút, huyết áp 120/80, ngày thứ {k}" for k in range(25)]
    pages = [
        page(*([*HEAD, forms[k // 2 % 4]] if k % 2 == 0 else []), HA, *body, number=k + 1)
        for k in range(60)
    ]
    split(pages[:1])
    start = time.process_time()
    assert len(split(pages)) == 30
    assert time.process_time() - start < 0.2
