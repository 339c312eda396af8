"""The facility that a letterhead names."""

import pytest

from extractors.letterhead import facility
from tests.extractors.forms import page


def said(text: str) -> str | None:
    made = facility(page(text))
    return made.value if made else None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("SỞ Y TẾ HẢI TÂY\nBỆNH VIỆN ĐA KHOA HẢI TÂY", "BỆNH VIỆN ĐA KHOA HẢI TÂY"),
        ("BỆNH VIỆN ĐA KHOA\nKHU VỰC HẢI TÂY\nKhoa: Nội", "BỆNH VIỆN ĐA KHOA KHU VỰC HẢI TÂY"),
        ("BENH VIEN DA KHOA HẢI TÂY", "BỆNH VIỆN ĐA KHOA HẢI TÂY"),
        ("Bệnh viện Nhi Hải Tây\nKhoa: Nhi", "Bệnh viện Nhi Hải Tây"),
        ("TRUNG TÂM Y TẾ HUYỆN AN ĐÔNG", "TRUNG TÂM Y TẾ HUYỆN AN ĐÔNG"),
    ],
)
def test_the_letterhead(text: str, name: str) -> None:
    assert said(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "SỞ Y TẾ HẢI TÂY\nĐƠN THUỐC",
        "GIẤY CHUYỂN TUYẾN\nbệnh viện tuyến trên",
        "ĐƠN THUỐC\n" + "\n" * 20 + "Bệnh viện Nhi Hải Tây",
    ],
)
def test_what_is_no_letterhead(text: str) -> None:
    assert said(text) is None


def test_the_title_does_not_join_the_facility() -> None:
    text = """
        BỆNH VIỆN ĐA KHOA HẢI TÂY


        ĐƠN THUỐC
    """
    assert said(text) == "BỆNH VIỆN ĐA KHOA HẢI TÂY"
