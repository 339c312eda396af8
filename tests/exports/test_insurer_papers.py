"""Referral and appointment papers from their words to tables 13 and 14."""

from exports.insurer.file import Claim, claim
from exports.insurer.stays import Stay
from exports.record import Origin
from exports.stored import Stored
from tests.exports.claims import contents, faults
from tests.exports.papers import LINK, MADE, item, paper
from tests.extractors.forms import document, extracted

REFERRAL = """
    BỆNH VIỆN ĐA KHOA TRƯỜNG XUYÊN
    Số hồ sơ: BA-26-0071
                GIẤY CHUYỂN TUYẾN
    Kính gửi: Bệnh viện Tỉnh Đông Hà
    Họ và tên: TRẦN THỊ HÀ    Giới tính: Nữ
    Ngày sinh: 12/03/1961
    Địa chỉ: Xã An Bình, Tỉnh Đông Hà
    Thẻ BHYT số: DN4790123456789
    Dấu hiệu lâm sàng: Sốt cao, khó thở
    Chẩn đoán: Viêm phổi (J18.9)
    Thuốc đã sử dụng trong điều trị: Amoxicillin 500 mg
    Tình trạng người bệnh lúc chuyển tuyến: Tỉnh, còn khó thở
    Hướng điều trị: Kháng sinh đường tĩnh mạch
    Bác sĩ điều trị: Lê Văn Minh
"""
APPOINTMENT = """
    BỆNH VIỆN ĐA KHOA TRƯỜNG XUYÊN
                GIẤY HẸN KHÁM LẠI
    Họ và tên: TRẦN THỊ HÀ    Giới tính: Nữ
    Ngày sinh: 12/03/1961
    Địa chỉ: Xã An Bình, Tỉnh Đông Hà
    Thẻ BHYT số: DN4790123456789
    Chẩn đoán: Viêm phổi (J18.9)
    Bệnh kèm theo: Tăng huyết áp (I10)
    Hẹn khám lại vào ngày: 22/02/2026
                Ngày 08 tháng 02 năm 2026
    Bác sĩ điều trị: Lê Văn Minh
"""
DISCHARGE = """
                GIẤY RA VIỆN
    Họ và tên: TRẦN THỊ HÀ
    Chẩn đoán: Viêm phổi nặng (J15.9)
    Phương pháp điều trị: Thở oxy
"""


def filed(kind: str, text: str, number: int = 1) -> Stored:
    facts = extracted(document(text, type=kind), model=False)
    return Stored(f"d{number:024x}", Origin("a", "0" * 64, (1,), ()), facts, LINK, MADE)


def row(made: Claim, table: str) -> dict[str, str]:
    """The only row of a table, once the file keeps to all rules."""
    assert list(faults(made.data, made.missing)) == []
    (found,) = contents(made.data)[table]
    return found


def test_a_referral_fills_what_its_paper_says() -> None:
    made = claim(Stay((filed("referral", REFERRAL),)))
    found = row(made, "XML13")
    assert {key: value for key, value in found.items() if value} == {
        "MA_LK": found["MA_LK"],
        "SO_HOSO": "BA-26-0071",
        "HO_TEN": "TRẦN THỊ HÀ",
        "NGAY_SINH": "196103120000",
        "GIOI_TINH": "2",
        "DIA_CHI": "Xã An Bình, Tỉnh Đông Hà",
        "MA_THE_BHYT": "DN4790123456789",
        "DAU_HIEU_LS": "Sốt cao, khó thở",
        "CHAN_DOAN_RV": "Viêm phổi",
        "QT_BENHLY": "Tỉnh, còn khó thở",
        "MA_BENH_CHINH": "J18.9",
        "TEN_THUOC": "Amoxicillin",
        "HUONG_DIEU_TRI": "Kháng sinh đường tĩnh mạch",
    }
    reasons = {lack["field"]: lack["reason"] for lack in made.missing if lack["table"] == "XML13"}
    assert reasons["MA_BAC_SI"] == "no code"
    assert reasons["MA_LYDO_CT"] == reasons["PHUONGTIEN_VC"] == "unsaid"


def test_what_the_next_hospital_shall_do_is_not_what_was_done() -> None:
    stay = Stay((filed("discharge_certificate", DISCHARGE), filed("referral", REFERRAL, 2)))
    found = row(claim(stay), "XML13")
    assert (found["PP_DIEU_TRI"], found["PP_DIEUTRI"]) == ("Thở oxy", "Thở oxy")
    assert found["HUONG_DIEU_TRI"] == "Kháng sinh đường tĩnh mạch"
    # Table 1 and 13 must say the same: what the discharge certificate says.
    assert found["MA_BENH_CHINH"] == "J15.9"


def test_an_appointment_fills_what_its_paper_says() -> None:
    made = claim(Stay((filed("appointment", APPOINTMENT),)))
    found = row(made, "XML14")
    assert {key: value for key, value in found.items() if value} == {
        "MA_LK": found["MA_LK"],
        "HO_TEN": "TRẦN THỊ HÀ",
        "NGAY_SINH": "196103120000",
        "GIOI_TINH": "2",
        "DIA_CHI": "Xã An Bình, Tỉnh Đông Hà",
        "MA_THE_BHYT": "DN4790123456789",
        "CHAN_DOAN_RV": "Viêm phổi; Tăng huyết áp",
        "MA_BENH_CHINH": "J18.9",
        "MA_BENH_KT": "I10",
        "NGAY_CT": "20260208",
    }
    (lack,) = [one for one in made.missing if one["field"] == "NGAY_HEN_KL"]
    assert (lack["reason"], lack["mandatory"]) == ("no time", True)


def test_an_appointment_at_an_hour_tells_it() -> None:
    told = paper("appointment", encounter=item(follow_up_on="2026-02-22T08:30"))
    assert row(claim(Stay((told.stored,))), "XML14")["NGAY_HEN_KL"] == "202602220830"
