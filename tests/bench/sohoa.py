"""The program itself, called as people call it, in a home of its own."""

import json
import os
import resource
import subprocess
import sys
import time
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from shutil import copy

from tests.bench.folders import say

SOHOA = Path(sys.executable).parent / "sohoa"
ROOT = Path(__file__).parents[2]
BATCH = "bench"


@dataclass(frozen=True, slots=True)
class Used:
    """Seconds by the clock, and seconds of CPU of all processes."""

    seconds: float
    cpu: float


def environment(home: Path) -> dict[str, str]:
    """Return the environment of a run: this checkout, and a home that nobody else has."""
    paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return {**os.environ, "SOHOA_HOME": str(home), "PYTHONPATH": paths}


def copied(scans: Sequence[Path], folder: Path) -> Path:
    """Copy scans into a new folder, and return it: links that lead out of one are not followed."""
    folder.mkdir(parents=True)
    for scan in dict.fromkeys(scans):
        copy(scan, folder)
    return folder


def run(scans: Path, home: Path, jobs: int) -> Used:
    """Digitise a folder; what the run took, Prefect's server counted."""
    command: list[str | Path] = [SOHOA, "run", scans, "--batch", BATCH, "--jobs", str(jobs)]
    with Clock() as clock:
        ended = subprocess.run(command, env=environment(home), check=False, capture_output=True)
    if ended.returncode:
        say(f"sohoa run ends with exit code {ended.returncode}:\n{ended.stderr.decode()}")
    return clock.used


def texts(home: Path, out: Path) -> dict[tuple[str, int], str]:
    """Export a home; return the text of each page by name of the scan (NFC) and number."""
    command: list[str | Path] = [SOHOA, "export", out, "--batch", BATCH]
    subprocess.run(command, env=environment(home), check=True, capture_output=True)
    found: dict[tuple[str, int], list[str]] = defaultdict(list)
    for path in sorted(out.glob("*/record.json")):
        scan = json.loads(path.read_text(encoding="utf-8"))["scan"]
        name = unicodedata.normalize("NFC", Path(scan["file_name"]).name)
        pages = path.with_name("text.txt").read_text(encoding="utf-8").split("\f")
        for number, text in zip(scan["pages"], pages, strict=True):
            found[name, number].append(text)
    return {key: "\n".join(parts) for key, parts in found.items()}


class Clock(AbstractContextManager["Clock"]):
    """Measures the child processes that begin and end within the block."""

    used: Used

    def __enter__(self) -> "Clock":
        self._before = time.monotonic(), _cpu_of_children()
        return self

    def __exit__(self, *_: object) -> None:
        now = time.monotonic(), _cpu_of_children()
        self.used = Used(now[0] - self._before[0], now[1] - self._before[1])


def _cpu_of_children() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime
