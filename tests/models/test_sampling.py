"""Plans of single sampling, held against the printed tables, and what samples tell."""

import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.sampling import AQLS, LEVELS, Plan, drawn, interval, plan, spread, verdict

TABLES = tomllib.loads(files("configs").joinpath("sampling.toml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("lot", "level", "aql", "letter", "size", "accept"),
    [
        # Table II-A on the diagonal, at its ends, and where arrows lead up and down.
        (1000, "II", "1.0", "J", 80, 2),
        (1000, "II", "2.5", "J", 80, 5),
        (1000, "II", "0.65", "J", 80, 1),
        (1201, "II", "1.0", "K", 125, 3),
        (3200, "II", "10", "K", 125, 21),
        (3201, "II", "10", "K", 125, 21),
        (200, "II", "0.65", "F", 20, 0),
        (300, "II", "0.65", "J", 80, 1),
        (60, "II", "2.5", "F", 20, 1),
        (40, "II", "1.0", "E", 13, 0),
        (3000, "III", "1.5", "L", 200, 7),
        (500_001, "III", "0.10", "R", 2000, 5),
        (400, "S-4", "4.0", "E", 13, 1),
        (20, "I", "6.5", "A", 2, 0),
        # No larger than its sample: seen whole.
        (2, "II", "2.5", "C", 2, 0),
        (1, "II", "2.5", "C", 1, 0),
    ],
)
def test_the_plan_is_that_of_the_tables(
    lot: int, level: str, aql: str, letter: str, size: int, accept: int
) -> None:
    found = plan(TABLES, lot, level, aql)
    assert found == Plan(letter, level, aql, lot, size, accept)
    assert found.reject == accept + 1


def test_the_tables_are_whole() -> None:
    assert (TABLES["levels"], TABLES["aqls"]) == (LEVELS, AQLS)
    for _, letters in [*TABLES["lots"], (0, TABLES["beyond"])]:
        assert len(letters.split()) == len(LEVELS)
    series = "v 0 ^ v 1 2 3 5 7 10 14 21 ^".split()
    for column in range(len(AQLS)):
        cells = [row[2].split()[column] for row in TABLES["plans"]]
        # Each column goes through the same series, cut off above and below.
        told = [cell for at, cell in enumerate(cells) if not at or cell != cells[at - 1]]
        text = " ".join(series)
        assert " ".join(told).removeprefix("v ").removesuffix(" ^") in text, AQLS[column]


@given(st.integers(1, 10**6), st.sampled_from(LEVELS), st.sampled_from(AQLS))
def test_every_lot_has_a_plan(lot: int, level: str, aql: str) -> None:
    found = plan(TABLES, lot, level, aql)
    assert 1 <= found.size <= lot
    assert verdict(found, found.size, found.accept) is True
    assert verdict(found, found.size, found.reject) is False


def test_a_lot_is_judged_as_soon_as_its_sample_tells() -> None:
    five = Plan("J", "II", "2.5", 1000, 80, 5)
    assert verdict(five, 79, 5) is None
    assert verdict(five, 80, 5) is True
    assert verdict(five, 40, 6) is False


@given(st.text(), st.sets(st.text(max_size=4), max_size=30), st.integers(0, 30))
def test_a_seed_draws_the_same_whoever_draws(seed: str, names: set[str], size: int) -> None:
    found = drawn(seed, names, size)
    assert found == drawn(seed, sorted(names, reverse=True), size)
    assert {*found} <= names
    assert len(found) == min(size, len(names))


def test_every_document_is_drawn_as_often() -> None:
    names = [f"d{number}" for number in range(20)]
    times = dict.fromkeys(names, 0)
    for seed in range(2000):
        for name in drawn(f"{seed}", names, 5):
            times[name] += 1
    # 500 each on average; the standard deviation is 19.
    assert all(400 < count < 600 for count in times.values())


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    # Wilson's intervals, as in Brown, Cai and DasGupta (2001) and by hand.
    [(0, 10, 0.0, 0.278), (1, 20, 0.009, 0.236), (5, 10, 0.237, 0.763), (10, 10, 0.722, 1.0)],
)
def test_the_interval_of_a_share(hits: int, of: int, low: float, high: float) -> None:
    assert interval(hits, of) == pytest.approx((low, high), abs=5e-4)
    assert interval(0, 0) == (0.0, 1.0)


def test_bins_tell_how_far_confidence_can_be_relied_on() -> None:
    values = [(0.4, False), (0.6, True), (0.95, True), (0.99, True), (1.0, False)]
    assert spread(values, (0.5, 0.9)) == [
        (0.4, 1, 0),
        (0.6, 1, 1),
        (pytest.approx(0.98), 3, 2),
    ]
