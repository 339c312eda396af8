from random import Random

import pytest

from storage.names import LEVELS, ROLES
from storage.person import NUMBERS
from storage.weights import WEIGHTS
from training.linking import FIELDS
from training.population import UNREGISTERED, population, register
from training.stays import papers


def test_the_same_seed_makes_the_same_people_and_papers() -> None:
    made = []
    for _ in range(2):
        rng = Random(3)
        people = population(rng, 500)
        made.append((people, register(rng, people), list(papers(rng, people, 50))))
    assert made[0] == made[1]


def test_people_are_as_common_as_in_vietnam_and_have_their_own_numbers() -> None:
    people = population(Random(5), 5000)
    surnames = [one.full_name.split()[0] for one in people]
    assert surnames.count("NGUYỄN") / len(people) == pytest.approx(0.384, abs=0.04)
    assert len({one.patient_id for one in people}) == len(people)
    days = [(one.birth_date, one.address, one.full_name.split()[0]) for one in people]
    twins = len(days) - len(set(days))
    assert 5 < twins < 200


def test_the_register_lacks_people_and_papers_are_of_all() -> None:
    rng = Random(7)
    people = population(rng, 3000)
    held = register(rng, people)
    assert len(held) / len(people) == pytest.approx(1 - UNREGISTERED, abs=0.03)
    known = {one.patient_id for one in held}
    made = list(papers(rng, people, 2000))
    assert 0.05 < sum(paper.truth not in known for paper in made) / len(made) < 0.25
    stays: dict[int, set[str]] = {}
    for paper in made:
        stays.setdefault(paper.stay, set()).add(paper.truth)
    assert all(len(truths) == 1 for truths in stays.values())


def test_every_comparison_has_its_weights() -> None:
    for field, levels in FIELDS.items():
        assert {*levels} <= WEIGHTS[field].keys()
    for role in ROLES:
        assert {*LEVELS} == WEIGHTS[role].keys()
    for field in NUMBERS:
        assert WEIGHTS[field]["agree"].keys() == {"m", "mixed"}
    tables = [WEIGHTS[name] for name in (*FIELDS, *ROLES, *NUMBERS, "name")]
    assert all(chance > 0 for table in tables for one in table.values() for chance in one.values())
    assert all(one["m"] <= 1 for table in tables for one in table.values())
