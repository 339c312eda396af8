"""What holds for cross-checks whatever they are given."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.sense import checked
from extractors.sense.findings import lowered, odds
from models.doubt import Doubt
from models.record import FIELDS, LISTS, Facts, Item
from tests.extractors.records import READ, fields, read, record


def test_the_field_that_was_read_worse_falls_more() -> None:
    for known, doubtful in ((0.99, 0.7), (0.95, 0.5)):
        sure, less = lowered([(known, 1), (doubtful, 1)], 40)
        assert less < 0.2 < 0.85 < sure < known


def test_a_value_of_which_a_digit_took_part_falls_less_than_a_whole_one() -> None:
    number, sex = lowered([(READ, 1 / 12), (READ, 1)], 40)
    assert sex < 0.6 < 0.9 < number < READ


def test_alone_the_odds_of_a_value_fall() -> None:
    (left,) = lowered([(0.8, 1)], 40)
    assert left / (1 - left) == pytest.approx(0.8 / 0.2 / 40)


def test_a_doubt_that_is_raised_twice_is_told_once() -> None:
    facts = record("""
        patient | birth_date: 2030
        encounter | admitted_at: 2024-05-01 | discharged_at: 2024-05-04""")
    assert checked(facts).patient["birth_date"].doubts == ("born_later",)


def test_every_doubt_has_odds_and_a_sentence() -> None:
    of_values = {doubt for doubt in Doubt if not doubt.startswith(("pages.", "patient."))}
    # Chance draws a sample, and what was not found has no value: neither says anything of one.
    assert set(odds()) == of_values - {Doubt.SAMPLE, Doubt.RETURNED, Doubt.LACKING}
    assert all(weight > 1 for weight in odds().values())
    assert len({doubt.sentence for doubt in Doubt}) == len(Doubt)


NUMBERS = "035177009640 DN2353536257199 0000-00 9999-12 2024-02-30 9999-12-31T23:59 1/0 viên 120/80"
SEEN = [*NUMBERS.split(), "", "²", "٣", "-", "male", "female", "pulse", "weight", "HGB", "g/L"]
SEEN += ["1/0 viên", "< 5", "5 - ", "10 - 4", "1e999", "500 mg", "vien", "blood_pressure", "tablet"]
VALUES = st.one_of(
    st.none(), st.sampled_from(SEEN), st.text(max_size=12), st.from_regex(r"\d{1,15}")
)


@st.composite
def items(draw: st.DrawFn, group: str) -> Item:
    keys = draw(st.sets(st.sampled_from(FIELDS[group]), max_size=6))
    sure = st.floats(0, 1)
    return {key: replace(read("x"), value=draw(VALUES), confidence=draw(sure)) for key in keys}


@st.composite
def records(draw: st.DrawFn) -> Facts:
    lists = {name: tuple(draw(st.lists(items(name), max_size=2))) for name in LISTS}
    return Facts(
        read("other"), "vi", draw(items("patient")), draw(items("encounter")), sections=(), **lists
    )


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(records())
def test_no_check_changes_a_value_or_makes_it_surer(facts: Facts) -> None:
    before, after = fields(facts), fields(checked(facts, received=datetime(2026, 11, 22)))
    assert list(before) == list(after)
    for path, old in before.items():
        new = after[path]
        assert replace(new, confidence=old.confidence, doubts=()) == old
        assert 0 <= new.confidence <= old.confidence
        assert new.doubts or new.confidence == old.confidence
        assert new.value is not None or not new.doubts


@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=5),
    st.floats(1, 1000),
    st.floats(0, 1),
)
def test_no_doubt_raises_confidence(
    sure: list[tuple[float, float]], weight: float, witness: float
) -> None:
    left = lowered(sure, weight, witness)
    assert all(0 <= after <= before for (before, _), after in zip(sure, left, strict=True))


def test_well_read_values_wait_once_they_contradict_each_other() -> None:
    sure = lowered([(READ, 1), (READ, 1)], min(odds().values()))
    assert max(sure) < 0.93
