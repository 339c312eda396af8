"""Whether a fact is present, possible, absent, historical or of the family."""

import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.context import assertion, unqueried

TRAPS = Path(__file__).with_name("assertion_traps.txt").read_text(encoding="utf-8")
KINDS = {"present", "possible", "absent", "historical", "family"}


def traps(part: str) -> list[tuple[str, str]]:
    lines = (line.split(maxsplit=2) for line in TRAPS.splitlines())
    return [(line[2], line[1]) for line in lines if line and line[0] == part]


def judged(case: str) -> str:
    """Return the assertion of the words in brackets, in the narrative named behind an `@`."""
    section, _, rest = case[1:].partition(" ") if case[0] == "@" else ("", "", case)
    start, end = rest.index("["), rest.index("]") - 1
    return assertion(rest.replace("[", "").replace("]", ""), start, end, section)


def _bare(case: str) -> str:
    decomposed = unicodedata.normalize("NFD", case.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


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
        ("không loại trừ [lao phổi]", "possible"),
        ("Theo dõi [viêm ruột thừa]", "possible"),
        ("TD [viêm ruột thừa]", "possible"),
        ("Nghi ngờ [lao phổi]", "possible"),
        ("nghĩ đến [lao phổi]", "possible"),
        ("[Theo dõi viêm phổi]", "possible"),
        ("[TD màng phổi] phải", "present"),
        ("TD [màng phổi] dày", "present"),
        ("Hết TD của thuốc mê, [đau vết mổ] nhiều", "present"),
        ("Nhịp xoang, TS 80 l/ph, [block nhánh phải]", "present"),
        ("TS 80 l/ph; TS [block nhánh phải]", "historical"),
        ("CĐPB: [viêm tuỵ cấp]", "possible"),
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
    assert judged(case) == kind


@pytest.mark.parametrize(("case", "kind"), traps("dev"))
def test_traps(case: str, kind: str) -> None:
    assert judged(case) == kind


def test_traps_that_no_rule_was_made_by() -> None:
    held = Counter(judged(case) == kind for case, kind in traps("held"))
    assert held.total() >= 100
    assert held[True] >= 0.95 * held.total()


def test_without_tone_marks_few_are_lost() -> None:
    every = [*traps("dev"), *traps("held")]
    right = sum(judged(_bare(case)) == kind for case, kind in every)
    assert right >= 0.95 * len(every)


def test_traps_are_of_every_kind() -> None:
    assert {kind for part in ("dev", "held") for _, kind in traps(part)} == KINDS
    assert len({case for part in ("dev", "held") for case, _ in traps(part)}) >= 300


@pytest.mark.parametrize(
    "case",
    [
        "Tiền sử: tăng huyết áp.\n[Viêm phổi]",
        "Không sốt\n[Viêm phổi] thuỳ dưới",
        "Không sốt. " + "Đau nhiều vùng thượng vị lan ra sau lưng " * 20 + "[viêm tuỵ]",
    ],
)
def test_a_scope_ends_with_its_clause(case: str) -> None:
    assert judged(case) == ("historical" if case.startswith("Tiền sử:") else "present")


@pytest.mark.parametrize(
    ("case", "kind"),
    [
        ("Bản thân: THA. [ĐTĐ] 5 năm. Gia đình: khoẻ", "historical"),
        ("Bản thân: khoẻ\n+ Gia đình: khoẻ\nIV. Chẩn đoán khi vào khoa: [Viêm phổi]", "present"),
        ("Gia đình: mẹ ĐTĐ\nTóm tắt kết quả cận lâm sàng có giá trị: [Viêm phổi]", "present"),
        ("Gia đình: mẹ ĐTĐ.\n- Chị gái: [hen phế quản]", "family"),
        ("Gia đình: mẹ ĐTĐ. Khám: [gan to]", "present"),
    ],
)
def test_a_heading_in_the_text_holds_until_the_next(case: str, kind: str) -> None:
    assert judged(case) == kind


def test_a_line_that_goes_on_in_small_letters_is_the_same_clause() -> None:
    assert judged("Không có tiền sử\n[tăng huyết áp], đái tháo đường") == "absent"


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("TD viêm phổi", "viêm phổi"),
        ("T/D: viêm phổi", "viêm phổi"),
        ("Theo dõi viêm phổi", "viêm phổi"),
        ("theo doi viem phoi", "viem phoi"),
        ("Không loại trừ lao phổi", "lao phổi"),
        ("Suspected pneumonia", "pneumonia"),
        ("Viêm phổi, theo dõi lao", "Viêm phổi, theo dõi lao"),
        ("TD", ""),
        ("", ""),
    ],
)
def test_the_words_of_a_query_are_taken_off(text: str, bare: str) -> None:
    assert unqueried(text) == bare


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


@settings(deadline=None)
@given(
    st.text(alphabet=st.sampled_from("không có TD sử bố ()[]?-:,./;\n5Ạ"), max_size=60), st.data()
)
def test_any_text_has_one_assertion(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert assertion(text, start, end) in KINDS
