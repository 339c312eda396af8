"""Times and sizes for each 1,000 documents, from the kept readings of a home.

    python -m tests.bench.filing HOME [--documents 1000]

The scans of HOME are filed over and over, each time with a few bytes more, so that they are new
ones; no page is read again. Everything else is done as `sohoa run` does it, one scan after the
other, and then by the commands themselves, each with the most memory that it had.
"""

import argparse
import hashlib
import subprocess
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from flows import readings, searchable
from flows.configuration import reading_key
from flows.digitise import Work, digitise
from flows.house import House, opened
from models.codec import encode
from models.document import Scan
from models.record import PatientLink
from storage import keys
from storage.rows import ScanRow
from tests.bench.folders import say
from tests.bench.memory import MB, watched
from tests.bench.sohoa import SOHOA, environment

SHARE = 100
"""An incremental backup has one of so many documents to copy."""
FORMATS = "record fhir insurer table".split()


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("home", type=Path)
    parser.add_argument("--documents", type=int, default=1000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sohoa-filing-") as folder:
        bench = Filing(asked.home, Path(folder))
        filed = bench.grow(asked.documents)
        say(f"{filed} documents filed")
        print(f"{filed} documents; s and MB for each 1,000\n{'':28}{'s':>9}{'peak MB':>9}")
        for name, seconds in bench.clock.items():
            print(f"{name:28}{1000 * seconds / filed:9.1f}", flush=True)
        bench.commands(filed)
        for name, size in bench.sizes().items():
            print(f"{name:28}{1000 * size / filed / MB:9.1f} MB")


class Filing:
    """A home that grows in `folder` from the scans of another."""

    def __init__(self, base: Path, folder: Path) -> None:
        self.base, self.folder, self.home = base, folder, folder / "var"
        self.clock: defaultdict[str, float] = defaultdict(float)
        self._round = count(1)

    def grow(self, documents: int) -> int:
        """File scans until there are so many more documents; return how many came."""
        done = 0
        with self._opened(self.base) as base, self._opened(self.home) as house:
            decide = house.catalogue.patients.decide
            house.catalogue.patients.decide = self._timed("of which linking", decide)  # type: ignore[method-assign]
            while done < documents:
                again = next(self._round)
                for row in base.catalogue.scans.of():
                    if row.state == "filed":
                        done += self._file(base, house, row, again)
        return done

    def _file(self, base: House, house: House, row: ScanRow, again: int) -> int:
        data = base.store.get(keys.original(row.sha256)) + f"\n% {again}\n".encode()
        scan = Scan(hashlib.sha256(data).hexdigest(), row.media_type, len(data), row.pages)
        with self._counted("receiving"):
            house.store.put(keys.original(scan.sha256), data)
            house.catalogue.receipts.open_batch("filing")
            house.catalogue.receipts.receive("filing", f"{scan.sha256[:12]}", scan)
        for page in base.catalogue.scans.pages(row.sha256):
            if page.state != "rejected":
                kept = readings.latest(base, row.sha256, page.number)
                key = reading_key(scan.sha256, page.number, house.settings)
                name = keys.derived(scan.sha256, page.number, "read", key, "json")
                house.store.put(name, encode(readings.READING, kept))
        with ThreadPoolExecutor(1) as pool, self._counted("splitting to filing"):
            work = Work(house, pool, threading.Event(), lambda *_: None, "split")
            ids = digitise(work, scan.sha256)
        with self._counted("searchable PDFs"):
            rows = house.catalogue.documents.find(sha256=scan.sha256)
            searchable.complete(house, list(rows), map)
        return len(ids)

    def commands(self, filed: int) -> None:
        """Time the commands, and print what each takes for 1,000 documents."""
        backup, out = self.folder / "backup", self.folder / "out"
        steps = {f"export, {one}": ["export", out / one, "--format", one] for one in FORMATS}
        steps |= {"verify": ["verify"], "backup, first": ["backup", backup]}
        for name, words in steps.items():
            self._told(name, filed, self.home, *words)
        more = self.grow(filed // SHARE)
        self._told(f"backup, {more} more", filed, self.home, "backup", backup)
        self._told("restore", filed + more, self.folder / "other", "restore", backup)

    def _told(self, name: str, filed: int, home: Path, *words: object) -> None:
        begun = time.monotonic()
        with (self.folder / "said").open("wb") as said:
            command = [str(SOHOA), *map(str, words)]
            run = subprocess.Popen(command, env=environment(home), stdout=said, stderr=said)
            peak = watched(run).main
        seconds = time.monotonic() - begun
        if run.returncode:
            raise SystemExit(f"sohoa {words[0]}: {(self.folder / 'said').read_text()}")
        print(f"{name:28}{1000 * seconds / filed:9.1f}{peak / MB:9.0f}", flush=True)

    def sizes(self) -> Counter[str]:
        """Return the bytes of each kind of object, and of the catalogue."""
        found: Counter[str] = Counter()
        with self._opened(self.home) as house:
            for key in house.store.keys(""):
                kind = "document.pdf" if key.endswith(".pdf") else key.partition("/")[0]
                found[kind] += (self.home / "store" / key).stat().st_size
        found["catalogue"] = (self.home / "catalogue.sqlite").stat().st_size
        return found

    @contextmanager
    def _opened(self, home: Path) -> Iterator[House]:
        # PDFs are made apart, so that they are timed apart.
        with opened({"SOHOA_HOME": str(home), "SOHOA_FILE_PDF": "export"}) as house:
            yield house

    @contextmanager
    def _counted(self, name: str) -> Iterator[None]:
        begun = time.monotonic()
        yield
        self.clock[name] += time.monotonic() - begun

    def _timed(self, name: str, call: Callable[..., PatientLink]) -> Callable[..., PatientLink]:
        def timed(*arguments: Any, **options: Any) -> PatientLink:
            with self._counted(name):
                return call(*arguments, **options)

        return timed


if __name__ == "__main__":
    main()
