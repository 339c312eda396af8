"""How fast fields are found: pages a second of one process, from readings that are kept.

    python -m tests.bench.extraction FOLDER [--passes 5]

FOLDER holds readings of pages, anywhere in it, as `read-*.json`; those of one folder's parent
are one scan. They are split, then extracted again and again. The first pass meets every word for
the first time, as a run does; in the others what was looked up once is known: their median counts.
"""

import argparse
import time
from pathlib import Path
from statistics import median

from extractors.extract import extract
from flows.readings import READING
from flows.settings import load
from models.codec import decode
from models.document import Document
from pipeline.split import split

SETTINGS, _ = load({})


def scans(folder: Path) -> dict[str, tuple[Document, ...]]:
    """Return the documents of every scan whose pages' readings lie in a folder, by its own name.

    Where a page was read more than once, the last in order of names counts.
    """
    found: dict[Path, dict[int, Path]] = {}
    for path in sorted(folder.rglob("read-*.json")):
        found.setdefault(path.parent.parent, {})[int(path.parent.name)] = path
    return {
        scan.name: split(
            [decode(READING, pages[number].read_bytes()).page for number in sorted(pages)]
        )
        for scan, pages in found.items()
    }


def passes(every: list[Document], count: int) -> list[float]:
    """Return the seconds of CPU that each pass over all documents took.

    Lexicons and the language model are loaded before, by one document.
    """
    taken = []
    extract(every[0], SETTINGS.extract, SETTINGS.accept)
    for _ in range(count + 1):
        start = time.process_time()
        for document in every:
            extract(document, SETTINGS.extract, SETTINGS.accept)
        taken.append(time.process_time() - start)
    return taken


def main() -> None:
    """Measure."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--passes", type=int, default=5)
    given = asked.parse_args()
    every = [document for own in scans(given.folder).values() for document in own]
    pages = sum(len(document.pages) for document in every)
    taken = passes(every, given.passes)
    first, *rates = (pages / seconds for seconds in taken)
    print(
        f"{len(every)} documents, {pages} pages: {median(rates):.1f} pages a second of one core"
        f" ({min(rates):.1f} to {max(rates):.1f}), {first:.1f} in the first pass"
    )


if __name__ == "__main__":
    main()
