"""Fits what makes a probability of an extractor's confidence, and scores it on other charts.

python -m training.calibrate [--sets build/calibration] [--count 40] [--seed 301]

Two sets of forms in every condition are made, of `count` pages each and three fifths of it, where
they are not there yet, and read. Values of the first are what is fitted (ridge logistic
regression); those of the second give the scores, the thresholds' table and the plot.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from extractors import extract
from extractors.calibrating import PLACES, Chances, Observation, chances, fit
from extractors.confidence import FILE, VERSION, as_json, features, group_of
from extractors.language import weights
from training import reliability
from training.readings import charts, house_settings
from training.rightness import judged
from training.trials import conditions


def observed(folder: Path) -> tuple[list[Observation], list[str]]:
    """Return every value that is found on the charts of a set, and of which condition each is."""
    settings, rows, of = house_settings().extract, list[Observation](), list[str]()
    for known in charts(folder):
        legibility = {page.number: page.legibility for page in known.document.pages}
        facts = extract.found(known.document, settings)
        for own in judged(facts, known.truth):
            kind = "document_type" if own.group == "document" else f"{own.group}.{own.key}"
            told = features(own.field, legibility[own.field.page])
            rows.append(Observation(kind, told, own.right))
            of.append(known.condition)
    return rows, of


def held_out(rows: Sequence[Observation], sure: Chances) -> dict[str, list[list[float]]]:
    """Return by group of fields how sure each value was and whether it was right, surest first."""
    table: dict[str, list[list[float]]] = {}
    for row, chance in zip(rows, sure, strict=True):
        group = table.setdefault(group_of(row.kind), [])
        group.append([round(float(chance), PLACES), int(row.right)])
    return {name: sorted(table[name], reverse=True) for name in sorted(table)}


def main() -> None:
    """Make the sets, fit, score, write weights and plot."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sets", type=Path, default=Path("build/calibration"))
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=301)
    parser.add_argument("--out", type=Path, default=weights())
    parser.add_argument("--plot", type=Path, default=Path("docs/reliability.svg"))
    given = parser.parse_args()
    sets = []
    for number, count in enumerate((given.count, given.count * 3 // 5)):
        folder = given.sets / f"{given.seed + number}-{count}"
        if not (folder / "truth").is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            conditions.make(folder, count, given.seed + number)
        sets.append(observed(folder))
    (rows, _), (others, of) = sets
    fitted = fit(rows)
    sure = chances(others, fitted)
    right = np.array([row.right for row in others])
    scores = reliability.scores(sure, right, of)
    said = {"version": VERSION, "seed": given.seed, "values": len(rows), **as_json(fitted)}
    said |= {"scores": scores, "held_out": held_out(others, sure)}
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n"
    given.out.joinpath(FILE).write_text(text, encoding="utf-8")
    reliability.plot(sure, right, given.plot)
    print(json.dumps(scores, indent=1))


if __name__ == "__main__":
    main()
