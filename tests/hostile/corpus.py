"""A folder of hostile scans: `python -m tests.hostile.corpus FOLDER`. The same bytes each time."""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.hostile.item import Item
from tests.hostile.pdfs import pdfs
from tests.hostile.pictures import named, pictures


def scans() -> Iterator[Item]:
    """Every file with a plain name."""
    yield from pdfs()
    yield from pictures()


def write(folder: Path, items: Iterable[Item]) -> dict[str, str]:
    """Write the files, and those with hostile names into a folder; return fates by plain name."""
    inner = folder / "names"
    inner.mkdir(parents=True)
    for odd, data in named():
        Path(os.fsdecode(os.fsencode(inner) + b"/" + odd)).write_bytes(data)
    fates = {}
    for name, data, fate in items:
        assert name not in fates
        (folder / name).write_bytes(data)
        fates[name] = fate
    return fates


if __name__ == "__main__":
    write(Path(sys.argv[1]), scans())
