"""What each part of the extraction is worth: fields found with it and without, from kept readings.

    python -m tests.bench.worth BENCH --readings FOLDER

BENCH holds `dev/scans`, `dev/truth` and `score.py`; FOLDER holds the readings of those scans, as a
run keeps them under `store/derived/`. Nothing is read again: every row is the same words.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from exports.record import Origin, Provenance, record
from extractors.extract import extract
from extractors.lexicon import Lexicon
from models.document import Document
from models.page import Line, Page
from models.record import PatientLink
from models.settings import Settings
from tests.bench.extraction import SETTINGS, scans
from tests.bench.steps import Step, instead, setting

UNLINKED = PatientLink(None, None, "none", 0.0, "review")
NOBODY = Provenance("", {}, "", {})


def nothing(*_: object) -> tuple[()]:
    """Find nothing."""
    return ()


STARTER = ("diseases", "drugs", "labs", "substances")
WITHOUT: dict[str, Step] = {
    "everything": nullcontext,
    "second readings of words": nullcontext,
    "language model": setting("extract", "model", value=False),
    "lexicons": instead({f"extractors.starter.{name}": nothing for name in STARTER}),
    "cross-checks": setting("extract", "sense", value=False),
}
"""The parts that are taken out one at a time, after a row with all of them."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A document, and the name and hash of its scan."""

    document: Document
    name: str
    sha256: str


def filed(readings: Path, folder: Path) -> list[Filed]:
    """Return the documents of the scans of a folder; scans without readings are told of."""
    read = scans(readings)
    found: list[Filed] = []
    for path in sorted(folder.iterdir()):
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        if sha256 not in read:
            print(f"{path.name}: no readings of it", file=sys.stderr)
        found += [Filed(document, path.name, sha256) for document in read.get(sha256, ())]
    return found


def read_once(document: Document) -> Document:
    """Return a document without what the other reader read where the two differed."""
    return replace(document, pages=tuple(map(_page_read_once, document.pages)))


def _page_read_once(page: Page) -> Page:
    def once(lines: Sequence[Line]) -> tuple[Line, ...]:
        return tuple(Line(tuple(replace(w, other=None) for w in line.words)) for line in lines)

    tables = tuple(
        replace(table, cells=tuple(replace(cell, lines=once(cell.lines)) for cell in table.cells))
        for table in page.tables
    )
    return replace(page, lines=once(page.lines), tables=tables)


def exported(every: Sequence[Filed], settings: Settings, out: Path) -> float:
    """Write the record of each document; return the seconds of CPU that extraction took.

    It is done twice, and the second time counts: then every word has been looked up once.
    """
    lexicon = Lexicon()
    for _ in range(2):
        start = time.process_time()
        found = [
            extract(own.document, settings.extract, settings.accept, lexicon=lexicon)
            for own in every
        ]
        taken = time.process_time() - start
    for number, (own, facts) in enumerate(zip(every, found, strict=True)):
        origin = Origin(own.name, own.sha256, own.document.numbers)
        folder = out / f"{number:04}"
        folder.mkdir()
        data = record(folder.name, origin, facts, UNLINKED, NOBODY)
        folder.joinpath("record.json").write_bytes(data)
    return taken


def scored(bench: Path, out: Path) -> dict[str, Any]:
    """Return what the bench's own scorer says of exported records."""
    said = out / "score.json"
    command = [sys.executable, *map(str, (bench / "score.py", out, bench / "dev", "--json", said))]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    figures: dict[str, Any] = json.loads(said.read_text("utf-8"))
    return figures


def rows(bench: Path, every: Sequence[Filed]) -> Iterator[tuple[str, dict[str, Any], float]]:
    """Yield each row's name, its scores, and its pages a second of one core."""
    pages = sum(len(own.document.pages) for own in every)
    once = [replace(own, document=read_once(own.document)) for own in every]
    for name, step in WITHOUT.items():
        with tempfile.TemporaryDirectory() as out, step(SETTINGS) as settings:
            chosen = once if name == "second readings of words" else every
            taken = exported(chosen, settings, Path(out))
            yield name, scored(bench, Path(out)), pages / taken


def main() -> None:
    """Measure, and print a table."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("bench", type=Path)
    asked.add_argument("--readings", type=Path, required=True)
    given = asked.parse_args()
    every = filed(given.readings, given.bench / "dev" / "scans")
    print(f"{'without':26}  fields F1  mean of groups  at 99.5 %    ECE  pages/s")
    for name, figures, rate in rows(given.bench, every):
        fields, sure = figures["fields"], figures["confidence"]
        print(
            f"{name:26} {100 * fields['overall']['f1']:10.2f} {100 * fields['macro_f1']:15.2f}"
            f" {100 * sure['coverage_at_99.5']['coverage']:10.1f} {sure['ece']:6.4f} {rate:8.1f}"
        )


if __name__ == "__main__":
    main()
