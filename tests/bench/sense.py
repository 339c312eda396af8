"""Cross-checks on known truth: how often right values are doubted, and how often wrong ones.

    python -m tests.bench.sense [BENCH] [--own COUNT] [--seed SEED] [--list]

Truth counts as read with confidence 0.97; flags `normal`, which no form prints, are left out.
Every doubt of a truth is a false alarm, or paper
that contradicts itself. Then one value at a time gets one look-alike digit, or loses its
decimal point, or becomes the other sex, and it is counted whether that value is doubted.
"""

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from extractors.sense import checked, findings
from extractors.sense.times import span
from models.record import LISTS, DocumentType, Facts, Item
from tests.extractors.records import fields, read, with_value

LIKE = {"0": "86", "1": "74", "2": "7", "3": "85", "4": "91", "5": "63", "6": "58"}
LIKE |= {"7": "12", "8": "306", "9": "40"}
"""Digits that readers take for each other."""
UNPRINTED = ("flag", "normal")
KINDS = (
    "patient.national_id patient.insurance_number patient.phone patient.birth_date patient.age"
    " patient.sex encounter.admitted_at encounter.discharged_at encounter.issued_on"
    " encounter.follow_up_on diagnoses.icd10 medications.strength medications.quantity"
    " medications.dose medications.times_per_day lab_results.value lab_results.reference_range"
    " vital_signs.value vital_signs.measured_at procedures.performed_on"
).split()
Truth = dict[str, Any]


def facts_of(truth: Truth) -> Facts:
    """Return a truth as if every value of it had been read well."""
    lists = {name: tuple(_item(each) for each in truth.get(name, ())) for name in LISTS}
    kind = read(truth.get("document_type", DocumentType.OTHER))
    patient, encounter = (_item(truth.get(group, {})) for group in ("patient", "encounter"))
    return Facts(kind, truth.get("language", "vi"), patient, encounter, sections=(), **lists)


def _item(bare: Truth) -> Item:
    return {
        key: read(value)
        for key, value in bare.items()
        if isinstance(value, str) and not key.endswith("_also") and (key, value) != UNPRINTED
    }


def stored(bench: Path) -> Iterator[tuple[str, Truth]]:
    """Yield the true documents of a bench folder under the names of their scans."""
    for path in sorted((bench / "dev" / "truth").glob("*.json")):
        for truth in json.loads(path.read_text("utf-8"))["documents"]:
            yield path.stem, truth


def own(count: int, seed: int) -> Iterator[tuple[str, Truth]]:
    """Yield made documents; training takes other seeds."""
    from training.corpus import document

    for number in range(seed, seed + count):
        yield f"own {number}", document(number).truth


def wrong(facts: Facts, rng: Random) -> Iterator[tuple[str, str, Facts]]:
    """Yield kind, path and facts with one wrong value, for each value that can be misread."""
    for path, field in fields(facts).items():
        kind = re.sub(r"\.\d+\.", ".", path)
        misread = slip(kind, field.value or "", rng) if kind in KINDS else None
        if misread is not None:
            label = _labelled(kind, facts, path)
            yield label, path, with_value(facts, path, misread)


def _labelled(kind: str, facts: Facts, path: str) -> str:
    if kind != "vital_signs.value":
        return kind
    return f"{kind} {facts.vital_signs[int(path.split('.')[1])]['kind'].value}"


def slip(kind: str, value: str, rng: Random) -> str | None:
    """Return a value with one misreading; None where a date would be refused at once."""
    if kind == "patient.sex":
        return {"male": "female", "female": "male"}.get(value)
    if kind == "lab_results.value" and "." in value and rng.random() < 0.3:
        return value.replace(".", "")
    places = [k for k, letter in enumerate(value) if letter in LIKE]
    if not places:
        return None
    at = rng.choice(places)
    misread = value[:at] + rng.choice(LIKE[value[at]]) + value[at + 1 :]
    dated = kind.endswith(("_at", "_on", "_date"))
    if dated and (span(misread) is None or misread[:2] not in ("19", "20")):
        return None
    return misread


def alarms(documents: list[tuple[str, Truth]], listed: bool) -> None:
    """Print how many right documents and values are doubted, and why."""
    reasons: Counter[str] = Counter()
    values = hit = 0
    for name, truth in documents:
        facts, said = facts_of(truth), list(findings(facts_of(truth)))
        seen = fields(checked(facts))
        values += len(seen)
        hit += sum(bool(field.doubts) for field in seen.values())
        reasons.update(finding.doubt.value for finding in said)
        for finding in said if listed else ():
            print(
                name,
                finding.doubt.value,
                {p: seen[p].value for p in finding.paths if p in seen},
            )
    print(
        f"{len(documents)} documents, {values} values, doubted {hit} ({100 * hit / values:.2f} %)"
    )
    for reason, count in reasons.most_common():
        print(f"    {count:5} {reason}")


def noticed(documents: list[tuple[str, Truth]], seed: int, rounds: int) -> None:
    """Print how many wrong values of each kind raise a doubt that the right ones did not."""
    rng = Random(seed)
    made, told = Counter[str](), Counter[str]()
    reasons: dict[str, Counter[str]] = defaultdict(Counter)
    for _, truth in documents * rounds:
        right = fields(checked(facts_of(truth)))
        for kind, path, facts in wrong(facts_of(truth), rng):
            doubts = set(fields(checked(facts))[path].doubts) - set(right[path].doubts)
            made[kind] += 1
            told[kind] += bool(doubts)
            reasons[kind].update(doubts)
    for kind in sorted(made):
        why = ", ".join(f"{why} {n}" for why, n in reasons[kind].most_common(4))
        print(f"{kind:34} {made[kind]:6} {100 * told[kind] / made[kind]:5.1f} %  {why}")
    print(f"{'all':34} {made.total():6} {100 * told.total() / max(1, made.total()):5.1f} %")


def main() -> None:
    """Measure."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("bench", type=Path, nargs="?")
    asked.add_argument("--own", type=int, default=0)
    asked.add_argument("--seed", type=int, default=900_000)
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--list", action="store_true")
    given = asked.parse_args()
    documents = list(stored(given.bench)) if given.bench else []
    documents += own(given.own, given.seed) if given.own else []
    alarms(documents, given.list)
    noticed(documents, given.seed, given.rounds)


if __name__ == "__main__":
    main()
