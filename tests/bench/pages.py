"""Measures what happens to pages on the trial sets of `python -m training.trials`.

python -m tests.bench.pages DIR      DIR holds any of blank/ skew/ turned/ conditions/ stamped/
"""

import argparse
import json
import math
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import partial_ratio_alignment

from flows.settings import load
from models.page import Page
from models.settings import Settings
from pipeline.clean import CleanPage, clean
from pipeline.digitise import read_page
from pipeline.ingest import PageImage, inspect, rasterise
from pipeline.quality import Look, look_of
from pipeline.read.page import is_mirrored, upright
from pipeline.skew import writing_angle
from tests.bench.interval import rank_correlation, told

Truth = dict[str, Any]


def blank(folder: Path, settings: Settings) -> None:
    """Print how many blank pages are found and how many written ones are lost."""
    found: Counter[bool] = Counter()
    lost: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    truths = _truth(folder)
    for name, truth in truths.items():
        called = _is_blank(_image(folder / name, settings), settings)
        found[truth["blank"]] += called
        if called and not truth["blank"]:
            lost[truth["marks"][0]] += 1
        if truth["blank"] and not called:
            missed.update(truth["effects"] or ["nothing"])
    empty = sum(truth["blank"] for truth in truths.values())
    print("blank pages found   ", told(found[True], empty), dict(missed))
    print("written pages lost  ", told(found[False], len(truths) - empty), dict(lost))


def skew(folder: Path, settings: Settings) -> None:
    """Print how far the angle is off, in degrees."""
    errors: defaultdict[str, list[float]] = defaultdict(list)
    for name, truth in _truth(folder).items():
        image = _image(folder / name, settings)
        page = clean(image.image, image.dpi, settings.clean)
        off = abs(_lay(page, image) - truth["skew"])
        errors[truth["condition"]].append(off)
        errors["all"].append(off)
    for condition, off in errors.items():
        median, most = np.percentile(off, [50, 95])
        print(f"skew {condition:9} median {median:.3f}  95 % {most:.3f}  max {max(off):.3f}")


def turned(folder: Path, settings: Settings) -> None:
    """Print how many pages come out upright: the quarter turn alone, and the whole.

    No more is read of a page than says how it lies.
    """
    good: Counter[str] = Counter()
    truths = _truth(folder)
    wrong = []
    for name, truth in truths.items():
        image = _image(folder / name, settings)
        _, quarter = writing_angle(_grey(image), image.dpi, settings.clean.deskew_degrees)
        good["quarter"] += quarter == (truth["rotation"] in (90, 270))
        page, found = upright(clean(image.image, image.dpi, settings.clean), settings)
        good["whole"] += page.rotation == truth["rotation"]
        if page.rotation != truth["rotation"]:
            wrong.append((name, truth["condition"], page.rotation, len(found.places)))
    straight = sum(truth["rotation"] == 0 for truth in truths.values())
    print("quarter turn right  ", told(good["quarter"], len(truths)))
    print("page upright        ", told(good["whole"], len(truths)))
    print("upright ones turned ", told(sum("-0.jpg" in name for name, *_ in wrong), straight))
    for line in wrong:
        print("  ", *line)


def conditions(folder: Path, settings: Settings) -> None:
    """Print line CER by condition, and how well legibility foretells it."""
    rows: defaultdict[str, list[tuple[float, int, float]]] = defaultdict(list)
    for path in sorted((folder / "scans").iterdir()):
        told = json.loads((folder / "truth" / f"{path.name}.json").read_text(encoding="utf-8"))
        for truth in told["pages"]:
            page = read_page(_image(path, settings, truth["page"]), settings)
            wrong, count = _line_errors(truth["text"], page)
            row = wrong, count, page.legibility
            rows[truth["condition"]].append(row)
            rows["all"].append(row)
    for name, found in rows.items():
        wrong, count = sum(row[0] for row in found), sum(row[1] for row in found)
        low, high = _bootstrap(found)
        rank = rank_correlation(
            [row[2] for row in found], [row[0] / max(1, row[1]) for row in found]
        )
        print(
            f"{name:9} {len(found):4} pages  line CER {100 * wrong / count:6.2f} "
            f"({100 * low:.2f} to {100 * high:.2f})  legibility rank {rank:6.2f}"
        )


SETS = {
    "blank": blank,
    "skew": skew,
    "turned": turned,
    "conditions": conditions,
    "stamped": conditions,
}


def _truth(folder: Path) -> dict[str, Truth]:
    told: dict[str, Truth] = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return told


def _image(path: Path, settings: Settings, number: int = 1) -> PageImage:
    scan = inspect(path, settings.limits)
    return rasterise(path, scan.media_type, number, settings.ingest, settings.limits)


def _grey(image: PageImage) -> Any:
    pixels = image.image
    return pixels if pixels.ndim == 2 else pixels.mean(axis=2).astype(np.uint8)


def _is_blank(image: PageImage, settings: Settings) -> bool:
    """Say whether a page is filed as blank; of a pale one some lines have to be read."""
    page = clean(image.image, image.dpi, settings.clean)
    look = look_of(page.light, page.dpi)
    if look is not Look.PALE:
        return look is Look.BLANK
    return is_mirrored(*upright(page, settings), settings)


def _lay(page: CleanPage, image: PageImage) -> float:
    """Return by how many degrees, clockwise, the middle of the page lay askew on the scan."""
    high, wide = image.image.shape[:2]
    a, b, c, d, e, f, g, h, i = page.to_scan
    left, right = (
        np.array([(a * x + b * 0.5 + c) * wide, (d * x + e * 0.5 + f) * high])
        / (g * x + h * 0.5 + i)
        for x in (0.4, 0.6)
    )
    return math.degrees(math.atan2(right[1] - left[1], right[0] - left[0]))


def _line_errors(truth: str, page: Page) -> tuple[float, int]:
    """Return wrong letters and letters: each line against the stretch that fits it best."""
    whole = " ".join(page.text.split())
    lines = [" ".join(line.split()) for line in truth.split("\n") if len(line) > 2]
    wrong = 0.0
    for line in lines:
        fit = partial_ratio_alignment(line, whole)
        part = whole[fit.dest_start : fit.dest_end] if fit else ""
        wrong += min(len(line), Levenshtein.distance(line, part))
    return wrong, sum(map(len, lines))


def _bootstrap(rows: list[tuple[float, int, float]]) -> tuple[float, float]:
    """Return the 95 % interval of the error over pages drawn again (1000 draws)."""
    table = np.array([row[:2] for row in rows])
    drawn = table[np.random.default_rng(1).integers(0, len(rows), (1000, len(rows)))].sum(axis=1)
    low, high = np.percentile(drawn[:, 0] / drawn[:, 1], [2.5, 97.5])
    return float(low), float(high)


def main() -> None:
    """Measure what there is."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", choices=SETS, help="one set")
    given = parser.parse_args()
    settings, _ = load({})
    for name, measure in SETS.items():
        if (given.folder / name).is_dir() and given.only in (None, name):
            measure(given.folder / name, settings)


if __name__ == "__main__":
    main()
