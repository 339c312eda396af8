"""Makes a trial set.

python -m training.trials NAME --out DIR --seed N --count N
"""

import argparse
from collections.abc import Callable
from pathlib import Path

from training.trials import blank, boxes, codes, conditions, skew, stamped, turned

TRIALS: dict[str, Callable[[Path, int, int], None]] = {
    "blank": blank.make,
    "boxes": boxes.make,
    "codes": codes.make,
    "conditions": conditions.make,
    "skew": skew.make,
    "stamped": stamped.make,
    "turned": turned.make,
}


def main() -> None:
    """Read the command line and make the set."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("name", choices=TRIALS)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    TRIALS[given.name](given.out, given.count, given.seed)


if __name__ == "__main__":
    main()
