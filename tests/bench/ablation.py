"""What each step of cleaning and each reader is worth: all of them, then one taken out each time.

python -m tests.bench.ablation --bench BENCH --scans SCANS [--every N] [--jobs 2] [--only NAME ...]

Line CER in % by condition and on the real scans, and CPU seconds of a page beside it. Pages are
read without storing anything, each by one process.
"""

import argparse
import os
import resource
import tempfile
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path

from exports.record import text
from flows.settings import load
from tests.bench.folders import REAL, TruePage, given
from tests.bench.measures import Counts, counted, ruler, total
from tests.bench.reading import ALL, CONDITIONS, arguments, belongs, percent
from tests.bench.steps import STEPS

Read = tuple[str, float]
"""What was read on a page, and the CPU seconds that it took."""


def main() -> None:
    """Print a line for each step as soon as it is measured."""
    options = arguments(__doc__ or "", _only)
    with tempfile.TemporaryDirectory(prefix="sohoa-ablation-") as name:
        pages = given(options.bench, options.scans, Path(name), options.every)
        by = ruler(options.bench)
        pages = [page for page in pages if by.page_text(page.text)]
        _heads(pages)
        with ProcessPoolExecutor(options.jobs, get_context("spawn"), _prepare, (pages[0],)) as pool:
            for step in options.only or STEPS:
                read = list(pool.map(read_without, pages, repeat(step)))
                counts = [
                    counted(page.text, words, by)
                    for page, (words, _) in zip(pages, read, strict=True)
                ]
                _row(step, pages, counts, [seconds for _, seconds in read])


def read_without(page: TruePage, step: str) -> Read:
    """Read one page with a step taken out; ingest is not counted in the seconds."""
    from pipeline.digitise import read_page
    from pipeline.ingest import inspect, rasterise

    settings, _ = load(os.environ)
    with STEPS[step](settings) as changed:
        kind = inspect(page.scan, settings.limits).media_type
        image = rasterise(page.scan, kind, page.number, changed.ingest, changed.limits)
        before = _cpu()
        read = read_page(image, changed)
        return text((read,)).decode(), _cpu() - before


def _prepare(page: TruePage) -> None:
    """Make a process ready: one thread, and everything loaded that a first page loads."""
    os.environ["OMP_THREAD_LIMIT"] = "1"
    import cv2

    cv2.setNumThreads(1)
    read_without(page, "everything")


def _cpu() -> float:
    called = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + called.ru_utime + called.ru_stime


def _only(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--only", nargs="+", choices=STEPS, metavar="NAME", help="these steps only")


def _slices(pages: Sequence[TruePage]) -> list[str]:
    """Return the conditions of which there are pages."""
    every = (*CONDITIONS, ALL, REAL)
    return [name for name in every if any(belongs(page, name) for page in pages)]


def _heads(pages: Sequence[TruePage]) -> None:
    names = "".join(f"{name:>10}" for name in _slices(pages))
    print(f"{'line CER in %':34}{names}{'CPU s a page':>14}", flush=True)


def _row(
    step: str, pages: Sequence[TruePage], counts: Sequence[Counts], seconds: Iterable[float]
) -> None:
    cells = []
    for name in _slices(pages):
        own = zip(pages, counts, strict=True)
        of = total([count for page, count in own if belongs(page, name)])
        cells.append(f"{percent(of.line_errors, of.line_letters):>10}")
    print(f"{step:34}{''.join(cells)}{sum(seconds) / len(pages):14.2f}", flush=True)


if __name__ == "__main__":
    main()
