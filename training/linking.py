"""Estimate the weights of patient linking on an invented population with known truth.

    python -m training.linking [--people 80000] [--papers 40000] [--seed 7]

writes `configs/linking/weights.toml`: how often each comparison comes out so for a paper and its
own patient (m), and for a paper and anybody else (u), with half a case added to each count.
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from random import Random

from storage import evidence, names
from storage.person import NUMBERS, Person, part_key
from training.population import population, register
from training.stays import Paper, papers

OUT = Path(__file__).parents[1] / "configs" / "linking" / "weights.toml"
FIELDS = {
    "national_id": ("near", "differ"),
    "insurance_end": ("near", "differ"),
    "birth_date": (
        *("date", "first_of_january", "near", "month", "year", "year_only", "age", "differ"),
    ),
    "sex": ("agree", "differ"),
    "phone": ("agree", "differ"),
    "address": ("agree", "near", "differ"),
}
LEAST_MIXED = 0.001
"""Papers are mixed up now and then, also where the invented ones are not."""

HEAD = """# How often each comparison of a paper with a patient comes out so: m where the paper
# is this patient's, u where it is somebody else's. Of a number that agrees, `mixed` is the share of
# papers with a number of a register patient's that is not theirs. Of parts of names u is to be
# multiplied by the share of people who have the part. Written by `python -m training.linking`.
source = "{source}"
"""


def comparisons(said: Person, held: Person) -> Iterator[tuple[str, str]]:
    """Yield field and level of what both have, but for names."""
    for key in NUMBERS:
        one, other = getattr(said, key), getattr(held, key)
        level = evidence.number(key, one, other) if one and other else None
        if level:
            yield key, level
    if said.years and held.birth_date:
        kind = "age" if not said.birth_date else "day" if len(said.birth_date) == 10 else "part"
        yield f"birth_date {kind}", evidence.birth(said, held)
    for key in ("sex", "phone"):
        one, other = getattr(said, key), getattr(held, key)
        if one and other:
            yield key, "agree" if one == other else "differ"
    if said.address and held.address:
        yield "address", evidence.address(said.address, held.address)


class Counts:
    """What came out of comparing pairs."""

    def __init__(self, pairs: Iterable[tuple[Person, Person]], share: names.Share) -> None:
        self.levels: Counter[tuple[str, str]] = Counter()
        self.parts: Counter[tuple[str, str]] = Counter()
        self.shares: dict[str, float] = dict.fromkeys(names.ROLES, 0.0)
        self.swapped = self.named = 0
        for said, held in pairs:
            self.levels.update(comparisons(said, held))
            if said.full_name and held.full_name:
                parts, swapped = names.levels(said.full_name, held.full_name)
                self.parts.update((role, level) for role, level, _ in parts)
                for place, part in enumerate(held.full_name.split()):
                    role = names._role(place, len(held.full_name.split()))
                    self.shares[role] += share(part_key(part))
                self.swapped += swapped
                self.named += 1

    def rate(self, field: str, level: str) -> float:
        """Return how often a field comes out so."""
        if field == "birth_date":
            kinds = ["age"] if level == "age" else ["part"] if level == "year" else ["day"]
            field = f"birth_date {kinds[0]}"
        total = sum(count for (one, _), count in self.levels.items() if one == field)
        return (self.levels[field, level] + 0.5) / (total + 1)


def written(
    true: Counts, other: Counts, mixed: dict[str, float], days: dict[str, float], source: str
) -> str:
    """Return the file of weights."""
    lines = [HEAD.format(source=source)]
    tables: dict[str, list[str]] = {}

    def entry(name: str, level: str, **chances: float) -> None:
        values = ", ".join(f"{key} = {value:.3g}" for key, value in chances.items())
        tables.setdefault(name, []).append(f"{level} = {{ {values} }}")

    for key in NUMBERS:
        entry(key, "agree", m=true.rate(key, "agree") if key in FIELDS else 0.9, mixed=mixed[key])
    for field, levels in FIELDS.items():
        for level in levels:
            u = days.get(level) if field == "birth_date" else None
            entry(field, level, m=true.rate(field, level), u=u or other.rate(field, level))
    for role in names.ROLES:
        count = sum(n for (one, _), n in true.parts.items() if one == role)
        strangers = sum(n for (one, _), n in other.parts.items() if one == role)
        for level in names.LEVELS:
            m = (true.parts[role, level] + 0.5) / (count + 1)
            paired = level not in ("other", "missing")
            u = (other.parts[role, level] + 0.5) / (other.shares[role] if paired else strangers)
            entry(role, level, m=m, u=u)
    entry("name", "swapped", m=true.swapped / true.named, u=other.swapped / other.named)
    lines += ["\n".join([f"[{name}]", *rows, ""]) for name, rows in tables.items()]
    return "\n".join(lines)


def shares(held: list[Person]) -> names.Share:
    """Return how many people have a part in their name."""
    counts = Counter(
        key for one in held for key in {part_key(part) for part in one.full_name.split()}
    )
    return lambda part: (counts[part] + 0.5) / len(held)


def same_day(made: list[Paper], held: list[Person]) -> dict[str, float]:
    """Return how often two people are born on one day, too seldom to be counted on pairs."""
    one = Counter(paper.said.birth_date for paper in made if len(paper.said.birth_date) == 10)
    other = Counter(person.birth_date for person in held if len(person.birth_date) == 10)
    pairs = one.total() * other.total()
    found = {"date": 0.0, "first_of_january": 0.0}
    for day, count in one.items():
        level = "first_of_january" if day.endswith("-01-01") else "date"
        found[level] += count * other[day] / pairs
    return found


def mixed_up(made: list[Paper], held: list[Person]) -> dict[str, float]:
    """Return the share of papers whose number is another register patient's, by number."""
    found = {}
    for key in NUMBERS:
        owner = {getattr(one, key): one.patient_id for one in held if getattr(one, key)}
        shown = [paper for paper in made if getattr(paper.said, key)]
        wrong = sum(owner.get(getattr(p.said, key), p.truth) != p.truth for p in shown)
        found[key] = max(LEAST_MIXED, (wrong + 0.5) / (len(shown) + 1))
    return found


def main() -> None:
    """Make people, register and papers, count, and write the weights."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--people", type=int, default=80_000)
    asked.add_argument("--papers", type=int, default=40_000)
    asked.add_argument("--seed", type=int, default=7)
    given = asked.parse_args()
    rng = Random(given.seed)
    people = population(rng, given.people)
    held = register(rng, people)
    share = shares(held)
    made = list(islice(papers(rng, people, given.papers), given.papers))
    known = {one.patient_id: one for one in held}
    true = Counts(((p.said, known[p.truth]) for p in made if p.truth in known), share)
    other = Counts(
        ((p.said, one) for p in made for one in rng.sample(held, 3) if one.patient_id != p.truth),
        share,
    )
    mixed = mixed_up(made, held)
    source = f"{len(made)} invented papers of {len(people)} people, seed {given.seed}"
    OUT.write_text(written(true, other, mixed, same_day(made, held), source), encoding="utf-8")


if __name__ == "__main__":
    main()
