"""Pages a minute of sohoa and of another program (`peer`) on the same cores, and where CPU goes.

python -m tests.bench.throughput --bench BENCH [--every N] [--jobs 2]

sohoa is the whole `sohoa run`: Prefect's start, both readers, fields, PDF/A. The other is
measured file after file with as many jobs, as many files at once as there are jobs, and with
all pages bound in one PDF; the quickest way counts. Binding images as PDF is not counted.
"""

import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pikepdf

from flows.settings import load
from tests.bench import peer, sohoa
from tests.bench.bound import bound
from tests.bench.folders import rendered, say
from tests.bench.shares import shares
from tests.bench.sohoa import Clock


def compare(scans: Sequence[Path], jobs: int) -> None:
    """Print pages a minute of both, the ratio, and the share of CPU time of each stage."""
    # Both, and all that they start, on the same cores.
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:jobs])
    with tempfile.TemporaryDirectory(prefix="sohoa-throughput-") as name:
        folder = Path(name)
        (folder / "bound").mkdir()
        own = sohoa.copied(scans, folder / "scans")
        files = [bound(path, folder / "bound", load({})[0]) for path in sorted(own.iterdir())]
        whole, pages = joined(files, folder / "whole.pdf")
        say("sohoa ...")
        minute = 60 * pages / sohoa.run(own, folder / "var", jobs).seconds
        print(f"\n{pages} pages on {len(os.sched_getaffinity(0))} cores, pages a minute")
        print(f"{'sohoa run':32}{minute:8.1f}")
        if peer.program():
            other = 60 * pages / of_peer(files, whole, folder, jobs)
            print(f"{'sohoa / ' + peer.NAME:32}{minute / other:8.2f}")
        else:
            say(peer.MISSING)
        say("CPU of each stage ...")
        cpu(own, folder, pages)


def of_peer(files: Sequence[Path], whole: Path, folder: Path, jobs: int) -> float:
    """Print how many pages a minute the other program reads each way; return the least seconds."""
    ways: dict[str, Callable[[], list[list[str]]]] = {
        "file after file": lambda: peer.read(files, 1, jobs),
        f"{jobs} files at a time": lambda: peer.read(files, jobs, 1),
        "all in one PDF": lambda: [peer.read_one(whole, folder / "whole-read", jobs)],
    }
    least = float("inf")
    for way, read in ways.items():
        say(f"{peer.NAME}, {way} ...")
        with Clock() as clock:
            count = sum(map(len, read()))
        minute = 60 * count / clock.used.seconds
        print(f"{peer.NAME + ', ' + way:32}{minute:8.1f}  ({count} pages)")
        least = min(least, clock.used.seconds)
    return least


def joined(files: Sequence[Path], out: Path) -> tuple[Path, int]:
    """Bind all PDFs as one; return it and its number of pages."""
    with pikepdf.new() as whole:
        for path in files:
            with pikepdf.open(path) as file:
                whole.pages.extend(file.pages)
        whole.save(out)
        return out, len(whole.pages)


def cpu(scans: Path, folder: Path, pages: int) -> None:
    """Print the CPU time of each stage, a page at a time in one process, and what is left."""
    by_stage = shares(scans, folder / "shares")
    # One job here too: two at once on one core's halves make each other's seconds longer.
    whole = sohoa.run(scans, folder / "again", 1).cpu
    by_stage["Prefect, its server"] = whole - sum(by_stage.values())
    print(f"\nCPU of sohoa run --jobs 1: {whole / pages:.2f} s a page")
    for stage, seconds in by_stage.items():
        print(f"{stage:32}{seconds / pages:8.3f} s{100 * seconds / whole:8.1f} %")


def main() -> None:
    """Measure on the scans of the bench folder, or on own ones."""
    from tests.bench.reading import arguments

    options = arguments(__doc__ or "")
    with tempfile.TemporaryDirectory(prefix="sohoa-throughput-") as spare:
        scans = [page.scan for page in rendered(options.bench, Path(spare), options.every)]
        compare(scans, options.jobs)


if __name__ == "__main__":
    main()
