"""Fits the weights by which checkboxes are told from letters, cells and dirt.

python -m training.frames DIR... > pipeline/marks/weights.py

Each DIR is what `python -m training.trials boxes --out DIR` wrote.
"""

import argparse
import json
import tomllib
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from models.settings import Settings
from pipeline.clean import CleanPage, clean
from pipeline.ink import Image
from pipeline.marks import boxes
from pipeline.marks.corners import Rects
from pipeline.marks.frame import Floats
from pipeline.marks.model import Weights
from training.letters import letters

BOX = 0.45
"""Least overlap, intersection over union, of a place that is a box."""
NO_BOX = 0.35
CLOSE = 0.12
"""Of the places at one box those are its own whose overlap is less than the best by no more."""
FIRST_PENALTY, SECOND_PENALTY = 1e-3, 1e-3
BOXES_SHARE = 0.3
"""Weight of all places at boxes, 1 being that of all others: they are few."""

Page = tuple[Image, float, Floats]
"""Darkness, pixels a millimetre, and the boxes' true places, (n, 4), in pixels."""


def main() -> None:
    """Fit both weighings and print the module that holds them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("sets", type=Path, nargs="+")
    given = parser.parse_args()
    pages = [page for folder in given.sets for page in pages_of(folder)]
    print(told(*fitted([*pages, *lettered()])))


def pages_of(folder: Path) -> Iterator[Page]:
    """Yield the pages of a trial set as `find_boxes` sees them."""
    settings = Settings(**tomllib.loads(files("configs").joinpath("default.toml").read_text()))
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    for entry in truth["pages"]:
        scan = np.asarray(cv2.imread(str(folder / entry["file"])), np.uint8)
        page = clean(scan, entry["dpi"], settings.clean)
        darkness, dpi = boxes.seen(page.image, page.dpi)
        yield darkness, dpi / 25.4, _places(entry, page, scan.shape, darkness.shape)


def lettered() -> Iterator[Page]:
    """Yield pages of letters, which have no boxes."""
    for image, dpi in letters():
        darkness, dpi = boxes.seen(image, dpi)
        yield darkness, dpi / 25.4, np.empty((0, 4))


def fitted(pages: Sequence[Page]) -> tuple[Weights, Weights]:
    """Return the weights by looks alone, and those by looks and page."""
    seen = [(*boxes.looked_at(darkness, a_mm), true) for darkness, a_mm, true in pages]
    is_box = np.concatenate([_is_box(rects, true) for rects, _, true in seen])
    numbers = np.concatenate([numbers for _, numbers, _ in seen])[is_box >= 0]
    is_box = is_box[is_box >= 0]
    heavy = BOXES_SHARE * float((is_box == 0).sum() / is_box.sum())
    mean, deviation = numbers.mean(axis=0), numbers.std(axis=0) + 1e-6
    scaled = (numbers - mean) / deviation
    weights, rest = logistic(scaled, is_box, np.where(is_box > 0, heavy, 1.0), FIRST_PENALTY)
    first = mean, deviation, weights, rest
    kept, is_kept = [], []
    for rects, told_of, true in seen:
        places, told_of = boxes.considered(rects, told_of, first)
        box = _overlaps(places, true).max(axis=1, initial=0.0) > BOX
        # Every place once more as if it stood alone on its page: some forms have one box.
        lone = told_of.copy()
        lone[:, -3:] = 0.0
        kept += [told_of, lone]
        is_kept += [box, box]
    numbers, is_box = np.concatenate(kept), np.concatenate(is_kept).astype(np.float64)
    mean, deviation = numbers.mean(axis=0), numbers.std(axis=0) + 1e-6
    crossed = boxes.products(numbers, mean, deviation)
    weights, rest = logistic(crossed, is_box, np.ones(len(is_box)), SECOND_PENALTY)
    return first, (mean, deviation, weights, rest)


def logistic(
    numbers: Floats, is_box: Floats, heavy: Floats, penalty: float
) -> tuple[Floats, float]:
    """Return weights and constant of a logistic regression with a penalty on squares (Newton)."""
    every = np.column_stack([numbers, np.ones(len(numbers))])
    found = np.zeros(every.shape[1])
    ridge = np.full(len(found), penalty * heavy.sum())
    ridge[-1] = 0.0
    for _ in range(15):
        odds = 1 / (1 + np.exp(-np.clip(every @ found, -30, 30)))
        slope = every.T @ (heavy * (is_box - odds)) - ridge * found
        bend = (every * (heavy * odds * (1 - odds))[:, None]).T @ every + np.diag(ridge)
        found += np.linalg.solve(bend, slope)
    return found[:-1], float(found[-1])


def told(first: Weights, second: Weights) -> str:
    """Return the text of the module that holds the weights."""
    head = '"""Weights of `boxes.py`, as `python -m training.frames` printed them."""\n'
    parts = [head, "from pipeline.marks.model import read\n"]
    for name, (mean, deviation, weights, rest) in (("FIRST", first), ("SECOND", second)):
        numbers = [*mean, *deviation, *weights, rest]
        texts = [f"{number:.4g}" for number in numbers]
        lines = [" ".join(texts[k : k + 10]) for k in range(0, len(texts), 10)]
        parts.append(
            f'{name} = read(\n    {len(mean)},\n    """\n' + "\n".join(lines) + '\n""",\n)'
        )
    return "\n".join(parts)


def _is_box(rects: Rects, true: Floats) -> Floats:
    """Return 1 for places at boxes, 0 elsewhere, -1 in doubt."""
    overlaps = _overlaps(rects, true)
    best = overlaps.max(axis=1, initial=0.0)
    top = overlaps.max(axis=0, initial=0.0)
    close = (overlaps > np.maximum(BOX, top - CLOSE)).any(axis=1)
    return np.where(close, 1.0, np.where(best < NO_BOX, 0.0, -1.0))


def _places(entry: Any, page: CleanPage, scan: tuple[int, ...], seen: tuple[int, ...]) -> Floats:
    """Return the true boxes, left, top, right, bottom, in pixels of the page as it is seen."""
    back = np.linalg.inv(np.array(page.to_scan).reshape(3, 3))
    places = []
    for box in entry["boxes"]:
        if box["kind"] == "checkbox":
            left, top, right, bottom = np.array(box["box"]) / [scan[1], scan[0], scan[1], scan[0]]
            corners = back @ [[left, right, right, left], [top, top, bottom, bottom], [1] * 4]
            x, y = corners[:2] / corners[2] * [[seen[1]], [seen[0]]]
            places.append([x.min(), y.min(), x.max(), y.max()])
    return np.array(places).reshape(-1, 4)


def _overlaps(rects: Rects, true: Floats) -> Floats:
    """Return intersection over union, (n, m)."""
    first, last = rects[:, None, :2].astype(np.float64), rects[:, None, 2:] + 1.0
    both = np.minimum(last, true[:, 2:]) - np.maximum(first, true[:, :2])
    shared = np.prod(np.maximum(both, 0), axis=2)
    areas = np.prod(last - first, axis=2) + np.prod(true[:, 2:] - true[:, :2], axis=1)
    return np.asarray(shared / (areas - shared), np.float64)


if __name__ == "__main__":
    main()
