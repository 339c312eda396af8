import itertools
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.founding import assign, patient_key
from storage.identity import clusters, fold, tells
from tests.storage.people import SAME, document, people, said


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_person(one: Mapping[str, str], other: Mapping[str, str]) -> None:
    assert len(clusters([said(one), said(other)])) == 1


def test_names_are_folded() -> None:
    assert fold("Đặng  thị Hoà-Bình") == "DANG THI HOA BINH"


@given(st.lists(people, max_size=8))
def test_nobody_contradicts_within_a_sex(documents: list[dict[str, str]]) -> None:
    found = clusters(who for who in map(said, documents) if tells(who))
    for cluster in found:
        assert len({one.sex for one in cluster} - {""}) <= 1
    members = list(itertools.chain.from_iterable(found))
    assert len(members) == len(set(members))


@given(
    st.lists(st.sets(st.integers(0, 9).map(document), min_size=1), max_size=3),
    st.dictionaries(st.integers(0, 9).map(document), st.integers(0, 3)),
)
def test_every_group_has_one_key_of_its_own(groups: list[set[str]], votes: dict[str, int]) -> None:
    apart = [group - set().union(*groups[:place]) for place, group in enumerate(groups)]
    apart = [group for group in apart if group]
    ages = {patient_key(document(number)): number for number in range(4)}
    held = {
        one: patient_key(document(votes[one])) if one in votes else None
        for group in apart
        for one in group
    }
    decided = assign(apart, held, ages, taken=ages)
    by_group = [{decided[one] for one in group} for group in apart]
    assert all(len(found) == 1 for found in by_group)
    assert len(set().union(*by_group)) == len(apart)
