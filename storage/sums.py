"""The checksums of a folder's files, in the form that `sha256sum --check` reads.

Each folder of objects has one list, `.sums/<folder>.sha256` under the store's root, to which
a line is appended before an object gets its name. A line without an object (a crash between
the two) does no harm; an object without a line cannot come about by a crash. A key that was
replaced has several lines, and bytes of any of them were stored whole: a crash may leave the
old ones. Originals need no line: their name is their checksum.
"""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.durable import make_folder, sync_folder

_LINE = re.compile(r"([0-9a-f]{64})  ([^\n]+)\n")


class Sums:
    """An open, locked list of checksums."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def add(self, key: str, sha256: str) -> None:
        """Append a line, durably."""
        # A line torn by a power cut is closed first, so that it cannot swallow the new one.
        torn = self._text()[-1:] not in ("", "\n")
        line = f"{chr(10) if torn else ''}{sha256}  {key}\n"
        os.write(self._descriptor, line.encode())
        os.fsync(self._descriptor)

    def of(self, key: str) -> list[str]:
        """Return the checksums of an object, the newest last."""
        return _sums(self._text(), key)

    def _text(self) -> str:
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        with os.fdopen(os.dup(self._descriptor), encoding="utf-8", errors="replace") as stream:
            return stream.read()


@contextmanager
def locked(root: Path, key: str) -> Iterator[Sums]:
    """Hold the list that `key` belongs to, made if need be, until the end of the block.

    No other process names an object of the same folder meanwhile.
    """
    path = _list_of(root, key)
    make_folder(path.parent)
    new = not path.exists()
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o640)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if new:
            sync_folder(path.parent)
        yield Sums(descriptor)
    finally:
        os.close(descriptor)


def known(root: Path, key: str) -> list[str]:
    """Return the checksums of an object, the newest last, without waiting for writers."""
    try:
        text = _list_of(root, key).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return []
    return _sums(text, key)


def _list_of(root: Path, key: str) -> Path:
    return root / ".sums" / f"{key.rpartition('/')[0]}.sha256"


def _sums(text: str, key: str) -> list[str]:
    return [sha256 for sha256, other in _LINE.findall(text) if other == key]
