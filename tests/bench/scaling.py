"""How well one machine is used: its cores, the rate over long runs, what is urgent.

python -m tests.bench.scaling cores [--scans FOLDER]   2 cores against 1, on real pages
python -m tests.bench.scaling flat [--rounds 3]        100 to 400 pages read, 100 to 2,000 recalled
python -m tests.bench.scaling lanes [--pages 60]       a scan of a few pages beside a long run

Pages are those of `memory`: a few lines each, all distinct; for `cores` whole ones, the project's
samples unless told otherwise. A home's server is up before the clock starts. Ends with 1 where a
limit is passed.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests.bench.folders import say
from tests.bench.memory import drawn
from tests.bench.sohoa import SOHOA, environment

LEAST_RATIO = 1.85
MOST_APART = 0.05
READ, RECALLED = (100, 200, 400), (100, 500, 2000)
SAMPLES = Path(__file__).parents[2] / "samples"
EACH = 10
"""Pages of a scan."""


def main() -> int:
    """Measure what is asked for; return 1 where a limit is passed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", choices=("cores", "flat", "lanes"))
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--scans", type=Path, default=SAMPLES)
    options = parser.parse_args()
    if options.what == "cores":
        return cores(options.scans, options.rounds)
    return flat(options.rounds) if options.what == "flat" else lanes(options.pages)


def cores(scans: Path, rounds: int) -> int:
    """Print seconds on one core and on two, from start to end, the median of rounds in turn."""
    every = sorted(os.sched_getaffinity(0))
    taken: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(rounds):
        for count, found in taken.items():
            os.sched_setaffinity(0, every[:count])
            with _up() as var:
                found.append(_seconds("run", scans, "--jobs", count, home=var))
            os.sched_setaffinity(0, every)
            say(f"{count}: {found[-1]:.1f} s")
    one, two = median(taken[1]), median(taken[2])
    print(f"{scans}: 1 core {one:.1f} s, 2 cores {two:.1f} s: {one / two:.2f} times")
    return 0 if one / two >= LEAST_RATIO else 1


def flat(rounds: int) -> int:
    """Print pages a minute by how many there are: read, and from the words that are kept."""
    read = {pages: median(_read(pages) for _ in range(rounds)) for pages in READ}
    recalled = {pages: _recalled(pages, rounds) for pages in RECALLED}
    held = [_held("read", read), _held("from stored words", recalled)]
    return 0 if all(held) else 1


def lanes(pages: int) -> int:
    """Print how soon a few pages are done alone, beside a long run, and urgently beside it."""
    with home(pages) as (scans, var):
        papers = [drawn(count, var.parent / f"{count}.pdf") for count in (2, 3, 4)]
        alone = _seconds("run", papers[0], home=var)
        with (var / "said").open("wb") as said:
            long = subprocess.Popen(
                [str(SOHOA), "run", str(scans), "--batch", "long"],
                env=environment(var),
                stdout=said,
                stderr=said,
            )
        time.sleep(2 * alone)
        beside = _seconds("run", papers[1], home=var)
        urgent = _seconds("run", papers[2], "--urgent", home=var)
        if long.poll() is not None:
            say("the long run ended before the others: give more --pages")
        long.wait()
    print(f"alone {alone:.1f} s, beside {beside:.1f} s, urgent {urgent:.1f} s")
    return 0 if urgent <= beside else 1


def _held(what: str, rates: dict[int, float]) -> bool:
    apart = max(rates.values()) / min(rates.values()) - 1
    told = ", ".join(f"{pages} pages {rate:.1f}" for pages, rate in rates.items())
    print(f"{what}, a minute: {told}; {100 * apart:.1f} % apart")
    return apart <= MOST_APART


def _read(pages: int) -> float:
    with home(pages) as (scans, var):
        rate = 60 * pages / _seconds("run", scans, home=var)
    say(f"{pages} pages: {rate:.1f} a minute")
    return rate


def _recalled(pages: int, rounds: int) -> float:
    with home(pages) as (scans, var):
        _seconds("run", scans, home=var)
        again = ("rerun", "--from", "split", "--all", "--yes")
        return median(60 * pages / _seconds(*again, home=var) for _ in range(rounds))


@contextmanager
def home(pages: int) -> Iterator[tuple[Path, Path]]:
    """Give a folder of scans of ten pages, and a home whose server is up."""
    with _up() as var:
        folder = var.parent / "scans"
        folder.mkdir()
        _cut(drawn(pages, var.parent / "whole.pdf"), folder)
        yield folder, var


@contextmanager
def _up() -> Iterator[Path]:
    """Give a home whose server is up."""
    with tempfile.TemporaryDirectory(prefix="sohoa-scaling-") as name:
        var = Path(name) / "var"
        _seconds("up", home=var)
        try:
            yield var
        finally:
            _seconds("down", home=var)


def _cut(whole: Path, folder: Path) -> None:
    import pikepdf

    with pikepdf.open(whole) as file:
        for first in range(0, len(file.pages), EACH):
            with pikepdf.new() as part:
                part.pages.extend(file.pages[first : first + EACH])
                part.save(folder / f"{first:05}.pdf")


def _seconds(*command: object, home: Path) -> float:
    start = time.monotonic()
    said: Sequence[str] = [str(SOHOA), *map(str, command)]
    ended = subprocess.run(said, env=environment(home), capture_output=True, check=False)
    if ended.returncode:
        raise SystemExit(f"sohoa {command[0]} fails: {ended.stderr.decode()}")
    return time.monotonic() - start


if __name__ == "__main__":
    sys.exit(main())
