"""Find the marks of a trial set and print rates with 95 % Wilson intervals.

python -m tests.bench.marks DIR [--wrong]

DIR is what `python -m training.trials codes|boxes --out DIR` wrote.
"""

import argparse
import json
import time
import tomllib
from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from models.page import Mark, MarkKind
from models.settings import Settings
from pipeline.clean import CleanPage, clean
from pipeline.ink import Image
from pipeline.marks import find_marks
from tests.bench.interval import told

Truth = dict[str, Any]
Tally = Counter[tuple[str, str]]
"""(what is counted, `hits` or `trials`)."""


def main() -> None:
    """Measure and print; with `--wrong` also what was missed and made up, page by page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("set", type=Path)
    parser.add_argument("--wrong", action="store_true")
    given = parser.parse_args()
    truth = json.loads((given.set / "truth.json").read_text(encoding="utf-8"))
    settings = Settings(**tomllib.loads(files("configs").joinpath("default.toml").read_text()))
    tally: Tally = Counter()
    spent = []
    for entry in truth["pages"]:
        scan = np.asarray(cv2.imread(str(given.set / entry["file"])), np.uint8)
        page = clean(scan, entry["dpi"], settings.clean)
        started = time.perf_counter()
        marks = find_marks(page, scan)
        spent.append(time.perf_counter() - started)
        wrong = SCORES[truth["set"]](entry, marks, page, scan, tally)
        if given.wrong:
            print(*(f"{entry['file']} {entry['condition']}: {text}" for text in wrong), sep="\n")
    for name in sorted({name for name, _ in tally}):
        print(f"{name:28} {told(tally[name, 'hits'], tally[name, 'trials'])}")
    print(f"{1000 * sum(spent) / len(spent):.0f} ms a page, {len(spent)} pages")


def codes(
    entry: Truth, marks: tuple[Mark, ...], page: CleanPage, scan: Image, tally: Tally
) -> list[str]:
    """Count codes read to the letter; what was read and is not on the page is made up."""
    wrong = []
    read = Counter(mark.text for mark in marks if mark.kind is MarkKind.BARCODE)
    for code in entry["codes"]:
        hit = read[code["text"]] > 0
        read[code["text"]] -= hit
        stamped = "stamped" if code["stamped"] else "unstamped"
        turned = "turned" if min(code["angle"] % 90, 90 - code["angle"] % 90) > 3 else "level"
        for name in ("all", code["format"], entry["condition"], stamped, turned):
            _count(tally, f"read: {name}", hit)
        wrong += [] if hit else [f"missed {code}"]
    made_up = [text for text, number in read.items() if number > 0]
    _count(tally, "pages with a made-up code", bool(made_up))
    return wrong + [f"made up {text!r}" for text in made_up]


def boxes(
    entry: Truth, marks: tuple[Mark, ...], page: CleanPage, scan: Image, tally: Tally
) -> list[str]:
    """Count boxes and rings found where they are, their state, and those made up."""
    wrong = []
    for kind in ("checkbox", "circle"):
        open_marks = [_on_scan(mark, page, scan) for mark in marks if mark.kind == kind]
        for true in (box for box in entry["boxes"] if box["kind"] == kind):
            best = max(open_marks, key=lambda m: _overlap(m[0], true["box"]), default=None)
            hit = best is not None and _overlap(best[0], true["box"]) > 0.4
            right = hit and best is not None and best[1].ticked == true["ticked"]
            if hit and best is not None:
                open_marks.remove(best)
            for name in ("all", entry["condition"], true["style"]):
                _count(tally, f"{kind} right: {name}", bool(right))
            _count(tally, f"{kind} found", bool(hit))
            state = "wrong state" if hit else "missed"
            wrong += [] if right else [f"{state} {true}"]
        for place, mark in open_marks:
            wrong.append(f"made up {kind} {[round(x) for x in place]} {mark.ticked}")
        true_marks = sum(box["kind"] == kind for box in entry["boxes"])
        tally[f"{kind} made up, of true", "hits"] += len(open_marks)
        tally[f"{kind} made up, of true", "trials"] += true_marks
    return wrong


SCORES = {"codes": codes, "boxes": boxes}


def _count(tally: Tally, name: str, hit: bool) -> None:
    tally[name, "trials"] += 1
    tally[name, "hits"] += hit


def _on_scan(mark: Mark, page: CleanPage, scan: Image) -> tuple[list[float], Mark]:
    """Return left, top, right, bottom in pixels of the scan."""
    transform = np.array(page.to_scan).reshape(3, 3)
    corners = [[mark.box.left, mark.box.right] * 2, [mark.box.top] * 2 + [mark.box.bottom] * 2]
    points = transform @ np.array([*corners, [1.0] * 4])
    x, y = points[:2] / points[2] * np.array([[scan.shape[1]], [scan.shape[0]]])
    return [x.min(), y.min(), x.max(), y.max()], mark


def _overlap(one: list[float], other: list[float]) -> float:
    """Return intersection over union, 0..1."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    both = max(0.0, wide) * max(0.0, high)
    area = sum((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)) - both
    return float(both / area) if area > 0 else 0.0


if __name__ == "__main__":
    main()
