"""How fast the language model reads: words a second of one core, and how large its weights are.

    python -m tests.bench.words FOLDER [--passes 3]

FOLDER holds readings of pages, as `tests.bench.extraction` takes them; a word is what stands
between spaces. Pages are read one by one, as a run does, and in batches.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from extractors.language import entities, entities_of, load, weights
from tests.bench.extraction import scans

Reader = Callable[[list[str]], object]


def rate(texts: list[str], read: Reader, passes: int) -> float:
    """Return words a second of CPU, the best of so many passes."""
    words = sum(len(text.split()) for text in texts)
    taken = []
    for _ in range(passes):
        start = time.process_time()
        read(texts)
        taken.append(time.process_time() - start)
    return words / min(taken)


def main() -> None:
    """Measure."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("folder", type=Path)
    asked.add_argument("--passes", type=int, default=3)
    given = asked.parse_args()
    every = [document for own in scans(given.folder).values() for document in own]
    texts = [" ".join(page.text.split()) for document in every for page in document.pages]
    load()
    one = rate(texts, lambda own: [entities(text) for text in own], given.passes)
    many = rate(texts, lambda own: list(entities_of(own)), given.passes)
    size = sum(path.stat().st_size for path in weights().rglob("*") if path.is_file())
    print(
        f"{len(texts)} pages: {one:.0f} words a second of one core, in batches {many:.0f};"
        f" weights {size / 1e6:.1f} MB"
    )


if __name__ == "__main__":
    main()
