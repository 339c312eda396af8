"""Memory and time of `sohoa verify` on homes with few objects and with many.

    python -m tests.bench.whole [--objects 10000 200000]

A home is made of scans of PAGES pages that wait, a small object for each page; nothing is real
but rows, audit, objects and their checksums, and all of it is whole.
"""

import argparse
import hashlib
import subprocess
import tempfile
import time
from pathlib import Path
from unittest.mock import patch

from flows.house import opened
from models.document import Scan
from storage import keys
from tests.bench.memory import MB, watched
from tests.bench.sohoa import SOHOA, environment

PAGES = 1000


def main() -> None:
    """Print a line for each number of objects."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--objects", type=int, nargs="+", default=[10_000, 200_000])
    print(f"{'objects':>10}{'s':>9}{'peak MB':>9}")
    for count in parser.parse_args().objects:
        with tempfile.TemporaryDirectory(prefix="sohoa-whole-") as name:
            made(Path(name) / "var", count // PAGES)
            seconds, peak = verified(Path(name) / "var")
        print(f"{count:10}{seconds:9.1f}{peak:9.0f}", flush=True)


def made(home: Path, scans: int) -> None:
    """Make a home; the disk need not keep it."""
    with patch("os.fsync"), opened({"SOHOA_HOME": str(home)}) as house:
        house.catalogue.receipts.open_batch("many")
        for number in range(scans):
            data = f"%PDF-1.7 {number}".encode()
            scan = Scan(hashlib.sha256(data).hexdigest(), "application/pdf", len(data), PAGES)
            house.store.put(keys.original(scan.sha256), data)
            house.catalogue.receipts.receive("many", f"{number}.pdf", scan)
            for page in range(1, PAGES):
                key = keys.derived(scan.sha256, page, "read", "0" * 16, "json")
                house.store.put(key, f'{{"page": {page}}}'.encode() * 20)


def verified(home: Path) -> tuple[float, float]:
    """Return the seconds and the peak memory, in MB, of `sohoa verify`."""
    begun = time.monotonic()
    run = subprocess.Popen([SOHOA, "verify"], env=environment(home), stdout=subprocess.DEVNULL)
    peak = watched(run).main
    if run.returncode:
        raise SystemExit("What was made is not whole.")
    return time.monotonic() - begun, peak / MB


if __name__ == "__main__":
    main()
