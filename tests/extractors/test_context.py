"""Whether a fact is present, possible, absent, historical or of the family."""

import pytest

from extractors.context import assertion


@pytest.mark.parametrize(
    ("case", "kind"),
    [
        ("Bệnh nhân bị [viêm phổi]", "present"),
        ("Không có [tăng huyết áp]", "absent"),
        ("Không mắc [đái tháo đường], hen", "absent"),
        ("Không mắc đái tháo đường, [hen phế quản]", "absent"),
        ("chưa ghi nhận [bệnh tim mạch]", "absent"),
        ("[viêm gan B]: âm tính", "absent"),
        ("[viêm gan B] (-)", "absent"),
        ("[lao phổi] đã loại trừ", "absent"),
        ("Không sốt. [Viêm phổi]", "present"),
        ("Không sốt, nhưng có [viêm phổi]", "present"),
        ("không những [viêm phổi] mà còn suy tim", "present"),
        ("không loại trừ [lao phổi]", "present"),
        ("Theo dõi [viêm ruột thừa]", "possible"),
        ("TD [viêm ruột thừa]", "possible"),
        ("Nghi ngờ [lao phổi]", "possible"),
        ("nghĩ đến [lao phổi]", "possible"),
        ("[Theo dõi viêm phổi]", "possible"),
        ("tiền sử [tăng huyết áp] 5 năm", "historical"),
        ("đã mổ [sỏi túi mật]", "historical"),
        ("mẹ bị [đái tháo đường]", "family"),
        ("Bố [tăng huyết áp]", "family"),
        ("gia đình có [hen phế quản]", "family"),
        ("denies [hypertension]", "absent"),
        ("no evidence of [pneumonia]", "absent"),
        ("suspected [pneumonia]", "possible"),
        ("history of [asthma]", "historical"),
        ("his father had [diabetes]", "family"),
        ("Admitted with [pneumonia]", "present"),
    ],
)
def test_cues(case: str, kind: str) -> None:
    start, end = case.index("["), case.index("]") - 1
    assert assertion(case.replace("[", "").replace("]", ""), start, end) == kind


@pytest.mark.parametrize(
    ("case", "section", "kind"),
    [
        ("Tăng huyết áp 5 năm", "past_history", "historical"),
        ("Tăng huyết áp", "family_history", "family"),
        ("Tăng huyết áp", "history_present", "present"),
        ("Tăng huyết áp", "", "present"),
    ],
)
def test_the_section_decides_where_no_cue_does(case: str, section: str, kind: str) -> None:
    assert assertion(case, 0, 13, section) == kind


def test_a_denial_is_stronger_than_the_section() -> None:
    text = "Không có tiền sử tăng huyết áp"
    assert assertion(text, 17, 30, "past_history") == "absent"
