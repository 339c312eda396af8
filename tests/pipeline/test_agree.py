"""How two readings of a line become one."""

from dataclasses import replace

import pytest

from models.geometry import Box
from models.page import By, Word
from pipeline.read.agree import settle


def line(text: str, *sure: float) -> tuple[Word, ...]:
    """Words side by side; `sure` is how sure each is, the last one for all that follow."""
    parts = text.split()
    each = [*sure, *[sure[-1]] * len(parts)][: len(parts)]
    wide = 1 / max(1, len(parts))
    return tuple(
        Word(part, Box(k * wide, 0, (k + 1) * wide, 1), each[k]) for k, part in enumerate(parts)
    )


def settled(first: tuple[Word, ...], second: tuple[Word, ...]) -> tuple[Word, ...]:
    """Settle two readings of a whole line."""
    return settle(first, second, first)


def text_of(words: tuple[Word, ...]) -> str:
    return " ".join(word.text for word in words)


CASES = [
    # first, how sure, second, how sure, what is taken
    ("Viêm phổi", 0.9, "Viêm phổi", 0.9, "Viêm phổi"),
    ("Viêm phôi", 0.6, "Viêm phổi", 0.99, "Viêm phổi"),
    ("5,6 g/L", 0.96, "5,6 &L", 0.6, "5,6 g/L"),
    ("Viêm thuôc", 0.9, "Viêm thuốc", 0.9, "Viêm thuốc"),
    ("4 0/2025 ngày", 0.7, "40/2025 ngày", 0.98, "40/2025 ngày"),
    ("Tăng huyết áp", 0.9, "Tănghuyết áp", 0.5, "Tăng huyết áp"),
    ("", 0.9, "Sốt", 0.9, "Sốt"),
    ("Sốt", 0.9, "", 0.9, "Sốt"),
    ("", 0.9, "", 0.9, ""),
]


@pytest.mark.parametrize(("one", "sure", "other", "again", "taken"), CASES)
def test_which_reading_is_taken(
    one: str, sure: float, other: str, again: float, taken: str
) -> None:
    assert text_of(settled(line(one, sure), line(other, again))) == taken


def test_agreement_is_surer_than_either_reader() -> None:
    (word,) = settled(line("phổi", 0.9), line("phổi", 0.8))
    assert word.confidence > 0.9
    assert word.other is None


def test_a_word_that_readers_differ_on_is_doubtful_and_keeps_both() -> None:
    right, wrong = settled(line("trông phôi", 0.9, 0.7), line("trông phổi", 0.9, 0.95))
    assert right.confidence > 0.97
    assert wrong.text == "phổi"
    assert wrong.other == "phôi"
    assert wrong.confidence < 0.95
    assert (right.by, wrong.by) == (By.BOTH, By.SECOND)


@pytest.mark.parametrize(("one", "other"), [("HÀ NỌI", "HÀ NỘI"), ("HÀ NỘI", "HÀ NỌI")])
def test_a_pair_of_words_that_is_known_is_taken_from_either_reader(one: str, other: str) -> None:
    assert text_of(settled(line(one, 0.95), line(other, 0.9))) == "HÀ NỘI"


def test_a_word_does_not_stand_on_a_speck() -> None:
    (speck,) = line("'", 0.4)
    speck = replace(speck, box=Box(0.9, 0.0, 0.92, 0.05))
    (word,) = settled((speck,), line("Nữ", 0.9))
    assert word.text == "Nữ"
    assert word.box.height > 0.5


def test_boxes_are_those_of_the_first_reader() -> None:
    first = line("Chẩn đoán: viêm", 0.5)
    second = tuple(Word(w.text, Box(0, 0, 1, 1), 0.99) for w in line("Chẩn doán viêm", 0.9))
    assert [word.box for word in settled(first, second)] == [word.box for word in first]


def test_nothing_that_either_reader_saw_is_lost_between_words() -> None:
    words = settled(line("Mạch 80 lần", 0.9), line("Mạch 80 lần /phút", 0.9))
    assert text_of(words).startswith("Mạch 80 lần")
    assert any("/phút" in (word.other or word.text) for word in words)
