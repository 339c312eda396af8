"""Digitise a folder of scans with known truth, export, and print its score.

python tests/bench/score.py BENCH [--by condition|type] [--keep FOLDER]

BENCH holds `dev/scans`, `dev/truth` and `score.py`.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SOHOA = Path(sys.executable).parent / "sohoa"


def main() -> int:
    """Return the scorer's exit code; the table goes to stdout."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--by", choices=["condition", "type"], default="condition")
    parser.add_argument("--keep", type=Path, help="folder for export and score.json")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sohoa-bench-") as home:
        kept = options.keep or Path(home) / "out"
        seconds, pages = digitise(options.bench / "dev" / "scans", Path(home), kept / "export")
        scored = score(options.bench, kept, options.by)
    each = seconds / max(1, pages)
    print(f"\n{pages} pages in {seconds:.0f} s: {each:.2f} s a page on {os.cpu_count()} cores")
    return scored


def digitise(scans: Path, home: Path, export: Path) -> tuple[float, int]:
    """Run and export in a fresh home; return seconds of the run and pages received."""
    environment = {**os.environ, "SOHOA_HOME": str(home / "var")}
    started = time.monotonic()
    subprocess.run([SOHOA, "run", scans, "--batch", "bench"], env=environment, check=True)
    seconds = time.monotonic() - started
    export.mkdir(parents=True, exist_ok=True)
    subprocess.run([SOHOA, "export", export, "--batch", "bench"], env=environment, check=True)
    balance = subprocess.run(
        [SOHOA, "status", "bench", "--json"], env=environment, check=True, capture_output=True
    )
    return seconds, int(json.loads(balance.stdout)["received"])


def score(bench: Path, kept: Path, by: str) -> int:
    """Run the bench's own scorer on the export; write score.json beside it."""
    arguments = [kept / "export", bench / "dev", "--json", kept / "score.json", "--by", by]
    command = [sys.executable, str(bench / "score.py"), *map(str, arguments)]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
