"""Which documents are of one stay: examples, and what holds for all."""

from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.stay import Paper, Pile, stays


def paper(
    name: str,
    patient: str | None = "hoa",
    *,
    number: str | None = None,
    days: tuple[str, str] | None = None,
    pile: Pile | None = None,
) -> Paper:
    first, last = days or (None, None)
    return Paper(name, name, (1,), "other", None, patient, number, first, last, frozenset(), pile)


def names(papers: Sequence[Paper]) -> set[frozenset[str]]:
    return {frozenset(one.document_id for one in some) for some in stays(papers)}


def grouped(*some: str) -> set[frozenset[str]]:
    return {frozenset(one.split()) for one in some}


MAY, JUNE, JULY = (
    ("2026-05-02", "2026-05-10"),
    ("2026-06-01", "2026-06-09"),
    ("2026-07-01", "2026-07-02"),
)
CHART, AGAIN = Pile("b/25.01", "25.01"), Pile("c/25.01", "25.01")


def test_loose_papers_hang_together_by_number_or_days() -> None:
    told = [
        paper("record", number="25.01", days=MAY),
        paper("lab", days=("2026-05-04", "2026-05-04")),
        paper("sheet", number="25.01"),
        paper("visit", days=JUNE),
        paper("other", "mai", days=MAY),
        paper("nobody", None),
    ]
    assert names(told) == grouped("record lab sheet", "visit", "other", "nobody")


def test_two_stays_that_touch_are_two_where_their_numbers_say_so() -> None:
    after = ("2026-05-10", "2026-05-20")
    told = [paper("one", number="25.01", days=MAY), paper("two", number="25.02", days=after)]
    assert names(told) == grouped("one", "two")


def test_a_paper_that_tells_nothing_joins_the_only_stay_of_its_patient() -> None:
    silent, first = paper("silent"), paper("one", number="25.01", days=MAY)
    assert names([silent, first]) == grouped("one silent")
    assert names([silent, first, paper("two", days=JULY)]) == grouped("one", "two", "silent")


def test_a_declared_chart_is_one_stay_whatever_its_papers_say() -> None:
    told = [
        paper("record", number="25.01", days=MAY, pile=CHART),
        paper("stray", "mai", days=JULY, pile=CHART),
        paper("nameless", None, pile=CHART),
        paper("loose", days=("2026-05-03", "2026-05-03")),
    ]
    assert names(told) == grouped("record stray nameless loose")


def test_what_of_a_chart_came_later_is_of_it() -> None:
    came = [paper("record", number="25.01", pile=CHART), paper("late", pile=AGAIN)]
    assert names(came) == grouped("record late")
    # Folders of the same name in two boxes are two people's, or two stays of one.
    assert names([came[0], paper("late", "mai", pile=AGAIN)]) == grouped("record", "late")
    other = paper("late", number="25.99", pile=AGAIN)
    assert names([came[0], other]) == grouped("record", "late")


def test_a_paper_that_fits_two_charts_is_put_in_none() -> None:
    told = [
        paper("one", days=MAY, pile=CHART),
        paper("two", days=MAY, pile=Pile("b/25.02", "25.02")),
        paper("loose", days=MAY),
    ]
    assert names(told) == grouped("one", "two", "loose")


START = date(2026, 5, 1)


@st.composite
def papers(draw: st.DrawFn) -> list[Paper]:
    made = []
    for number in range(draw(st.integers(0, 8))):
        days = None
        if draw(st.booleans()):
            first = START + timedelta(draw(st.integers(0, 40)))
            days = (first.isoformat(), (first + timedelta(draw(st.integers(0, 9)))).isoformat())
        pile = draw(st.sampled_from([None, None, CHART, AGAIN, Pile("b/25.02", "25.02")]))
        who = draw(st.sampled_from([None, "hoa", "mai"]))
        told = draw(st.sampled_from([None, "25.01", "25.02"]))
        made.append(paper(f"d{number}", who, number=told, days=days, pile=pile))
    return made


@given(papers(), st.randoms(use_true_random=False))
def test_every_paper_is_in_one_stay_in_whatever_order_they_come(
    told: list[Paper], chance: "object"
) -> None:
    found = stays(told)
    assert sorted(one.document_id for some in found for one in some) == [
        one.document_id for one in told
    ]
    mixed = [*told]
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert stays(mixed) == found


@given(papers())
def test_a_pile_is_never_parted_and_nobody_is_mixed_without_one(told: list[Paper]) -> None:
    for some in stays(told):
        keys = {one.pile.key for one in some if one.pile}
        for key in keys:
            assert {one for one in told if one.pile and one.pile.key == key} <= set(some)
        if not keys:
            assert len({one.patient_key for one in some}) == 1
            assert len({one.record_number for one in some if one.record_number}) <= 1
