"""How readers misread: what they take for what, learnt from made pages and kept as a table.

    python -m training.misreadings SET... > training/misread.json

Each SET is what `python -m training.trials conditions --out SET` wrote; its readings are made where
they are not there yet.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from training.readings import charts

LONGEST = 3
"""So many signs at most are read for one."""
ALIKE = 70
"""Of 100: a line that was read worse is taken for lost, and tells nothing."""
SHARES, LONG = 40, 16
"""So many shares of letters read wrong stand for all lines of that many letters or more."""
AT_MOST = 25.0
"""How many times more than the mean a letter may be misread: rare ones are little known."""

Pair = tuple[str, str]
"""A line as it is and as it was read."""


def pairs(folder: Path) -> Iterator[Pair]:
    """Yield the lines of a set's pages beside what was read of them; lost ones are left out."""
    truths: dict[str, dict[str, Any]] = {}
    for path in sorted((folder / "truth").glob("*.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        truths[truth["scan"]] = truth
    for known in charts(folder):
        for page in known.document.pages:
            read = " ".join(page.text.split())
            for line in truths[known.scan]["pages"][page.number - 1]["text"].split("\n"):
                line = " ".join(line.split())
                stretch = found(line, read)
                if stretch is not None:
                    yield line, read[stretch[0] : stretch[1]]


def found(line: str, read: str) -> tuple[int, int] | None:
    """Return where a line stands in what was read, in characters; None where it was lost."""
    if len(line) < 4 or not read:
        return None
    at = fuzz.partial_ratio_alignment(line, read, score_cutoff=ALIKE)
    return (at.dest_start, at.dest_end) if at is not None else None


def learnt(every: list[Pair]) -> dict[str, Any]:
    """Return shares of letters read wrong by line, and what letters are read as, with counts.

    What was read where nothing is counts in the shares alone. `times` is how many times more
    than the mean of all a letter is misread.
    """
    seen, wrong, shares = Counter[str](), dict[str, Counter[str]](), list[float]()
    for line, read in every:
        seen.update(line)
        errors = list(_errors(line, read))
        for true, said in errors:
            wrong.setdefault(true, Counter())[said] += 1
        if len(line) >= LONG:
            shares.append(len(errors) / len(line))
    mean = sum(each.total() for each in wrong.values()) / seen.total()
    shares.sort()
    return {
        "lines": len(every),
        "shares": [round(shares[k * (len(shares) - 1) // (SHARES - 1)], 4) for k in range(SHARES)],
        "letters": {
            true: {
                "times": round(min(AT_MOST, each.total() / (seen[true] + 20) / mean), 3),
                "read": dict(each.most_common()),
            }
            for true, each in sorted(wrong.items())
            if true
        },
    }


def _errors(line: str, read: str) -> Iterator[Pair]:
    """Yield letters and what they were read as; long stretches that differ tell nothing."""
    for step in Levenshtein.opcodes(line, read):
        true, said = line[step.src_start : step.src_end], read[step.dest_start : step.dest_end]
        if step.tag == "equal" or max(len(true), len(said)) > LONGEST:
            continue
        if len(true) == len(said):
            yield from zip(true, said, strict=True)
        elif len(true) <= 1:
            yield true, said
        elif not said:
            yield from ((letter, "") for letter in true)


@cache
def table() -> dict[str, Any]:
    """Return the table that is kept."""
    kept = files("training").joinpath("misread.json").read_text("utf-8")
    known: dict[str, Any] = json.loads(kept)
    return known


def main() -> None:
    """Learn from sets and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sets", type=Path, nargs="+")
    every = [pair for folder in parser.parse_args().sets for pair in pairs(folder)]
    json.dump(learnt(every), sys.stdout, ensure_ascii=False, indent=1)
    print()


if __name__ == "__main__":
    main()
