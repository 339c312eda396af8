"""Peak memory of `sohoa run` on a long PDF and on a short one of the same kind of pages.

python -m tests.bench.memory [--long 1000] [--short 60] [--jobs 2]

Pages are drawn by the program: a few lines each, all distinct, a form of PAGES_EACH pages after
the other. Memory is the resident memory of all processes of the run summed, what they share
counted in each, looked at five times a second; and the peak of the main process as the kernel
keeps it (VmHWM). Ends with 1 where a limit is passed.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pikepdf
from PIL import Image, ImageDraw, ImageFont

from tests.bench.bound import add_pixels
from tests.bench.folders import say
from tests.bench.sohoa import SOHOA, environment

MB = 1024 * 1024
MOST = 2500 * MB
MOST_APART = 200 * MB
EVERY_SECONDS = 0.2
PAGES_EACH = 10
"""A page with a title begins a document: every so many."""
DPI = 200
SIZE = 827, 583
"""Pixels: a page of a postcard's size."""
FONT = "DejaVuSans.ttf"
LINES = "Họ tên: Nguyễn Thị Số {0}", "Mã bệnh nhân: 24{0:06}", "Huyết áp: 120/80 mmHg, lần {0}"


@dataclass
class Peaks:
    """Most bytes seen: of all processes of a run together, and of the main one."""

    tree: int = 0
    main: int = 0


def main() -> int:
    """Print both peaks and how far they lie apart; return 1 where a limit is passed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--long", type=int, default=1000)
    parser.add_argument("--short", type=int, default=60)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    peaks = {pages: measured(pages, options.jobs) for pages in (options.short, options.long)}
    print(f"{'peak, MB':16}{'all processes':>16}{'main process':>16}")
    for pages, peak in peaks.items():
        print(f"{f'{pages} pages':16}{peak.tree / MB:16.0f}{peak.main / MB:16.0f}")
    short, long = peaks[options.short], peaks[options.long]
    apart = long.tree - short.tree
    print(f"{'difference':16}{apart / MB:16.0f}{(long.main - short.main) / MB:16.0f}")
    kept = abs(apart) <= MOST_APART and max(short.tree, long.tree) <= MOST
    limits = f"at most {MOST / MB:.0f} MB, and {MOST_APART / MB:.0f} MB apart"
    print(f"limits ({limits}): {'kept' if kept else 'PASSED'}")
    return 0 if kept else 1


def measured(pages: int, jobs: int) -> Peaks:
    """Return the peaks of one run, in a home of its own."""
    with tempfile.TemporaryDirectory(prefix="sohoa-memory-") as name:
        file = drawn(pages, Path(name) / "pages.pdf")
        say(f"{pages} pages ...")
        command = [str(SOHOA), "run", str(file), "--batch", "memory", "--jobs", str(jobs), "--json"]
        with (Path(name) / "said").open("w+b") as said:
            run = subprocess.Popen(
                command, env=environment(Path(name) / "var"), stdout=said, stderr=said
            )
            peaks = watched(run)
            if run.returncode:
                said.seek(0)
                raise SystemExit(f"sohoa run fails: {said.read().decode()}")
    return peaks


def watched(run: subprocess.Popen[bytes]) -> Peaks:
    """Look at a process and all that it starts until it ends; return the most that was seen."""
    peaks = Peaks()
    while run.poll() is None:
        tree = family(run.pid)
        peaks.tree = max(peaks.tree, sum(kept(pid, "VmRSS") for pid in tree))
        peaks.main = max(peaks.main, kept(run.pid, "VmHWM"))
        time.sleep(EVERY_SECONDS)
    return peaks


def family(root: int) -> list[int]:
    """Return a process and all that descend from it, by /proc."""
    children = defaultdict(list)
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name may hold anything but ends with the last bracket; state and parent follow.
            parent = path.read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue  # it has ended meanwhile
        children[int(parent)].append(int(path.parent.name))
    found = [root]
    for pid in found:
        found += children[pid]
    return found


def kept(pid: int, what: str) -> int:
    """Return a line of /proc/PID/status in bytes; 0 for a process that has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{what}:"))


def drawn(pages: int, path: Path) -> Path:
    """Write a PDF of so many distinct pages, one after the other."""
    font = ImageFont.truetype(FONT, 28)
    with pikepdf.new() as file:
        for number in range(1, pages + 1):
            sheet = Image.new("L", SIZE, 255)
            lines = [line.format(number) for line in LINES]
            if number % PAGES_EACH == 1:
                lines.insert(0, "PHIẾU CHĂM SÓC")
            for place, line in enumerate(lines):
                ImageDraw.Draw(sheet).text((60, 60 + 90 * place), line, font=font, fill=0)
            add_pixels(file, np.asarray(sheet), DPI)
        file.save(path)
    return path


if __name__ == "__main__":
    sys.exit(main())
