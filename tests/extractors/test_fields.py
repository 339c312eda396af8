"""Fields and the paper they come from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.fields import derived, field, item, mean_confidence, within
from models.geometry import Box
from models.page import Word
from models.record import Status
from tests.extractors.forms import page, words


def test_a_value_has_its_words_and_their_place() -> None:
    form = page("NGUYỄN VĂN AN")
    made = field(form, form.words, "NGUYỄN VĂN AN", "test 1", sure=0.5)
    assert (made.value, made.text, made.page) == ("NGUYỄN VĂN AN", "NGUYỄN VĂN AN", 1)
    assert made.box == form.lines[0].box
    assert made.confidence == pytest.approx(0.5 * 0.95)
    assert made.read_confidence == 0.95
    assert made.extractor == "test 1"


def test_a_label_with_nothing_written() -> None:
    made = field(page("Họ tên:"), (), None, "test 1", zone=Box(0.2, 0.1, 0.5, 0.2))
    assert (made.value, made.text, made.status) == (None, "", Status.AUTO)
    assert made.box == Box(0.2, 0.1, 0.5, 0.2)


def test_something_that_cannot_be_read() -> None:
    form = page("#%&")
    made = field(form, form.words, None, "test 1")
    assert (made.value, made.text, made.status) == (None, None, Status.REVIEW)
    assert made.box == form.lines[0].box
    assert made.confidence == 0


def test_what_follows_from_a_field_has_its_paper() -> None:
    form = page("Viêm phổi")
    made = field(form, form.words, "Viêm phổi", "test 1")
    code = derived(made, "J18.9", sure=0.5)
    assert (code.value, code.text, code.box) == ("J18.9", "Viêm phổi", made.box)
    assert code.confidence == pytest.approx(made.confidence / 2)


def test_long_words_weigh_more() -> None:
    box = Box(0, 0, 1, 1)
    both = [Word("aaa", box, 1.0), Word("b", box, 0.0)]
    assert mean_confidence(both) == 0.75
    assert mean_confidence(()) == 0


def test_an_item_leaves_out_what_is_not_there() -> None:
    form = page("Viêm phổi")
    made = field(form, form.words, "Viêm phổi", "test 1")
    assert item(text=made, icd10=None) == {"text": made}


@given(st.data())
def test_within_finds_the_words_of_a_stretch(data: st.DataObject) -> None:
    own = words("Mạch 80 lần/phút HA 120/80 mmHg")
    text = " ".join(word.text for word in own)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found = " ".join(word.text for word in within(own, start, end))
    assert text[start:end].strip() in found
    assert found in text
