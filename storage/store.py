"""What every place for objects must do."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Protection:
    """What keeps an object from being removed: a lock until a time, in a mode, and a hold.

    `mode` is `governance` (some keys may lift it), `compliance` (nobody can), or None.
    """

    mode: str | None
    until: datetime | None
    held: bool


class Locks(Protocol):
    """Locks of single objects. Every method raises KeyError where the object is not there."""

    def of(self, key: str) -> Protection:
        """Return what protects an object."""

    def retain(self, key: str, until: datetime) -> None:
        """Lock an object until a time; a lock only gets longer."""

    def hold(self, key: str, *, on: bool) -> None:
        """Put an object under legal hold, or lift that."""


class Store(Protocol):
    """A flat map from the keys of `storage.keys` to bytes.

    Every key is write-once, but for those under `derived/` and `patients/`, which can be
    made again from the rest. Every method raises StoreError, with advice, where the store
    cannot be used or a key is none of ours.
    """

    def put(self, key: str, data: bytes, *, media_type: str = "application/octet-stream") -> bool:
        """Store `data`; True where it is new, False where the same bytes are there already.

        Raises StoreError where other bytes are there, StoreFull where no space is left.
        """

    def put_file(self, key: str, path: Path) -> bool:
        """Store the bytes of a file, as `put` does, without holding them in memory."""

    def replace(self, key: str, data: bytes) -> None:
        """Store `data` whatever was there; only what can be made again may be replaced."""

    def get(self, key: str) -> bytes:
        """Return the bytes; KeyError if there are none, StoreError if they are damaged."""

    def fetch(self, key: str) -> AbstractContextManager[Path]:
        """Give a local file to read the bytes from; raises as `get` does."""

    def has(self, key: str) -> bool:
        """Return whether an object is there. Its bytes are not looked at."""

    def keys(self, prefix: str = "") -> Iterator[str]:
        """Return the keys that begin with `prefix`, in order."""

    def size(self, prefix: str) -> int:
        """Return how many bytes the objects that begin with `prefix` take as they are kept."""

    def delete(self, key: str) -> None:
        """Remove what can be made again; nothing happens where there is nothing."""

    def erase(self, name: str) -> None:
        """Remove for good what `keys.disposable` names, with all its versions.

        Only for what was disposed of. Nothing happens where there is nothing; StoreError where
        a lock or legal hold of the server keeps it.
        """

    @property
    def locks(self) -> Locks | None:
        """The server's locks; None where there is no server, and only the program keeps."""

    def check(self) -> None:
        """Raise StoreError, with advice, where the store cannot be written and read."""

    def reach(self) -> None:
        """Raise StoreError where the store does not answer; nothing is written."""

    def link(self, key: str) -> str | None:
        """Return an address from which anybody can read the object for a short while.

        None where there is no server that could give it, or it would give encrypted bytes.
        """

    def prepare(self) -> tuple[tuple[str, str], ...]:
        """Make and set up what the store needs; return each part and its state in a word."""
