"""Writing an object only where none is: S3's `If-None-Match: *`.

The client's `put_object` takes no headers, and servers refuse `x-amz-` headers that a
presigned URL did not sign. So the request is signed here, headers and body hash with it,
by the client's own signer.
"""

import time
from typing import BinaryIO
from urllib.parse import urlsplit

import urllib3
from minio.credentials.credentials import Credentials
from minio.signer import sign_v4_s3
from minio.time import to_amz_date, utcnow

from models.errors import StoreError
from models.settings import Store as StoreSettings
from storage.bucket_errors import Refused

SUM = "sha256"
"""Name of the metadata that carries an object's checksum."""

MOST_BYTES = 5 * 1024**3
"""Largest object that S3 takes in one request."""

_CREATED, _CONFLICT, _TAKEN = 200, 409, 412


class Writer:
    """Writes objects that must not be there yet."""

    def __init__(
        self, settings: StoreSettings, access_key: str, secret_key: str, http: urllib3.PoolManager
    ) -> None:
        self._settings = settings
        self._credentials = Credentials(access_key, secret_key)
        self._http = http

    def write(self, key: str, body: BinaryIO, size: int, sha256: str, media_type: str) -> bool:
        """Store `size` bytes of `body`; False where an object is there already.

        Raises StoreError over MOST_BYTES, and Refused where the server will not.
        """
        if size > MOST_BYTES:
            raise StoreError(f"{key} has {size} bytes; an S3 server takes {MOST_BYTES} at once.")
        for attempt in range(self._settings.attempts):
            body.seek(0)
            status, text = self._send(key, body, size, sha256, media_type)
            # 409: another writer of this key is under way; who wins is known after a moment.
            if status != _CONFLICT:
                break
            time.sleep(0.1 * 2**attempt)
        if status not in (_CREATED, _TAKEN):
            raise Refused(status, text)
        return status == _CREATED

    def _send(
        self, key: str, body: BinaryIO, size: int, sha256: str, media_type: str
    ) -> tuple[int, str]:
        scheme = "https" if self._settings.secure else "http"
        path = f"/{self._settings.bucket}/{key}"
        url = f"{scheme}://{self._settings.endpoint}{path}"
        now = utcnow()
        headers = sign_v4_s3(
            method="PUT",
            url=urlsplit(url),
            region=self._settings.region,
            headers={
                "Host": self._settings.endpoint,
                "Content-Length": str(size),
                "Content-Type": media_type,
                "If-None-Match": "*",
                f"x-amz-meta-{SUM}": sha256,
                "x-amz-content-sha256": sha256,
                "x-amz-date": to_amz_date(now),
            },
            credentials=self._credentials,
            content_sha256=sha256,
            date=now,
        )
        plain = {name: str(value) for name, value in headers.items()}
        response = self._http.request("PUT", url, body=body, headers=plain)
        return response.status, response.data.decode(errors="replace")
