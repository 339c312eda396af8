import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import StoreError
from models.lexicon import Kind
from storage import keys

hashes = st.text("0123456789abcdef", min_size=64, max_size=64)
documents = hashes.map(lambda sha: "d" + sha[:24])
people = hashes.map(lambda sha: "p" + sha[:24])
numbers = st.integers(1, 9999)
made = st.one_of(
    st.builds(keys.original, hashes),
    st.builds(
        keys.derived,
        hashes,
        st.integers(0, 9999),
        st.sampled_from(keys.STAGES),
        hashes,
        st.sampled_from(keys.EXTENSIONS),
    ),
    st.builds(keys.record, documents, numbers, st.sampled_from(keys.NAMES)),
    st.builds(keys.patient, people, documents),
    st.builds(keys.lexicon, st.sampled_from(list(Kind)), hashes),
)
FIXED = {"originals", "derived", "documents", "patients", "lexicons"}
FIXED |= {*Kind, *keys.STAGES, *keys.EXTENSIONS}
FIXED |= {word for name in keys.NAMES for word in name.split(".")}


@given(made)
def test_a_key_holds_hashes_numbers_and_fixed_words_only(key: str) -> None:
    assert keys.checked(key) == key
    for word in re.split(r"[/.-]", key):
        assert word in FIXED or re.fullmatch("[dpv]?[0-9a-f]+", word)


@given(st.text())
def test_no_other_text_becomes_a_key(text: str) -> None:
    makers: list[Callable[[], str]] = [
        lambda: keys.original(text),
        lambda: keys.derived("a" * 64, 1, text, "b" * 32, "json"),
        lambda: keys.derived("a" * 64, 1, "read", text + "!", "json"),
        lambda: keys.record("d" + "1" * 24, 1, text),
        lambda: keys.patient(text, "d" + "1" * 24),
        lambda: keys.lexicon(text, "a" * 64),
        lambda: keys.lexicon("icd10", text),
    ]
    for make in makers:
        try:
            key = make()
        except StoreError as refusal:
            assert len(text) < 9 or text not in str(refusal)
        else:
            assert keys.checked(key)


def test_the_shapes_are_those_of_the_house() -> None:
    sha, document = "ab" * 32, "d" + "0" * 24
    assert keys.original(sha) == f"originals/ab/{sha}"
    assert keys.derived(sha, 2, "read", "c" * 32, "json") == f"derived/{sha}/2/read-{'c' * 32}.json"
    assert keys.record(document, 3, "text.txt") == f"documents/{document}/v3/text.txt"
    assert keys.lexicon("icd10", sha) == f"lexicons/icd10/{sha}.json"
    assert keys.patient("p" + "1" * 24, document) == f"patients/p{'1' * 24}/{document}"


@pytest.mark.parametrize("version", [0, -1])
def test_versions_count_from_1(version: int) -> None:
    with pytest.raises(StoreError):
        keys.record("d" + "0" * 24, version, "record.json")
