"""Abbreviations of the ward, written out by the words beside them."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.abbreviations import expanded, expanded_words, expansions, placed
from models.text import fold

TOLD = Path(__file__).with_name("abbreviations.txt").read_text(encoding="utf-8")
_MARK = re.compile(r"\[(\w+)=([^\]]+)\]")


def sentences(part: str) -> list[str]:
    lines = (line.split(maxsplit=1) for line in TOLD.splitlines() if line[:1] not in ("", "#"))
    return [line[1] for line in lines if line[0] == part]


def told(sentence: str) -> tuple[str, list[tuple[int, str]]]:
    """Return the sentence without marks, and where its marked abbreviations stand for what."""
    text, wanted, last = "", [], 0
    for match in _MARK.finditer(sentence):
        text += sentence[last : match.start()]
        wanted.append((len(text), match[2]))
        text += match[1]
        last = match.end()
    return text + sentence[last:], wanted


def right(sentence: str) -> bool:
    text, wanted = told(sentence)
    found = {one.start: one.long for one in expansions(text)}
    return [(start, found.get(start)) for start, _ in wanted] == wanted


@pytest.mark.parametrize("sentence", sentences("dev"))
def test_expansions(sentence: str) -> None:
    assert right(sentence)


def test_sentences_that_no_cue_was_made_by() -> None:
    held = sentences("held")
    assert len(held) >= 50
    assert sum(map(right, held)) >= 0.95 * len(held)


@pytest.mark.parametrize("sentence", sentences("dev"))
def test_lost_marks_change_nothing(sentence: str) -> None:
    text, wanted = told(sentence)
    bare = {fold(one.long) for one in expansions(_bare(text))}
    assert {fold(long) for _, long in wanted} <= bare


def _bare(text: str) -> str:
    return "".join(fold(x).upper() if x.isupper() else fold(x) or x for x in text)


@pytest.mark.parametrize("text", ["td viêm phổi", "Thân nhiệt 37", "TÂM", "XTD", "", "TSX"])
def test_what_is_no_abbreviation_stays(text: str) -> None:
    assert expanded(text) == text


def test_places_of_what_was_written_out() -> None:
    text = "TS THA, ho"
    full, ends = placed(text, expansions(text))
    assert full == "tiền sử tăng huyết áp, ho"
    assert ends == [(2, 7), (6, 21)]


def test_words_of_a_line_stay_as_many() -> None:
    assert expanded_words(["TS:", "TS.BS", "An,", "HA", "120/80"]) == [
        "tiền sử:", "tiến sĩ.bác sĩ", "An,", "huyết áp", "120/80",
    ]  # fmt: skip


@given(st.lists(st.text(alphabet="TSDHC.:á", min_size=1, max_size=6), max_size=6))
def test_words_written_out_are_the_text_written_out(words: list[str]) -> None:
    assert " ".join(expanded_words(words)) == expanded(" ".join(words))


@given(st.text(alphabet="TSDHCBN áviêm#:.,1", max_size=40))
def test_expansions_are_pieces_of_the_text_in_order(text: str) -> None:
    last = 0
    for start, end, long in expansions(text):
        assert last <= start < end <= len(text)
        assert text[start:end].isupper()
        assert long
        last = end
