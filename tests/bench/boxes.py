"""Whether a field's box, read back, gives the field's text: from kept readings, and from pixels.

    python -m tests.bench.boxes BENCH --readings FOLDER [--crops 150]

BENCH and FOLDER are those of `tests.bench.worth`. Every value with status `auto` must have page
and box; the words that were read inside the box are set against its text, and of `--crops` fields
Tesseract reads the box anew, cut out of the scan.
"""

import argparse
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any

import cv2
import pytesseract
from rapidfuzz import fuzz

from exports.record import fields
from extractors.extract import extract
from models.geometry import Box
from models.page import Page
from models.record import Field, Status
from models.text import squeeze
from pipeline.ingest import PageImage, inspect, rasterise
from tests.bench.extraction import SETTINGS
from tests.bench.interval import told
from tests.bench.worth import Filed, filed

MARGIN = 0.003
"""What is cut out around a box, as a share of the page: letters at an edge are lost."""
ALIKE = 90
"""Of 100, how like its text a reading must hold a stretch to count as the same."""
UPRIGHT = {90: cv2.ROTATE_90_COUNTERCLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_CLOCKWISE}


@dataclass(frozen=True, slots=True)
class Boxed:
    """An accepted value, the page that it was read on, and the scan of that page."""

    field: Field
    page: Page
    scan: Path


def accepted(every: Sequence[Filed], folder: Path) -> Iterator[Boxed]:
    """Yield every value that is accepted by threshold."""
    for own in every:
        pages = {page.number: page for page in own.document.pages}
        facts = extract(own.document, SETTINGS.extract, SETTINGS.accept)
        for _, field in fields(facts):
            if field.status is Status.AUTO and field.value is not None:
                yield Boxed(field, pages[field.page], folder / own.name)


def words_in(page: Page, box: Box) -> str:
    """Return the words of a page that lie in a box of its scan, in reading order."""
    return " ".join(word.text for word in page.words_in(box))


def cut_out(boxed: Boxed, box: Box) -> str:
    """Return what Tesseract reads in a box of a scan, turned upright, as a block of text."""
    image: Any = _raster(boxed.scan, boxed.page.number).image
    height, width = image.shape[:2]
    top, bottom = (round(height * y) for y in (box.top - MARGIN, box.bottom + MARGIN))
    left, right = (round(width * x) for x in (box.left - MARGIN, box.right + MARGIN))
    crop = image[max(0, top) : bottom, max(0, left) : right]
    if boxed.page.rotation:
        crop = cv2.rotate(crop, UPRIGHT[boxed.page.rotation])
    crop = cv2.copyMakeBorder(crop, 12, 12, 12, 12, cv2.BORDER_REPLICATE)
    return str(pytesseract.image_to_string(crop, lang="vie", config="--psm 6"))


@lru_cache(maxsize=4)
def _raster(scan: Path, number: int) -> PageImage:
    found = inspect(scan, SETTINGS.limits)
    return rasterise(scan, found.media_type, number, SETTINGS.ingest, SETTINGS.limits)


def holds(reading: str, text: str) -> float:
    """Return how like `text` the likest stretch of a reading is, of 100; spaces do not count."""
    one, other = squeeze(reading), squeeze(text)
    if not other:  # signs alone
        one, other = (re.sub(r"\s", "", said) for said in (reading, text))
    return fuzz.partial_ratio(one, other) if len(one) >= len(other) else fuzz.ratio(one, other)


def from_words(every: Sequence[Boxed]) -> None:
    """Print how many boxes hold their text, and how many hold nothing else."""
    tally = Counter[str]()
    for boxed in every:
        box, text = boxed.field.box, boxed.field.text or ""
        tally["without a box"] += box is None
        if box is not None:
            reading = words_in(boxed.page, box)
            tally["holds"] += squeeze(text) in squeeze(reading)
            tally["only"] += squeeze(text) == squeeze(reading)
    print(f"{len(every)} accepted values, {tally['without a box']} without page and box")
    print(f"their words lie in the box:    {told(tally['holds'], len(every))}")
    print(f"and no others:                 {told(tally['only'], len(every))}")


def from_pixels(every: Sequence[Boxed], count: int) -> None:
    """Print how many of so many boxes Tesseract reads as their text."""
    chosen = Random(1).sample(list(every), min(count, len(every)))
    chosen.sort(key=lambda boxed: (boxed.scan.name, boxed.page.number))
    likeness = [
        holds(cut_out(boxed, boxed.field.box), boxed.field.text or "")
        for boxed in chosen
        if boxed.field.box is not None
    ]
    print(f"cut out and read anew, alike:  {told(sum(x >= ALIKE for x in likeness), len(chosen))}")
    print(f"the same but for marks:        {told(sum(x == 100 for x in likeness), len(chosen))}")


def main() -> None:
    """Measure."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("bench", type=Path)
    asked.add_argument("--readings", type=Path, required=True)
    asked.add_argument("--crops", type=int, default=150)
    given = asked.parse_args()
    folder = given.bench / "dev" / "scans"
    every = list(accepted(filed(given.readings, folder), folder))
    from_words(every)
    from_pixels(every, given.crops)


if __name__ == "__main__":
    main()
