"""A store that encrypts what another store keeps."""

import hashlib
import secrets
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from models.errors import StoreDamaged, StoreError
from storage.durable import chunks_of, hash_of
from storage.keys import STORE_KEY, checked, content_hash, is_rebuilt, rebuilt
from storage.masters import Masters
from storage.scratch import filled, unread
from storage.sealing import Sealer
from storage.store import Locks, Store


class EncryptedStore:
    """Objects of `inner`, encrypted; see `storage.store.Store`.

    Keys and all that is promised about them are as without encryption. `inner` is to be
    opened `sealed`, and holds nothing that was not put there through this.
    """

    def __init__(self, inner: Store, masters: Masters) -> None:
        self.inner = inner
        self._masters = masters
        self._lock = threading.Lock()
        self._opened: Sealer | None = None

    @property
    def master(self) -> str:
        """The name of the master key in use."""
        return self._masters.current

    def put(self, key: str, data: bytes, *, media_type: str = "application/octet-stream") -> bool:
        """Store bytes once; see `Store.put`. The inner store is told no media type."""
        sealed = self._sealed(key, hashlib.sha256(data).hexdigest(), (data,))
        return self.inner.put(key, b"".join(sealed))

    def put_file(self, key: str, path: Path) -> bool:
        """Store the bytes of a file once; see `Store.put`."""
        try:
            sha256 = hash_of(path)
        except OSError as error:
            raise unread(key, error) from None
        with filled(key, self._sealed(key, sha256, chunks_of(path))) as sealed:
            return self.inner.put_file(key, sealed)

    def replace(self, key: str, data: bytes) -> None:
        """Store bytes in place of others; see `Store.replace`."""
        sealed = self._sealed(rebuilt(key), hashlib.sha256(data).hexdigest(), (data,))
        self.inner.replace(key, b"".join(sealed))

    def get(self, key: str) -> bytes:
        """Return an object's bytes, verified; see `Store.get`."""
        sealed = self.inner.get(_ours(key))
        return b"".join(self._sealer().open(key, (sealed,)))

    @contextmanager
    def fetch(self, key: str) -> Iterator[Path]:
        """Give a decrypted, verified copy of the object, which is removed afterwards."""
        with (
            self.inner.fetch(_ours(key)) as path,
            filled(key, self._sealer().open(key, chunks_of(path))) as plain,
        ):
            yield plain

    def has(self, key: str) -> bool:
        """Return whether an object is there."""
        return self.inner.has(_ours(key))

    def keys(self, prefix: str = "") -> Iterator[str]:
        """Return the keys that begin with `prefix`, in order."""
        return (key for key in self.inner.keys(prefix) if key != STORE_KEY)

    def size(self, prefix: str) -> int:
        """Return how many bytes these objects take, encrypted as they are."""
        return self.inner.size(prefix)

    def delete(self, key: str) -> None:
        """Remove what can be made again."""
        self.inner.delete(_ours(key))

    def erase(self, name: str) -> None:
        """Remove for good what was disposed of; see `Store.erase`."""
        self.inner.erase(name)

    @property
    def locks(self) -> Locks | None:
        """The locks of the inner store."""
        return self.inner.locks

    def link(self, key: str) -> str | None:
        """Return nothing: a link would lead to encrypted bytes."""
        _ours(key)
        return None

    def prepare(self) -> tuple[tuple[str, str], ...]:
        """Prepare the inner store, and make the key of this one if it lacks."""
        parts = self.inner.prepare()
        state = "there" if self.inner.has(STORE_KEY) else "made"
        self._sealer()
        return (*parts, ("key of the store", state))

    def check(self) -> None:
        """Check the inner store, and that the master keys open it."""
        self.inner.check()
        self._sealer()

    def reach(self) -> None:
        """Reach the inner store."""
        self.inner.reach()

    def rekey(self) -> bool:
        """Wrap the store's key by the master key in use alone; False where it is so already.

        Objects are left as they are.
        """
        with self._lock:
            kept = self._kept()
            anew = self._masters.wrap(self._masters.unwrap(kept))
            if anew == kept:
                return False
            self.inner.replace(STORE_KEY, anew)
            self._masters.unwrap(self.inner.get(STORE_KEY))
        return True

    def beside(self, inner: Store) -> "EncryptedStore":
        """Return what `inner` holds as a store under the same master keys."""
        return EncryptedStore(inner, self._masters)

    def share(self, inner: Store) -> None:
        """Have `inner` hold this store's key: encrypted bytes can then be copied as they are.

        Raises StoreError where it holds anything that this key does not open.
        """
        there = next(filter(STORE_KEY.__ne__, inner.keys()), None)
        try:
            if there:
                with inner.fetch(there) as path:
                    for _ in self._sealer().open(there, chunks_of(path)):
                        pass
        except StoreDamaged:
            raise StoreError(
                "There are objects in that place that the key of this store does not open: they are"
                " of another store, or in the clear. Name an empty place."
            ) from None
        kept = self.inner.get(STORE_KEY)
        if not inner.has(STORE_KEY) or inner.get(STORE_KEY) != kept:
            inner.replace(STORE_KEY, kept)

    def seal_file(self, name: str, path: Path) -> Iterator[bytes]:
        """Yield a file that is no object, encrypted under the key of the store."""
        return self._sealer().seal(name, hash_of(path), chunks_of(path))

    def open_file(self, name: str, path: Path) -> Iterator[bytes]:
        """Yield what `seal_file` was given; StoreDamaged where it is not as it was."""
        return self._sealer().open(name, chunks_of(path))

    def _sealed(self, key: str, sha256: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
        if content_hash(_ours(key)) not in (None, sha256):
            raise StoreError("An original is stored under the hash of its own bytes, no other.")
        return self._sealer().seal(key, sha256, chunks)

    def _sealer(self) -> Sealer:
        with self._lock:
            if self._opened is None:
                self._opened = Sealer(self._masters.unwrap(self._kept()))
            return self._opened

    def _kept(self) -> bytes:
        """Return what the inner store keeps of the store's key, made where it is empty."""
        try:
            return self.inner.get(STORE_KEY)
        except KeyError:
            pass
        # What can be made again may be a trial of another process, gone in a moment.
        if all(map(is_rebuilt, self.inner.keys())):
            made = self._masters.wrap(secrets.token_bytes(32))
            try:
                self.inner.put(STORE_KEY, made)
            except StoreError:
                # Another process may have been quicker; then its key is the one.
                if not self.inner.has(STORE_KEY):
                    raise
        try:
            return self.inner.get(STORE_KEY)
        except KeyError:
            raise StoreError(
                "store.encryption is client, but the store holds objects and no key"
                " (keys/store.json). If it was never encrypted, set store.encryption to none and"
                " move it with sohoa store move; else take the key from a backup."
            ) from None


def _ours(key: str) -> str:
    """Return `key`; StoreError where it is none that callers may use."""
    return checked("" if key == STORE_KEY else key)
