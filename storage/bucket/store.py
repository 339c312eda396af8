"""Objects in a bucket of an S3 server, by the `minio` client."""

import hashlib
import io
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from minio import Minio
from minio.datatypes import Object
from minio.error import S3Error
from urllib3.exceptions import HTTPError

from models.errors import StoreDamaged, StoreError
from models.settings import Store as StoreSettings
from storage.bucket import conditional, erasing, setup
from storage.bucket.conditional import SUM
from storage.bucket.errors import MISSING, explained
from storage.bucket.locks import Locks
from storage.bucket.signed import Signed, connections
from storage.durable import CHUNK, hash_of
from storage.keys import (
    STORE_KEY,
    checked,
    content_hash,
    disposable,
    original,
    rebuilt,
    replaceable,
)
from storage.scratch import filled, unread

NOBODYS = original("0" * 64)
"""The key of no object."""


class BucketStore:
    """Objects of one bucket; see `storage.store.Store`.

    Every object carries the SHA-256 of its bytes in its metadata, which reading compares.
    The bucket is made and set up on first use where it lacks and the keys allow it.
    `sealed` tells that the bytes are encrypted ones, so that no name is their checksum.
    """

    def __init__(
        self, settings: StoreSettings, access_key: str, secret_key: str, *, sealed: bool = False
    ) -> None:
        self._settings = settings
        self._bucket = settings.bucket
        http = connections(settings)
        self._client = Minio(
            endpoint=settings.endpoint,
            access_key=access_key,
            secret_key=secret_key,
            secure=settings.secure,
            region=settings.region,
            http_client=http,
        )
        signed = Signed(settings, access_key, secret_key, http)
        self._writer = conditional.Writer(settings, signed)
        self._sealed = sealed
        self._made = False

    def put(self, key: str, data: bytes, *, media_type: str = "application/octet-stream") -> bool:
        """Store bytes once; see `Store.put`."""
        sha256 = hashlib.sha256(data).hexdigest()
        return self._put(checked(key), io.BytesIO(data), len(data), sha256, media_type)

    def put_file(self, key: str, path: Path) -> bool:
        """Store the bytes of a file once; see `Store.put`."""
        checked(key)
        try:
            sha256 = hash_of(path)
            with path.open("rb") as stream:
                size = path.stat().st_size
                return self._put(key, stream, size, sha256, "application/octet-stream")
        except OSError as error:
            raise unread(key, error) from None

    def replace(self, key: str, data: bytes) -> None:
        """Store bytes in place of others; see `Store.replace`."""
        sha256 = hashlib.sha256(data).hexdigest()
        with explained(self._settings, replaceable(key)):
            self._ready()
            self._writer.over(key, io.BytesIO(data), len(data), sha256)

    def get(self, key: str) -> bytes:
        """Return an object's bytes, verified; see `Store.get`."""
        return b"".join(self._chunks(checked(key)))

    @contextmanager
    def fetch(self, key: str) -> Iterator[Path]:
        """Give a verified copy of the object, which is removed afterwards."""
        with filled(key, self._chunks(checked(key))) as path:
            yield path

    def has(self, key: str) -> bool:
        """Return whether an object is there."""
        with explained(self._settings, checked(key)):
            self._ready()
            return self._sum(key) is not None

    def keys(self, prefix: str = "") -> Iterator[str]:
        """Return the keys that begin with `prefix`, in order."""
        for entry in self._listed(prefix):
            if entry.object_name:
                yield entry.object_name

    def size(self, prefix: str) -> int:
        """Return how many bytes these objects hold, older versions of them left out."""
        return sum(entry.size or 0 for entry in self._listed(prefix))

    def _listed(self, prefix: str) -> Iterator[Object]:
        with explained(self._settings, "the list of objects"):
            self._ready()
            # Servers list in order, a page at a time: there may be millions.
            yield from self._client.list_objects(self._bucket, prefix=prefix, recursive=True)

    def delete(self, key: str) -> None:
        """Remove what can be made again."""
        with explained(self._settings, rebuilt(key)):
            self._ready()
            self._client.remove_object(self._bucket, key)

    def erase(self, name: str) -> None:
        """Remove for good what was disposed of, all versions; see `Store.erase`."""
        with explained(self._settings, disposable(name)):
            self._ready()
            erasing.erase(self._client, self._bucket, name)

    @property
    def locks(self) -> Locks:
        """The locks of the bucket."""
        return Locks(self._client, self._settings)

    def link(self, key: str) -> str | None:
        """Return a signed address of an object, good for `store.link_seconds`."""
        life = timedelta(seconds=self._settings.link_seconds)
        with explained(self._settings, checked(key)):
            return str(self._client.presigned_get_object(self._bucket, key, expires=life))

    def prepare(self) -> tuple[tuple[str, str], ...]:
        """Make the bucket if it lacks, and set it up; see `Store.prepare`."""
        with explained(self._settings, "the bucket"):
            parts = setup.prepare(self._client, self._settings)
            setup.try_once(self._client, self._settings, self._writer)
            return parts

    def check(self) -> None:
        """Reach the server, make the bucket if it lacks, and write, list and remove an object."""
        with explained(self._settings, "the bucket"):
            self._made = False
            self._ready()
            setup.try_once(self._client, self._settings, self._writer)
            next(iter(self._client.list_objects(self._bucket, recursive=False)), None)

    def reach(self) -> None:
        """Ask for an object, which need not be there."""
        self.has(NOBODYS)

    def _put(self, key: str, body: BinaryIO, size: int, sha256: str, media_type: str) -> bool:
        named = None if self._sealed else content_hash(key)
        if named not in (None, sha256):
            raise StoreError("An original is stored under the hash of its own bytes, no other.")
        with explained(self._settings, key):
            self._ready()
            there = self._sum(key)
            if there is None:
                made = self._writer.once(key, body, size, sha256, media_type)
                if made and named:
                    return True  # whoever else wrote it wrote the same
                # Some servers now and then let two writers win: one that was overwritten is told.
                there = self._sum(key)
                if made and there == sha256:
                    return True
        # An original's name is its checksum, whoever put it there.
        if there == sha256 or named:
            return False
        raise StoreError(f"{key} is write-once and holds other bytes.")

    def _chunks(self, key: str) -> Iterator[bytes]:
        """Yield an object's bytes; StoreDamaged at their end where they are others."""
        digest, done = hashlib.sha256(), 0
        same: dict[str, str | list[str] | tuple[str]] = {}
        with explained(self._settings, key):
            self._ready()
            for attempt in range(1, self._settings.attempts + 1):
                # A connection that broke midway goes on where it was, with the same version.
                answer = self._client.get_object(
                    self._bucket, key, offset=done, request_headers=same
                )
                same = {"If-Match": answer.headers["ETag"]}
                wanted = answer.headers.get(f"x-amz-meta-{SUM}")
                try:
                    for chunk in answer.stream(CHUNK):
                        digest.update(chunk)
                        done += len(chunk)
                        yield chunk
                    break
                except HTTPError:
                    if attempt == self._settings.attempts:
                        raise
                    time.sleep(0.1 * 2**attempt)
                finally:
                    answer.close()
                    answer.release_conn()
        wanted = wanted if self._sealed else content_hash(key) or wanted
        if digest.hexdigest() != wanted:
            raise StoreDamaged(f"{key} is damaged: take it from a backup, or make it again.")

    def _sum(self, key: str) -> str | None:
        """Return the checksum an object carries, "" where it carries none, None if not there."""
        try:
            found = self._client.stat_object(self._bucket, key)
        except S3Error as error:
            if error.code in MISSING:
                return None
            raise
        return str((found.metadata or {}).get(f"x-amz-meta-{SUM}", ""))

    def _ready(self) -> None:
        if self._made:
            return
        if not self._client.bucket_exists(self._bucket):
            setup.prepare(self._client, self._settings)
        if not self._sealed and self._sum(STORE_KEY) is not None:
            raise StoreError(
                "This store is encrypted: set store.encryption to client and give its key in"
                " SOHOA_STORE_KEY or store.key_file."
            )
        self._made = True
