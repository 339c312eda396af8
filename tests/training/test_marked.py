"""Marked text."""

from hypothesis import given
from hypothesis import strategies as st

from training.marked import asserted, mark, parse, plain, sentences

WORDS = st.text(st.characters(blacklist_characters="[]|", blacklist_categories=["Cs"]), min_size=1)


def test_entities_are_found_where_they_lie() -> None:
    marked = parse("Tiền sử [DISEASE.family|THA], dùng [DRUG|Amlor] 5mg")
    assert marked.text == "Tiền sử THA, dùng Amlor 5mg"
    found = [(marked.text[start:end], label) for start, end, label in marked.spans]
    assert found == [("THA", "DISEASE"), ("Amlor", "DRUG")]


@given(st.lists(st.tuples(WORDS, st.booleans()), max_size=6))
def test_marking_loses_nothing(parts: list[tuple[str, bool]]) -> None:
    text = "".join(mark("DRUG", words) if marked else words for words, marked in parts)
    found = parse(text)
    assert found.text == plain(text) == "".join(words for words, _ in parts)
    assert [found.text[a:b] for a, b, _ in found.spans] == [w for w, marked in parts if marked]


def test_an_assertion_is_read() -> None:
    assert asserted("Mẹ bị [DISEASE.family|ĐTĐ], [DISEASE|THA]") == [("ĐTĐ", "family")]


def test_sentences_end_once() -> None:
    assert sentences(["Đỡ đau.", "Không sốt", ""]) == "Đỡ đau. Không sốt."
