"""Objects in a bucket of an S3 server, by the `minio` client."""

import hashlib
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO

import urllib3
from minio import Minio
from minio.error import S3Error

from models.errors import StoreError
from models.settings import Store as StoreSettings
from storage import conditional
from storage.bucket_errors import MISSING, explained
from storage.conditional import SUM
from storage.durable import CHUNK, hash_of
from storage.keys import checked, content_hash, rebuilt

CONNECT_SECONDS = 5.0
READ_SECONDS = 60.0
_PASSING = (500, 502, 503, 504)


class BucketStore:
    """Objects of one bucket; see `storage.store.Store`.

    Every object carries the SHA-256 of its bytes in its metadata, which reading compares.
    The bucket is made on first use where it lacks and the keys allow it.
    """

    def __init__(self, settings: StoreSettings, access_key: str, secret_key: str) -> None:
        self._settings = settings
        self._bucket = settings.bucket
        self._http = _connections(settings)
        self._client = Minio(
            endpoint=settings.endpoint,
            access_key=access_key,
            secret_key=secret_key,
            secure=settings.secure,
            region=settings.region,
            http_client=self._http,
        )
        self._writer = conditional.Writer(settings, access_key, secret_key, self._http)
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
            # The path may name a patient.
            raise StoreError(f"{key}: its file cannot be read ({error.strerror}).") from None

    def replace(self, key: str, data: bytes) -> None:
        """Store bytes in place of others; see `Store.replace`."""
        rebuilt(key)
        metadata: dict[str, str | list[str] | tuple[str]]
        metadata = {SUM: hashlib.sha256(data).hexdigest()}
        with explained(self._settings, key):
            self._ready()
            self._client.put_object(
                self._bucket, key, io.BytesIO(data), len(data), metadata=metadata
            )

    def get(self, key: str) -> bytes:
        """Return an object's bytes, verified; see `Store.get`."""
        target = io.BytesIO()
        self._load(checked(key), target)
        return target.getvalue()

    @contextmanager
    def fetch(self, key: str) -> Iterator[Path]:
        """Give a verified copy of the object, which is removed afterwards."""
        with tempfile.NamedTemporaryFile(prefix="sohoa-") as stream:
            self._load(checked(key), stream)
            stream.flush()
            yield Path(stream.name)

    def has(self, key: str) -> bool:
        """Return whether an object is there."""
        checked(key)
        with explained(self._settings, key):
            return self._sum(key) is not None

    def keys(self, prefix: str = "") -> Iterator[str]:
        """Return the keys that begin with `prefix`, in order."""
        with explained(self._settings, "the list of objects"):
            self._ready()
            found = self._client.list_objects(self._bucket, prefix=prefix, recursive=True)
            names = sorted(entry.object_name for entry in found if entry.object_name)
        yield from names

    def delete(self, key: str) -> None:
        """Remove what can be made again."""
        with explained(self._settings, rebuilt(key)):
            self._ready()
            self._client.remove_object(self._bucket, key)

    def check(self) -> None:
        """Reach the server, make the bucket if it lacks, and list it."""
        with explained(self._settings, "the bucket"):
            self._made = False
            self._ready()
            next(iter(self._client.list_objects(self._bucket, recursive=False)), None)

    def _put(self, key: str, body: BinaryIO, size: int, sha256: str, media_type: str) -> bool:
        if content_hash(key) not in (None, sha256):
            raise StoreError("An original is stored under the hash of its own bytes, no other.")
        with explained(self._settings, key):
            self._ready()
            there = self._sum(key)
            if there is None and self._writer.write(key, body, size, sha256, media_type):
                return True
            there = there if there is not None else self._sum(key)
        # An original's name is its checksum, whoever put it there.
        if there == sha256 or content_hash(key):
            return False
        raise StoreError(f"{key} is write-once and holds other bytes.")

    def _load(self, key: str, target: IO[bytes]) -> None:
        digest = hashlib.sha256()
        with explained(self._settings, key):
            self._ready()
            response = self._client.get_object(self._bucket, key)
            try:
                for chunk in response.stream(CHUNK):
                    digest.update(chunk)
                    target.write(chunk)
            finally:
                response.close()
                response.release_conn()
        wanted = content_hash(key) or response.headers.get(f"x-amz-meta-{SUM}")
        if digest.hexdigest() != wanted:
            raise StoreError(f"{key} is damaged: take it from a backup, or make it again.")

    def _sum(self, key: str) -> str | None:
        """Return the checksum an object carries, "" where it carries none, None if not there."""
        self._ready()
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
            try:
                self._client.make_bucket(self._bucket, location=self._settings.region)
            except S3Error as error:
                # Another process was quicker.
                if error.code not in ("BucketAlreadyOwnedByYou", "BucketAlreadyExists"):
                    raise
        self._made = True


def _connections(settings: StoreSettings) -> urllib3.PoolManager:
    """Return connections that wait a bounded time and try again what may pass."""
    retries = urllib3.Retry(
        total=settings.attempts - 1,
        backoff_factor=0.2,
        status_forcelist=_PASSING,
        raise_on_status=False,
    )
    return urllib3.PoolManager(
        maxsize=16,
        timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
        retries=retries,
        cert_reqs="CERT_REQUIRED",
        ca_certs=settings.ca_file or None,
    )
