"""Objects as files of one folder: the store that needs no server."""

import errno
import hashlib
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from models.errors import StoreDamaged, StoreError, StoreFull
from storage import durable, sums, walk
from storage.keys import checked, content_hash, disposable, rebuilt, replaceable
from storage.store import Locks

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_STALE_SECONDS = 86_400


class FolderStore:
    """Objects under `root`, each the file that its key names; see `storage.store.Store`.

    `free_bytes` of disk space are left to others. `sealed` tells that the bytes are encrypted
    ones, so that no name is their checksum.
    """

    def __init__(self, root: Path, free_bytes: int, *, sealed: bool = False) -> None:
        self.root = root
        self.free_bytes = free_bytes
        self._sealed = sealed
        self._unnamed = root / ".tmp"

    def put(self, key: str, data: bytes, *, media_type: str = "application/octet-stream") -> bool:
        """Store bytes once; see `Store.put`. A file has no media type."""
        checked(key)
        if self._same(key, hashlib.sha256(data).hexdigest()):
            return False
        return self._put(key, (data,), len(data))

    def put_file(self, key: str, path: Path) -> bool:
        """Store the bytes of a file once; see `Store.put`."""
        with _explained(checked(key)):
            if self.has(key) and self._same(key, durable.hash_of(path)):
                return False
            return self._put(key, durable.chunks_of(path), path.stat().st_size)

    def replace(self, key: str, data: bytes) -> None:
        """Store bytes in place of others; see `Store.replace`."""
        target = self.root / replaceable(key)
        with _explained(key), self._written((data,), len(data), target) as (path, sha256):
            with sums.locked(self.root, key) as known:
                known.add(key, sha256)
                path.replace(target)
            durable.sync_folder(target.parent)

    def get(self, key: str) -> bytes:
        """Return an object's bytes, verified; see `Store.get`."""
        with self.fetch(key) as path:
            return path.read_bytes()

    @contextmanager
    def fetch(self, key: str) -> Iterator[Path]:
        """Give the object's own file, verified; it is not to be written to."""
        path = self.root / checked(key)
        if not path.is_file():
            raise KeyError(key)
        with _explained(key):
            # In this order: a replacement lists its checksum before it takes the name.
            whole = durable.hash_of(path) in self._sums(key)
        if not whole:
            raise StoreDamaged(f"{key} is damaged: take it from a backup, or make it again.")
        yield path

    def has(self, key: str) -> bool:
        """Return whether the object's file is there."""
        return (self.root / checked(key)).is_file()

    def keys(self, prefix: str = "") -> Iterator[str]:
        """Return the keys that begin with `prefix`, in order."""
        yield from walk.names(self.root, prefix)

    def size(self, prefix: str) -> int:
        """Return how many bytes the files of these objects hold."""
        place = prefix[: prefix.rfind("/") + 1]  # what lies beside it is not looked through
        with _explained(prefix):
            found = walk.names(self.root / place, prefix, place)
            return sum((self.root / key).stat().st_size for key in found)

    def delete(self, key: str) -> None:
        """Remove what can be made again."""
        with _explained(key):
            (self.root / rebuilt(key)).unlink(missing_ok=True)

    locks: Locks | None = None
    """A folder locks nothing: only the program keeps what is in it."""

    def erase(self, name: str) -> None:
        """Remove for good what was disposed of; see `Store.erase`."""
        with _explained(disposable(name)):
            target = self.root / name
            if name.endswith("/"):
                for folder in (target, self.root / ".sums" / name):
                    if folder.is_dir():
                        shutil.rmtree(folder)
            else:
                target.unlink(missing_ok=True)
            if target.parent.is_dir():
                durable.sync_folder(target.parent)

    def check(self) -> None:
        """Write and remove a file, and clear away what killed runs left unnamed."""
        with _explained("the store"):
            durable.make_folder(self._unnamed)
            self._room(0)
            with durable.written((b"check",), self._unnamed):
                pass
            for path in self._unnamed.iterdir():
                if time.time() - path.stat().st_mtime > _STALE_SECONDS:
                    path.unlink(missing_ok=True)

    def reach(self) -> None:
        """List the folder."""
        with _explained("the store"):
            durable.make_folder(self.root)
            next(self.root.iterdir(), None)

    def link(self, key: str) -> str | None:
        """Return nothing: a folder has no address for others."""
        checked(key)
        return None

    def prepare(self) -> tuple[tuple[str, str], ...]:
        """Make the folder; see `Store.prepare`."""
        with _explained("the store"):
            state = "there" if self.root.is_dir() else "made"
            durable.make_folder(self.root)
        return (("folder", state),)

    def _same(self, key: str, sha256: str) -> bool:
        """Return whether these very bytes are there, whole: then nothing need be written."""
        with _explained(key):
            listed = sha256 in self._sums(key) and self.has(key)
            return listed and durable.hash_of(self.root / key) == sha256

    def _sums(self, key: str) -> list[str]:
        own = self._named(key)
        return [own] if own else sums.known(self.root, key)

    def _named(self, key: str) -> str | None:
        return None if self._sealed else content_hash(key)

    def _put(self, key: str, chunks: Iterable[bytes], size: int) -> bool:
        target = self.root / key
        with _explained(key), self._written(chunks, size, target) as (path, sha256):
            if self._named(key):
                return self._put_original(path, target, sha256)
            with sums.locked(self.root, key) as known:
                if target.exists():
                    return self._again(key, path, sha256, known)
                known.add(key, sha256)
                durable.name_once(path, target)
        return True

    def _put_original(self, path: Path, target: Path, sha256: str) -> bool:
        if sha256 != target.name:
            raise StoreError("An original is stored under the hash of its own bytes, no other.")
        try:
            durable.name_once(path, target)
        except FileExistsError:
            if durable.hash_of(target) == sha256:
                return False
            _heal(path, target)
        return True

    def _again(self, key: str, path: Path, sha256: str, known: sums.Sums) -> bool:
        target = self.root / key
        if durable.hash_of(target) == sha256:
            if sha256 not in known.of(key):
                known.add(key, sha256)
            return False
        if known.of(key)[-1:] != [sha256]:
            raise StoreError(f"{key} is write-once and holds other bytes.")
        _heal(path, target)
        return True

    @contextmanager
    def _written(
        self, chunks: Iterable[bytes], size: int, target: Path
    ) -> Iterator[tuple[Path, str]]:
        durable.make_folder(self._unnamed)
        self._room(size)
        with durable.written(chunks, self._unnamed) as made:
            durable.make_folder(target.parent)
            yield made

    def _room(self, size: int) -> None:
        if shutil.disk_usage(self.root).free - size < self.free_bytes:
            raise StoreFull(
                f"Less than {self.free_bytes} bytes would stay free on the store's disk: make room,"
                " or lower limits.free_bytes, and give the same command again."
            )


def _heal(path: Path, target: Path) -> None:
    """Put the bytes that were stored in place of a damaged file."""
    path.replace(target)
    durable.sync_folder(target.parent)


@contextmanager
def _explained(key: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StoreFull(
                f"No space is left on the store's disk for {key}: make room and give the same"
                " command again; nothing is lost."
            ) from error
        # Only the system's words: the path of a file being stored may name a patient.
        raise StoreError(
            f"{key} could not be written or read ({error.strerror}): see that the folder of the"
            " store is there and belongs to this user."
        ) from None
