"""Imaging: what was looked at, and what was found."""

import pytest

from extractors import imaging
from extractors.imaging import modality, site
from tests.extractors.forms import document, labels, listed

Found = list[dict[str, str | None]]


def said(text: str, *, type: str = "imaging_report", title: str = "") -> Found:
    form = document(text, type=type, title=title)
    return listed(imaging.extract(form, labels(form)))


def test_a_report() -> None:
    text = """
        PHIẾU SIÊU ÂM
        Chỉ định: Siêu âm ổ bụng tổng quát
        Mô tả: Gan không to
        Kết luận: Sỏi túi mật
    """
    assert said(text, title="PHIẾU SIÊU ÂM") == [
        {"modality": "ultrasound", "site": "ổ bụng", "conclusion": "Sỏi túi mật"}
    ]


def test_the_kind_is_read_from_the_title_and_lies_on_it() -> None:
    text = "PHIẾU CHỤP X-QUANG\nKết luận: Viêm phổi thùy dưới phải"
    form = document(text, type="imaging_report", title="PHIẾU CHỤP X-QUANG")
    (made,) = imaging.extract(form, labels(form))
    assert made["modality"].value == "xray"
    assert made["modality"].text == "PHIẾU CHỤP X-QUANG"


def test_the_kind_is_read_from_the_request_where_the_title_says_none() -> None:
    found = said("KẾT QUẢ\nYêu cầu: Chụp CLVT sọ não", title="KẾT QUẢ")
    assert found == [{"modality": "ct", "site": "sọ não"}]


def test_a_conclusion_goes_on_below_its_bullets() -> None:
    text = """
        Kết luận:
        - Sỏi túi mật
        - Gan nhiễm mỡ độ I
    """
    (made,) = said(text)
    assert made["conclusion"] == "Sỏi túi mật - Gan nhiễm mỡ độ I"


@pytest.mark.parametrize("text", ["", "Kết luận: ........", "Tôi đã đọc"])
def test_a_report_that_says_nothing(text: str) -> None:
    assert said(text) == []


def test_studies_quoted_in_narrative() -> None:
    text = (
        "Kết quả cận lâm sàng: X-quang ngực thẳng: đám mờ đáy phổi phải."
        " Siêu âm ổ bụng: sỏi túi mật; WBC 12 G/L"
    )
    assert said(text, type="record_summary") == [
        {"modality": "xray", "site": "ngực", "conclusion": "đám mờ đáy phổi phải"},
        {"modality": "ultrasound", "site": "ổ bụng", "conclusion": "sỏi túi mật"},
    ]


def test_an_order_of_a_study_is_no_study() -> None:
    assert said("Kết quả cận lâm sàng: chờ siêu âm", type="record_summary") == []
    assert said("Điều trị: Siêu âm ổ bụng: chờ", type="record_summary") == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("SIÊU ÂM Ổ BỤNG", "ultrasound"),
        ("SIÊU ÂM TIM", "echo"),
        ("PHIẾU CHỤP X-QUANG", "xray"),
        ("CHỤP CẮT LỚP VI TÍNH", "ct"),
        ("CT Scanner sọ não", "ct"),
        ("CỘNG HƯỞNG TỪ CỘT SỐNG", "mri"),
        ("NỘI SOI DẠ DÀY", "endoscopy"),
        ("ĐIỆN TIM", "ecg"),
        ("Sieu am o bung", "ultrasound"),
        ("Chest X-ray", "xray"),
        ("ĐƠN THUỐC", None),
        ("", None),
    ],
)
def test_kinds(text: str, kind: str | None) -> None:
    assert modality(text) == kind


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Siêu âm ổ bụng tổng quát", "ổ bụng"),
        ("Chụp X-quang ngực thẳng", "ngực"),
        ("CT sọ não không tiêm thuốc cản quang", "sọ não"),
        ("Điện tim", ""),
    ],
)
def test_sites(text: str, place: str) -> None:
    assert site(text) == place
