"""Reads hostile lists as the commands do, one after the other, within a limit of memory.

`python -m tests.hostile.feed MEGABYTES` prints what became of each as JSON.
"""

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flows.lexicons.columns import Bad
from flows.lexicons.rows import parse
from flows.lexicons.sheet import read, sheets
from flows.people.files import source
from flows.people.values import person
from models.errors import UsageError
from models.lexicon import Kind
from tests.hostile.lists import lists


def register(path: Path) -> str:
    count = 0
    for _, cells in source(path).rows:
        try:
            if not isinstance(cells, Bad):
                person(cells)
                count += 1
        except Bad:
            pass
    return f"{count} rows"


def lexicon(path: Path) -> str:
    return f"{len(parse(Kind.DRUGS, sheets(read(path))).entries)} rows"


def became(reads: Callable[[Path], str], path: Path) -> str:
    try:
        return reads(path)
    except UsageError as refusal:
        return f"refused: {refusal}"
    except Exception as error:  # the test says that there is none
        return f"FAILED: {type(error).__name__}"


def main() -> None:
    most = int(sys.argv[1]) << 20
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    told = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, data in lists():
            path = Path(folder) / name
            path.write_bytes(data)
            for reads in (register, lexicon):
                start = time.process_time()
                said = became(reads, path)
                told[f"{reads.__name__} {name}"] = said, time.process_time() - start
    print(json.dumps(told))


if __name__ == "__main__":
    main()
