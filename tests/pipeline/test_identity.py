"""Identity papers among the pages of a chart, all of them made up."""

from dataclasses import replace

import pytest

from models.forms import is_identity
from models.geometry import Box
from models.page import Mark, MarkKind, Page
from pipeline.split import split
from pipeline.split.identity import cards
from pipeline.split.register import packaged
from tests.extractors.forms import PRESCRIPTION, page

FRONT = """
    CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
    Độc lập - Tự do - Hạnh phúc
    CĂN CƯỚC CÔNG DÂN
    Citizen Identity Card
    Số / No.: 001161000001
    Họ và tên / Full name: TRẦN THỊ HÀ
    Ngày sinh / Date of birth: 12/03/1961    Giới tính / Sex: Nữ
    Quê quán / Place of origin: An Bình, Đông Hà
    Nơi thường trú / Place of residence: An Bình, Đông Hà
    Có giá trị đến / Date of expiry: Không thời hạn
"""
BACK = """
    Đặc điểm nhận dạng / Personal identification: Nốt ruồi
    Ngày, tháng, năm / Date, month, year: 01/01/2022
    CỤC TRƯỞNG CỤC CẢNH SÁT
    Ngón trỏ trái    Ngón trỏ phải
    Left index finger    Right index finger
    IDVNM1610000012001161000001<<4
    6103125F9912315VNM<<<<<<<<<<<2
    TRAN<<THI<HA<<<<<<<<<<<<<<<<<<
"""
MISREAD = BACK.replace("Đặc điểm nhận dạng", "Đặc diem nhan dạng").replace("IDVNM16", "1DVNM16")
INSURANCE = """
    BẢO HIỂM XÃ HỘI VIỆT NAM
    THẺ BẢO HIỂM Y TẾ
    Mã số: 0100000001
    Họ và tên: TRẦN THỊ HÀ
    Ngày sinh: 12/03/1961    Giới tính: Nữ
    Giá trị sử dụng: từ ngày 01/01/2026
    Nơi đăng ký KCB ban đầu: Trung tâm Y tế An Bình
    Thời điểm đủ 05 năm liên tục: 01/01/2020
"""
BIRTH = """
    CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
                GIẤY KHAI SINH
    Họ, chữ đệm, tên: TRẦN VĂN AN
    Nơi sinh: Trung tâm Y tế An Bình
    Họ, chữ đệm, tên người mẹ: TRẦN THỊ HÀ
    Họ, chữ đệm, tên người đi khai sinh: TRẦN THỊ HÀ
"""
NEW = """
    CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
    CĂN CƯỚC
    IDENTITY CARD
    Số định danh cá nhân / Personal identification number: 001161000001
    Họ, chữ đệm và tên khai sinh / Full name: TRẦN THỊ HÀ
    Ngày, tháng, năm sinh / Date of birth: 12/03/1961
"""
OLD = """
    GIẤY CHỨNG MINH NHÂN DÂN
    SỐ 123456789
    Họ tên: TRẦN THỊ HÀ
    Nguyên quán: An Bình, Đông Hà
    Nơi ĐKHK thường trú: An Bình, Đông Hà
"""
REGISTRATION = """
                THÔNG TIN NGƯỜI BỆNH
    Họ và tên: TRẦN THỊ HÀ    Quê quán: Đông Hà
    Số căn cước công dân: 001161000001    Nơi thường trú: An Bình, Đông Hà
    Thẻ bảo hiểm y tế: DN4790123456789    Nơi đăng ký KCB ban đầu: An Bình
    Giá trị sử dụng: từ 01/01/2026    Có giá trị đến: 31/12/2026
"""
NOTE = """
    Bệnh nhân tỉnh, tiếp xúc tốt, không sốt, ăn ngủ được
    Huyết áp ổn định, mạch đều, phổi thông khí rõ
"""
CODE = "001161000001|123456789|Trần Thị Hà|12031961|Nữ|An Bình, Đông Hà|01012022"
PLACE = Box(0.6, 0.1, 0.7, 0.2)


def forms(*pages: Page) -> list[tuple[str | None, int]]:
    """The form of each document and how many pages it has."""
    numbered = [replace(each, number=k) for k, each in enumerate(pages, 1)]
    return [(one.form, len(one.pages)) for one in split(numbered)]


def coded(read: Page, text: str) -> Page:
    """The same page with a code on it."""
    return replace(read, marks=(Mark(PLACE, MarkKind.BARCODE, text=text),))


def drug() -> Page:
    return page(PRESCRIPTION.format(name="TRẦN THỊ HÀ", number=20241234, day=12))


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (FRONT, "identity_citizen_card"),
        (BACK, "identity_citizen_card"),
        (MISREAD, "identity_citizen_card"),
        (NEW, "identity_citizen_card"),
        (INSURANCE, "identity_insurance_card"),
        (BIRTH, "identity_birth_certificate"),
        (OLD, "identity_old_card"),
    ],
)
@pytest.mark.parametrize("skip", [0, 25])
def test_a_copy_is_known_wherever_it_lies_on_the_sheet(text: str, form: str, skip: int) -> None:
    assert forms(page(text, skip=skip)) == [(form, 1)]


def test_a_code_tells_a_card_of_which_little_could_be_read() -> None:
    little = page("Trần Thị Hà\nQuê quán An Bình")
    assert forms(little) == [(None, 1)]
    assert forms(coded(little, CODE)) == [("identity_citizen_card", 1)]
    assert forms(coded(little, "BN|20241234|12031961")) == [(None, 1)]


def test_forms_that_ask_for_the_numbers_of_cards_are_none() -> None:
    assert not any(is_identity(form) for form, _ in forms(page(REGISTRATION)))
    assert not any(is_identity(form) for form, _ in forms(coded(drug(), CODE)))
    assert not any(is_identity(form) for form, _ in forms(page(NOTE)))
    # Headings of forms that are spelt nearly as a passport's, or ask for one.
    for heading in ("Y HỌC HIỆN ĐẠI", "HỘ CHIẾU SỐ: B1234567", "CĂN CƯỚC/HỘ CHIẾU: 0011"):
        assert not any(is_identity(form) for form, _ in forms(page(heading + NOTE)))


def test_a_long_page_is_no_card_whatever_words_it_has() -> None:
    long = page(BACK + NOTE * 12)
    assert not any(is_identity(form) for form, _ in forms(long))


def test_a_card_is_no_page_of_the_paper_before_it_nor_the_next_one_of_the_card() -> None:
    long = page(NOTE * 12)
    assert [number for _, number in forms(drug(), page(FRONT), long)] == [1, 1, 1]


def test_the_back_of_a_card_of_which_nothing_could_be_read_stays_with_it() -> None:
    blurred = page("Nốt ruồi    01/01/2022")
    assert forms(drug(), page(FRONT), blurred) == [
        ("prescription", 1),
        ("identity_citizen_card", 2),
    ]


def test_every_card_is_a_form_of_the_register_and_of_the_type_other() -> None:
    known = {form.id: form for form in packaged()}
    assert {card.form for card in cards()} <= set(known)
    kept = [form for form in known.values() if is_identity(form.id)]
    assert {form.type.value for form in kept} == {"other"}
