"""Which parts of a line the second reader is asked for."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.geometry import Box
from models.page import Word
from pipeline.ink import Image
from pipeline.read.doubt import Stretch, doubtful, whole

BELOW = 0.9
HIGH = 40


def line(*sure: float) -> tuple[Word, ...]:
    """Words that stand side by side with a gap between them, each with its confidence."""
    wide = 1 / len(sure)
    return tuple(
        Word("từ", Box(k * wide, 0, (k + 0.8) * wide, 1), own) for k, own in enumerate(sure)
    )


def strip_of(words: tuple[Word, ...], *, width: int = 1000) -> Image:
    """A strip with ink exactly where the words are."""
    strip = np.full((HIGH, width), 255, np.uint8)
    for word in words:
        strip[10:30, round(word.box.left * width) : round(word.box.right * width)] = 0
    return strip


@pytest.mark.parametrize(
    ("sure", "asked"),
    [
        ([0.99] * 10, []),
        ([0.5, *[0.99] * 9], [(0, 2)]),
        ([*[0.99] * 9, 0.5], [(8, 10)]),
        ([*[0.99] * 4, 0.5, *[0.99] * 5], [(3, 6)]),
        ([0.5, *[0.99] * 8, 0.5], [(0, 2), (8, 10)]),
        ([*[0.99] * 3, 0.5, 0.99, 0.5, *[0.99] * 4], [(2, 7)]),
    ],
)
def test_doubtful_words_are_asked_for_with_their_neighbours(
    sure: list[float], asked: list[tuple[int, int]]
) -> None:
    words = line(*sure)
    found = doubtful(words, strip_of(words), BELOW)
    assert [(part.start, part.stop) for part in found] == asked


def test_a_known_pair_with_a_wrong_mark_is_asked_for_however_sure_the_first_reader_is() -> None:
    words = line(*[0.99] * 10)
    pair = replace(words[4], text="BẸNH"), replace(words[5], text="VIỆN")
    words = (*words[:4], *pair, *words[6:])
    assert [(part.start, part.stop) for part in doubtful(words, strip_of(words), BELOW)] == [(3, 7)]


def test_numbers_are_read_twice_however_sure_the_first_reader_is() -> None:
    words = line(*[0.99] * 10)
    number = replace(words[4], text="38,5")
    words = (*words[:4], number, *words[5:])
    assert [(part.start, part.stop) for part in doubtful(words, strip_of(words), BELOW)] == [(4, 5)]


def test_a_line_that_is_doubtful_for_the_most_part_is_read_whole() -> None:
    words = line(0.5, 0.99, 0.99, 0.5, 0.99, 0.99, 0.5)
    assert doubtful(words, strip_of(words), BELOW) == [whole(words)]


def test_a_line_without_words_is_read_whole() -> None:
    assert doubtful((), np.full((HIGH, 300), 255, np.uint8), BELOW) == [whole(())]


def test_ink_that_gave_no_word_is_asked_for() -> None:
    words = line(*[0.99] * 10)
    strip = strip_of(words)
    left = words[:4] + words[5:]
    assert [(part.start, part.stop) for part in doubtful(left, strip, BELOW)] == [(2, 6)]


def test_an_underline_is_no_writing() -> None:
    words = line(*[0.99] * 10)
    strip = strip_of(words)
    strip[HIGH - 4 : HIGH - 2] = 0
    assert doubtful(words, strip, BELOW) == []


def test_words_out_of_order_are_read_whole_where_one_is_doubtful() -> None:
    first, second = line(0.5, 0.99)
    assert doubtful((second, first), strip_of((first, second)), BELOW) == [whole((second, first))]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_every_doubtful_word_is_seen_whole(sure: list[float]) -> None:
    words = line(*sure)
    found = doubtful(words, strip_of(words), BELOW)
    for k, word in enumerate(words):
        if word.confidence < BELOW:
            (part,) = (part for part in found if part.start <= k < part.stop)
            assert part.left <= word.box.left
            assert word.box.right <= part.right


def test_a_word_read_on_a_stretch_stands_on_the_strip() -> None:
    part = Stretch(2, 4, 0.5, 0.75)
    placed = part.placed(Word("từ", Box(0, 0.1, 0.5, 0.9), 0.8))
    assert placed.box == Box(0.5, 0.1, 0.625, 0.9)
    assert part.of(np.zeros((HIGH, 400), np.uint8)).shape == (HIGH, 100)
