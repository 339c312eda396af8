"""Fit how two readings of a piece are weighed, on pages with known text.

python -m training.agree FOLDER [FOLDER ...]

FOLDER is a set of `python -m training.trials conditions`. Every piece that the readers differ on
is evidence where, with the words beside it, just one of the readings stands in the page's text.
Prints the weights for `pipeline/read/agree.py`, and how often each rule takes the right reading.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.page import Word
from pipeline.digitise import read_page
from pipeline.ingest import rasterise
from pipeline.read import agree
from training.frames import logistic
from training.readings import house_settings

Floats = NDArray[np.float64]
PENALTY = 0.001
FOLDS = 5
Piece = tuple[tuple[float, ...], str, str]
"""Evidence, and both readings with the words beside them."""


def differing(scan: Path, number: int) -> list[Piece]:
    """Read a page; return the pieces that the readers differ on."""
    found: list[Piece] = []
    weigh = agree.evidence

    def heard(
        first: Sequence[Word], second: Sequence[Word], beside: agree.Beside
    ) -> tuple[float, ...]:
        evidence = weigh(first, second, beside)
        found.append((evidence, _placed(first, beside), _placed(second, beside)))
        return evidence

    settings = house_settings()
    media = "application/pdf" if scan.suffix == ".pdf" else "image/jpeg"
    image = rasterise(scan, media, number, settings.ingest, settings.limits)
    agree.evidence = heard
    try:
        read_page(image, settings)
    finally:
        agree.evidence = weigh
    return found


def labelled(folder: Path) -> Iterator[tuple[int, tuple[float, ...], bool]]:
    """Yield page, evidence and whether the second reading is right, of what can be told."""
    for page, (scan, number, text) in enumerate(_pages(folder)):
        true = f" {' '.join(text.split())} "
        for evidence, first, second in differing(scan, number):
            right = f" {first} " in true, f" {second} " in true
            if right[0] != right[1]:
                yield page, evidence, right[1]


def _pages(folder: Path) -> Iterator[tuple[Path, int, str]]:
    for path in sorted((folder / "truth").glob("*.json")):
        truth: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        for page in truth["pages"]:
            yield folder / "scans" / truth["scan"], page["page"], page["text"]


def _placed(words: Sequence[Word], beside: agree.Beside) -> str:
    return agree.text_of([*beside.before, *words, *beside.after])


def fitted(evidence: Floats, right: Floats) -> Floats:
    """Return the weights; the first piece of evidence is the constant."""
    weights, rest = logistic(evidence[:, 1:], right, np.ones(len(right)), PENALTY)
    return np.array([rest, *weights])


def held_out(pages: Floats, evidence: Floats, right: Floats) -> float:
    """Return the share that is told right on pages that the weights were not fitted on."""
    folds = pages % FOLDS
    good = 0.0
    for fold in range(FOLDS):
        weights = fitted(evidence[folds != fold], right[folds != fold])
        good += float(((evidence[folds == fold] @ weights > 0) == right[folds == fold]).sum())
    return good / len(right)


def main() -> None:
    """Print the weights and what they are worth."""
    rows = [row for name in sys.argv[1:] for row in labelled(Path(name))]
    if not rows:
        raise SystemExit(__doc__)
    pages, evidence, right = (np.array([row[k] for row in rows], float) for k in range(3))
    plain = np.delete(evidence, -1, axis=1)
    print(f"{len(rows)} pieces, the second reader right in {right.mean():.1%}")
    print(f"weights now          {((evidence @ np.array(agree.WEIGHTS) > 0) == right).mean():.2%}")
    print(f"fitted, held out     {held_out(pages, evidence, right):.2%}")
    print(f"without known pairs  {held_out(pages, plain, right):.2%}")
    print("WEIGHTS =", ", ".join(f"{weight:.2f}" for weight in fitted(evidence, right)))


if __name__ == "__main__":
    main()
