"""Narrative parts as written."""

from extractors import sections
from models.geometry import around
from tests.extractors.forms import document, labels, written_beside


def test_parts_of_a_record() -> None:
    text = """
        I. Lý do vào viện: Sốt, ho
        II. Bệnh sử: Sốt ba ngày nay, ho đờm
        - Bản thân: Khoẻ mạnh
        - Gia đình: Mẹ bị hen
        Lời dặn: Nghỉ ngơi
        Họ và tên: NGUYỄN VĂN AN
        Hướng điều trị: ........
    """
    form = document(text, type="inpatient_record")
    found = sections.extract(form, labels(form))
    assert [(part.kind, part.heading, part.text) for part in found] == [
        ("reason", "Lý do vào viện", "Sốt, ho"),
        ("history_present", "Bệnh sử", "Sốt ba ngày nay, ho đờm"),
        ("past_history", "Bản thân", "Khoẻ mạnh"),
        ("family_history", "Gia đình", "Mẹ bị hen"),
        ("advice", "Lời dặn", "Nghỉ ngơi"),
    ]
    assert {part.page for part in found} == {1}


def test_a_part_goes_on_over_lines_and_its_box_holds_them() -> None:
    text = """
        Bệnh sử: Bệnh khởi phát ba ngày trước khi vào viện, sốt cao
        liên tục, ho đờm vàng.
        Lời dặn: Nghỉ ngơi
    """
    form = document(text)
    part = sections.extract(form, labels(form))[0]
    assert part.text.endswith("sốt cao liên tục, ho đờm vàng.")
    own = [word for word in form.pages[0].words if word.text in part.text.split()]
    assert part.box.covers(around(word.box for word in own[1:-1])) > 0.99


def test_results_are_no_narrative() -> None:
    form = document("Kết quả xét nghiệm: WBC 12 G/L")
    assert sections.extract(form, labels(form)) == ()


def test_abbreviated_headings_are_headings() -> None:
    text = """
        LDVV: Sốt, ho
        BS: Bệnh 3 ngày nay, sốt cao
        TS: THA 5 năm
        GĐ: Mẹ bị hen
    """
    form = document(text, type="inpatient_record")
    found = sections.extract(form, labels(form))
    assert [(part.kind, part.heading, part.text) for part in found] == [
        ("reason", "LDVV", "Sốt, ho"),
        ("history_present", "BS", "Bệnh 3 ngày nay, sốt cao"),
        ("past_history", "TS", "THA 5 năm"),
        ("family_history", "GĐ", "Mẹ bị hen"),
    ]


def test_abbreviations_that_stand_for_something_else_are_no_headings() -> None:
    form = document("TS: 82 lần/phút\nBS: Nguyễn Văn An\nBTM GĐ: 3")
    assert sections.extract(form, labels(form)) == ()


def test_a_part_written_by_hand_has_the_place_of_its_ink() -> None:
    form, ink = written_beside("Lý do vào viện:")
    (part,) = sections.extract(form, labels(form))
    assert (part.kind, part.text, part.box) == ("reason", "", ink)
