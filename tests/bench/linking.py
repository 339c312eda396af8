"""How well documents are linked to a large register, and how fast one link is answered.

    python -m tests.bench.linking [--people 1000000] [--papers 20000] [--seed 42] [--url URL]

A population is invented (`training.population`): households, twins, of whom the register lacks
13 %, with typing errors and numbers that changed places. Papers of their stays, as they are
read (`training.stays`), are decided one after another, each in a transaction of its own. The
weights were estimated on other people (another seed).
"""

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random
from statistics import quantiles

from flows.people.load import CHUNK
from flows.settings import load
from models.record import Field, Item, PatientLink, Status
from storage.catalogue import Catalogue
from storage.person import Person
from tests.bench.interval import told
from training.population import TODAY, UNREGISTERED, population, register
from training.stays import Paper, papers

RULES = load({})[0].link
SAID = (
    "patient_id full_name birth_date sex national_id insurance_number record_number phone address"
).split()


def fields(paper: Paper) -> tuple[Item, Item]:
    """Return a paper's patient and encounter, as extractors give them."""

    def field(value: str) -> Field:
        return Field(value, value, 0.95, Status.AUTO, page=1, box=None)

    said = paper.said
    patient = {key: field(getattr(said, key)) for key in SAID if getattr(said, key)}
    if said.born and not said.birth_date:
        patient["age"] = field(str(TODAY.year - said.born[0] - 1))
    encounter = {"issued_on": field(TODAY.isoformat())}
    if paper.facility:
        encounter["facility"] = field(paper.facility)
    return patient, encounter


def load_register(catalogue: Catalogue, held: Sequence[Person]) -> None:
    """Load the register and say how long that took."""
    start = time.perf_counter()
    for place in range(0, len(held), CHUNK):
        catalogue.patients.register.load(held[place : place + CHUNK])
    seconds = time.perf_counter() - start
    print(f"register of {len(held)} loaded in {seconds:.0f} s", flush=True)


def linked(catalogue: Catalogue, made: Sequence[Paper]) -> list[PatientLink]:
    """Decide all papers; say how long each took, and return what is decided at the end."""
    taken, cpu = [], []
    for number, paper in enumerate(made):
        patient, encounter = fields(paper)
        start, own = time.perf_counter(), time.process_time()
        catalogue.patients.decide(f"d{number:024x}", patient, encounter, RULES)
        taken.append(1000 * (time.perf_counter() - start))
        cpu.append(1000 * (time.process_time() - own))
    for what, each in (("one link", taken), ("CPU of this process", cpu)):
        cuts = quantiles(each, n=100)
        print(
            f"{what}: p50 {cuts[49]:.1f} ms, p95 {cuts[94]:.1f}, p99 {cuts[98]:.1f},"
            f" most {max(each):.1f}",
            flush=True,
        )
    links = [catalogue.patients.link(f"d{number:024x}") for number in range(len(made))]
    return [link for link in links if link]


def score(made: Sequence[Paper], links: Sequence[PatientLink], known: set[str]) -> None:
    """Say how many links are right."""
    pairs = list(zip(made, links, strict=True))
    auto = [(paper.truth, link.patient_id) for paper, link in pairs if link.status == "auto"]
    right = sum(truth == given for truth, given in auto)
    there = [link for paper, link in pairs if paper.truth in known]
    review = [link for _, link in pairs if link.status == "review"]
    print(f"precision: {told(right, len(auto))}; wrong links: {len(auto) - right}")
    print(f"recall: {told(right, len(there))}")
    print(f"to review: {told(len(review), len(pairs))}")
    split = sum(link.status == "new" for link in there)
    print(f"known, filed as new: {told(split, len(there))}")
    unknown = [link for paper, link in pairs if paper.truth not in known]
    new = sum(link.status == "new" for link in unknown)
    print(f"unknown, found to be new: {told(new, len(unknown))}")


def doubts(catalogue: Catalogue, count: int) -> None:
    """Say why papers are in review."""
    why = Counter(catalogue.patients.doubt(f"d{number:024x}") for number in range(count))
    print(", ".join(f"{reason}: {n}" for reason, n in why.most_common() if reason))


def main() -> None:
    """Measure."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--people", type=int, default=1_000_000, help="in the register, about")
    asked.add_argument("--papers", type=int, default=20_000)
    asked.add_argument("--seed", type=int, default=42)
    asked.add_argument("--url", help="a catalogue; else SQLite in a folder that is removed")
    asked.add_argument("--loaded", action="store_true", help="it holds this register already")
    given = asked.parse_args()
    rng = Random(given.seed)
    people = population(rng, round(given.people / (1 - UNREGISTERED)))
    held = register(rng, people)
    made = list(papers(rng, people, given.papers))
    with tempfile.TemporaryDirectory(prefix="sohoa-linking-") as folder:
        url = given.url or f"sqlite:///{Path(folder) / 'catalogue.sqlite'}"
        with Catalogue(url) as catalogue:
            catalogue.check()
            if not given.loaded:
                load_register(catalogue, held)
            links = linked(catalogue, made)
            score(made, links, {one.patient_id for one in held})
            doubts(catalogue, len(made))


if __name__ == "__main__":
    main()
