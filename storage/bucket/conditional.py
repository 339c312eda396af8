"""Writing an object only where none is: S3's `If-None-Match: *`."""

import hashlib
import io
import re
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import BinaryIO
from xml.sax.saxutils import escape

from minio.time import to_iso8601utc, utcnow
from urllib3.response import BaseHTTPResponse

from models.errors import StoreError
from models.settings import Store as StoreSettings
from storage.bucket.errors import Refused
from storage.bucket.signed import NOTHING, Signed, checksum
from storage.keys import content_hash

SUM = "sha256"
"""Name of the metadata that carries an object's checksum."""

MOST_BYTES = 5 * 1024**3
"""Largest object that S3 takes in one request."""

PARTS_FROM = 64 << 20
"""Size from which a scan goes in parts."""

PART_BYTES = 16 << 20
"""Size of a part: 10,000, the most that S3 takes, are 160 GB."""

_DONE, _CONFLICT, _TAKEN = 200, 409, 412
_UPLOAD = re.compile("<UploadId>([^<]+)</UploadId>")
_ONCE = {"If-None-Match": "*"}
_SSE = "x-amz-server-side-encryption"


class Writer:
    """Writes the objects of a bucket. The server checks what arrives."""

    def __init__(self, settings: StoreSettings, signed: Signed) -> None:
        self._settings = settings
        self._signed = signed

    def once(self, key: str, body: BinaryIO, size: int, sha256: str, media_type: str) -> bool:
        """Store `size` bytes of `body`; False where an object is there already.

        Raises StoreError where it cannot be, Refused where the server will not.
        """
        about = self._about(key, sha256, media_type)
        # Where two writers complete the parts of one object at once, some servers let both
        # win. That does no harm to originals, whose bytes are the same whoever wins.
        if size >= PARTS_FROM and content_hash(key):
            return self._in_parts(key, body, size, sha256, about)
        return self._whole(key, body, size, sha256, about | _ONCE)

    def over(self, key: str, body: BinaryIO, size: int, sha256: str) -> None:
        """Store `size` bytes of `body` in place of what is there."""
        self._whole(key, body, size, sha256, self._about(key, sha256, "application/octet-stream"))

    def _whole(
        self, key: str, body: BinaryIO, size: int, sha256: str, headers: Mapping[str, str]
    ) -> bool:
        if size > MOST_BYTES:
            raise StoreError(f"{key} has {size} bytes; an S3 server takes {MOST_BYTES} at once.")
        full = {**headers, **checksum(sha256)}
        answer = self._settled("PUT", key, "", full, body, size, sha256)
        if answer.status not in (_DONE, _TAKEN):
            raise Refused(answer)
        if answer.status == _DONE:
            self._encrypted(key, answer)
        return answer.status == _DONE

    def _in_parts(
        self, key: str, body: BinaryIO, size: int, sha256: str, about: Mapping[str, str]
    ) -> bool:
        headers = {**about, "x-amz-checksum-algorithm": "SHA256"}
        answer = self._settled("POST", key, "uploads=", headers)
        found = _UPLOAD.search(answer.data.decode(errors="replace"))
        if answer.status != _DONE or not found:
            raise Refused(answer)
        upload, done = f"uploadId={found.group(1)}", False
        whole = hashlib.sha256()
        try:
            listed = "".join(self._parts(key, body, size, upload, whole.update))
            # The server knows the checksum of each part only.
            if whole.hexdigest() != sha256:
                raise StoreError(f"{key}: its bytes changed while they were stored. Try again.")
            done = self._joined(key, upload, listed, size)
        finally:
            if not done:
                # Else the parts would stay and take room.
                self._signed.send("DELETE", key, upload)
        return done

    def _parts(
        self,
        key: str,
        body: BinaryIO,
        size: int,
        upload: str,
        seen: Callable[[memoryview], None],
    ) -> Iterator[str]:
        """Send part after part; yield what the list of parts says of each."""
        for number in range(1, -(-size // PART_BYTES) + 1):
            data = io.BytesIO(body.read(PART_BYTES))
            seen(data.getbuffer())
            sha256 = hashlib.sha256(data.getbuffer()).hexdigest()
            sums, query = checksum(sha256), f"partNumber={number}&{upload}"
            count = data.getbuffer().nbytes
            answer = self._settled("PUT", key, query, sums, data, count, sha256)
            if answer.status != _DONE:
                raise Refused(answer)
            yield (
                f"<Part><PartNumber>{number}</PartNumber>"
                f"<ETag>{escape(answer.headers['ETag'])}</ETag>"
                f"<ChecksumSHA256>{''.join(sums.values())}</ChecksumSHA256></Part>"
            )

    def _joined(self, key: str, upload: str, listed: str, size: int) -> bool:
        """Have the server join the parts; False where another writer was first."""
        data = f"<CompleteMultipartUpload>{listed}</CompleteMultipartUpload>".encode()
        sha256 = hashlib.sha256(data).hexdigest()
        body = io.BytesIO(data)
        answer = self._settled("POST", key, upload, _ONCE, body, len(data), sha256)
        there = self._signed.send("HEAD", key)
        # A server that fails while it joins the parts has said 200 before, and one that is
        # asked again after the answer was lost knows nothing of the upload any more.
        if there.status != _DONE or int(there.headers["Content-Length"]) != size:
            raise Refused(answer)
        self._encrypted(key, there)
        return answer.status == _DONE

    def _settled(
        self,
        method: str,
        key: str,
        query: str,
        headers: Mapping[str, str],
        body: BinaryIO | None = None,
        size: int = 0,
        sha256: str = NOTHING,
    ) -> BaseHTTPResponse:
        """Return the answer, asked for again while others write the same key."""
        start = body.tell() if body else 0
        for attempt in range(self._settings.attempts):
            if body:
                body.seek(start)
            answer = self._signed.send(method, key, query, headers, body, size, sha256)
            # 409: another writer is under way. BadDigest: the bytes changed on the way.
            if answer.status != _CONFLICT and b"<Code>BadDigest<" not in answer.data:
                break
            time.sleep(0.1 * 2**attempt)
        return answer

    def _about(self, key: str, sha256: str, media_type: str) -> dict[str, str]:
        headers = {"Content-Type": media_type, f"x-amz-meta-{SUM}": sha256}
        if self._settings.encryption == "server":
            headers[_SSE] = "AES256"
        if self._settings.lock != "none" and content_hash(key):
            until = utcnow() + timedelta(days=self._settings.lock_days)
            headers["x-amz-object-lock-mode"] = self._settings.lock.upper()
            headers["x-amz-object-lock-retain-until-date"] = to_iso8601utc(until) or ""
        return headers

    def _encrypted(self, key: str, answer: BaseHTTPResponse) -> None:
        """Raise StoreError where the server was to encrypt and does not say that it did."""
        if self._settings.encryption == "server" and _SSE not in answer.headers:
            raise StoreError(
                f"The S3 server stored {key} without encrypting it: set it up for SSE-S3, or set"
                " store.encryption to client."
            )
