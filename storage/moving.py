"""Copying all that a store holds to another one, piece by piece, each read back."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Self

from models.errors import StoreDamaged, StoreError
from storage.durable import hash_of, make_folder
from storage.keys import is_rebuilt
from storage.store import Store

JOBS = 4
"""Objects that are copied side by side: most are small, and servers answer slowly."""


class State(StrEnum):
    """What became of one object."""

    COPIED = "copied"
    THERE = "there"
    DAMAGED = "damaged"
    GONE = "gone"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Moved:
    """How many objects were copied or there already; keys of those that could not be read whole.

    `ended` tells that the move was stopped before its end.
    """

    copied: int
    there: int
    damaged: tuple[str, ...]
    ended: bool


class Journal:
    """Checksums of what was copied and read back, in a file in the form of sha256sum."""

    def __init__(self, path: Path) -> None:
        make_folder(path.parent)
        self._lock = threading.Lock()
        self._file = path.open("a+", encoding="utf-8")
        self._file.seek(0)
        # What a kill left of a line is not read, and is ended, so that it spoils no other.
        lines = [line.split() for line in self._file if line.endswith("\n")]
        self._known = {line[1]: line[0] for line in lines if len(line) == 2}
        self._file.write("\n")

    def sum_of(self, key: str) -> str | None:
        """Return the checksum of an object that was copied and read back."""
        return self._known.get(key)

    def add(self, key: str, sha256: str) -> None:
        """Note that an object was copied and read back."""
        with self._lock:
            self._known[key] = sha256
            self._file.write(f"{sha256}  {key}\n")
            self._file.flush()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


class Move:
    """A move from `source` to `target`, which `journal` lets go on where it stopped."""

    def __init__(self, source: Store, target: Store, journal: Journal) -> None:
        self._source = source
        self._target = target
        self._journal = journal
        self._there: set[str] = set()

    def plan(self) -> tuple[list[str], int]:
        """Return the keys to look at, and how many need not be looked at any more.

        Raises StoreError where the target holds write-once objects that the source does not.
        """
        every = list(self._source.keys())
        self._there = set(self._target.keys())
        strange = [key for key in self._there.difference(every) if not is_rebuilt(key)]
        if strange:
            raise StoreError(
                f"The new store holds {len(strange)} objects that this one does not: name an empty"
                " one, or the one that this move began."
            )
        # What can be replaced may have been, since it was copied.
        todo = [key for key in every if is_rebuilt(key) or not self._known(key)]
        return todo, len(every) - len(todo)

    def run(self, stop: threading.Event, told: Callable[[int, int], None]) -> Moved:
        """Copy until there is nothing new; `told` hears how many of how many are looked at.

        Raises StoreError where a store cannot be used, or the target holds other bytes.
        """
        todo, known = self.plan()
        states: dict[str, State] = {}
        while todo and not stop.is_set():
            self._each(todo, states, stop, told)
            # What came in meanwhile.
            todo = [key for key in self.plan()[0] if key not in states]
        if not stop.is_set():
            for key in set(self._target.keys()).difference(self._source.keys()):
                self._target.delete(key)
        count = Counter(states.values())
        damaged = tuple(sorted(key for key, state in states.items() if state is State.DAMAGED))
        return Moved(count[State.COPIED], known + count[State.THERE], damaged, stop.is_set())

    def _each(
        self,
        todo: list[str],
        states: dict[str, State],
        stop: threading.Event,
        told: Callable[[int, int], None],
    ) -> None:
        with ThreadPoolExecutor(JOBS) as pool:
            futures = {pool.submit(self._one, key, stop): key for key in todo}
            try:
                for number, future in enumerate(as_completed(futures), start=1):
                    states[futures[future]] = future.result()
                    told(number, len(todo))
            finally:
                pool.shutdown(cancel_futures=True)

    def _one(self, key: str, stop: threading.Event) -> State:
        if stop.is_set():
            return State.LEFT
        try:
            with self._source.fetch(key) as path:
                return self._copy(key, path)
        except KeyError:
            return State.GONE
        except StoreDamaged:
            return State.DAMAGED

    def _copy(self, key: str, path: Path) -> State:
        sha256 = hash_of(path)
        if self._known(key) == sha256:
            return State.THERE
        if is_rebuilt(key):
            self._target.replace(key, path.read_bytes())
        else:
            self._target.put_file(key, path)
        self._read_back(key, sha256)
        self._journal.add(key, sha256)
        return State.COPIED

    def _read_back(self, key: str, sha256: str) -> None:
        try:
            with self._target.fetch(key) as copy:
                if hash_of(copy) == sha256:
                    return
        except (KeyError, StoreDamaged):
            pass
        raise StoreError(
            f"{key} does not come back from the new store as it was put there: see its disk and"
            " its log, and begin again with an empty one."
        )

    def _known(self, key: str) -> str | None:
        """Return the checksum of what was copied before, if it is still there."""
        return self._journal.sum_of(key) if key in self._there else None
