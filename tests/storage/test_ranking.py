"""What says the words more often, for its length, comes first."""

from hypothesis import given
from hypothesis import strategies as st

from storage.ranking import fits


def test_more_often_is_better_and_in_a_short_text_more_so() -> None:
    texts = ["viem phoi", "viem phoi viem phoi", "viem phoi " + "sot ho dau " * 20]
    once, twice, long = fits(texts, [("viêm",), ("phổi",)])
    assert twice > once > long > 0


def test_a_phrase_is_counted_in_its_order() -> None:
    one, other = fits(["viem phoi phoi", "phoi viem phoi"], [("phổi", "viêm")])
    assert (one, other > 0) == (0, True)


@given(st.lists(st.lists(st.sampled_from(["ho", "sot", "dau"]), min_size=1), min_size=1))
def test_none_is_below_nothing_or_above_the_number_of_phrases(texts: list[list[str]]) -> None:
    assert all(0 <= fit < 2 for fit in fits([" ".join(text) for text in texts], [("ho",), ("x",)]))
