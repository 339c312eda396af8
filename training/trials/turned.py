"""Pages laid on the glass upright, on a side or upside down, in all conditions."""

from pathlib import Path

import numpy as np

from training.scanner import scanned
from training.trials.prints import prints, save, tell


def make(out: Path, count: int, seed: int) -> None:
    """Write pages, a quarter each turned by 0, 90, 180 and 270 degrees clockwise, and truth.json.

    A print is laid on in all four ways, so that upright ones differ from the others in nothing
    else.
    """
    truth = {}
    for number, (image, condition) in enumerate(prints(count // 4, seed)):
        page, _ = scanned(image, condition, seed * 10_000 + number)
        for quarter in range(4):
            name = f"turned-{number + 1:04d}-{90 * quarter}.jpg"
            save(np.ascontiguousarray(np.rot90(page, -quarter)), out / name)
            truth[name] = {"rotation": 90 * quarter, "condition": condition}
    tell(truth, out)
