"""Two lanes on one home: while an urgent run works, other runs begin no page.

What they have in hand they finish. The lane is a lock that the system gives back however a run
ends; runs of the same lane share the cores as the system shares them.
"""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

LOOK_SECONDS = 0.2


class Stop(Protocol):
    """Says whether a run takes no more pages."""

    def is_set(self) -> bool:
        """Return whether that is so."""
        ...

    def set(self) -> None:
        """Have it take no more."""
        ...


@contextmanager
def urgent(home: Path) -> Iterator[None]:
    """Keep other runs on this home, of this machine, from beginning pages."""
    with _lane(home).open("a") as lane:
        fcntl.flock(lane, fcntl.LOCK_SH)
        yield


def give_way(home: Path, stop: Stop) -> None:
    """Wait while an urgent run works, and no longer than until `stop`."""
    with _lane(home).open("a") as lane:
        while not stop.is_set():
            try:
                fcntl.flock(lane, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                time.sleep(LOOK_SECONDS)


def _lane(home: Path) -> Path:
    home.mkdir(parents=True, exist_ok=True)
    return home / "urgent.lock"
