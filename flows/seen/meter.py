"""What a run uses: the time of its processors, and by the clock, laid to scans as pages are done.

Threads of one process share its processors, so nobody can say to the second what one page has
used. What was used since the page before is laid to the page that is done now: by page that is
blurred by its neighbours, over a run it is exact. It holds all that this process computes, its
decoders, and what it has started and waited for (Tesseract as a command).
"""

import resource
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field

from flows.house import House
from pipeline import decoding
from storage.costs import Used


def core_seconds() -> float:
    """Return the time of processors that this process and its children have used."""
    waited = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in waited) + decoding.seconds()


@dataclass
class _Sum:
    core_seconds: float = 0.0
    wall_seconds: float = 0.0
    pages: set[int] = field(default_factory=set)

    @property
    def used(self) -> Used:
        return Used(round(self.core_seconds, 3), round(self.wall_seconds, 3), len(self.pages))


class Meter:
    """Counts from when it is made. `run` names the run."""

    def __init__(self, run: str) -> None:
        self.run = run
        self._lock = threading.Lock()
        self._at = core_seconds(), time.monotonic()
        self._sums: dict[str, _Sum] = defaultdict(_Sum)
        self._last = ""

    def page(self, sha256: str, number: int) -> float:
        """Note that a page of a scan is done; return the core-seconds that are laid to it."""
        with self._lock:
            self._sums[sha256].pages.add(number)
            return self._lay(sha256)

    def keep(self, house: House, sha256: str) -> None:
        """Put what a scan has used into the catalogue, once it is filed."""
        with self._lock:
            used = {sha256: self._sums.pop(sha256).used} if sha256 in self._sums else {}
        house.catalogue.costs.add(self.run, used)

    def close(self, house: House) -> float:
        """Put the rest into the catalogue: what the end took, and scans that were not filed.

        Returns the core-seconds of the end.
        """
        with self._lock:
            used = self._lay(self._last) if self._last else 0.0
            rest = {sha256: one.used for sha256, one in self._sums.items()}
            self._sums.clear()
        house.catalogue.costs.add(self.run, rest)
        return used

    def _lay(self, sha256: str) -> float:
        """Lay what was used since the last time to a scan; return the core-seconds."""
        (core, clock), self._at = self._at, (core_seconds(), time.monotonic())
        one, used = self._sums[sha256], max(0.0, self._at[0] - core)
        one.core_seconds += used
        one.wall_seconds += self._at[1] - clock
        self._last = sha256
        return used
