"""Write a trial set: python -m training.trials NAME --out DIR --seed N --count N."""

import argparse
from collections.abc import Callable
from pathlib import Path

from training.trials import boxes, codes

SETS: dict[str, Callable[[Path, int, int], None]] = {
    "codes": codes.make,
    "boxes": boxes.make,
}


def main() -> None:
    """Read the command line and write the set that it names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=SETS)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=40, help="pages")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    SETS[given.name](given.out, given.count, given.seed)


if __name__ == "__main__":
    main()
