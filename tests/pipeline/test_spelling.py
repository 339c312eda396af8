"""What can be a Vietnamese word."""

import pytest

from pipeline.read.spelling import is_syllable, is_word, plausible

CAN = """
a ý ơi ướt nghiêng nghĩa quyển quốc khuỷu khuya giếng gì giữa hoà hòa thuỷ thủy uống yếu đường
xoong chuyên tuyết rượu ngoằn loét thoát gạch kệch huếch tuýp
"""
CANNOT = """
thuôc viêt giuờng qujên phôỉ ngi kao cê gêt nghang đưòngg bêp mac3 tôn̂ vệnhh hop chóc̀ bp
"""


@pytest.mark.parametrize("text", CAN.split())
def test_can_be_a_syllable(text: str) -> None:
    assert is_syllable(text)


@pytest.mark.parametrize("text", CANNOT.split())
def test_cannot_be_a_syllable(text: str) -> None:
    assert not is_syllable(text)


@pytest.mark.parametrize("text", ["Bệnh", "BỆNH", "bệnh", "x", "L", "Amlodipin", "mmHg", "COPD"])
def test_a_word(text: str) -> None:
    assert is_word(text)


@pytest.mark.parametrize("text", ["bỆnh", "BệNH", "Thuôc", "AmLo"])
def test_no_word(text: str) -> None:
    assert not is_word(text)


def test_how_plausible_a_text_is() -> None:
    assert plausible("12/05/2024 – 38,5") == 1
    assert plausible("Viêm phổi") == 1
    assert plausible("Viêm phôỉi") == pytest.approx(4 / 9)
    assert plausible("phôỉi") == 0
