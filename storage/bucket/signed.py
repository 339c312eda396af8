"""Requests to an S3 server with headers that the client's own calls do not take.

Servers refuse `x-amz-` headers that a signature does not cover, as it does not in a presigned
URL. So these requests are signed here, by the client's own signer.
"""

import base64
import hashlib
from collections.abc import Mapping
from typing import BinaryIO
from urllib.parse import urlsplit

import urllib3
from minio.credentials.credentials import Credentials
from minio.signer import sign_v4_s3
from minio.time import to_amz_date, utcnow
from urllib3.response import BaseHTTPResponse

from models.settings import Store as StoreSettings

CONNECT_SECONDS = 5.0
NOTHING = hashlib.sha256(b"").hexdigest()
"""Checksum of an empty body."""

_PASSING = (500, 502, 503, 504)


class Signed:
    """Sends requests about objects of one bucket."""

    def __init__(
        self, settings: StoreSettings, access_key: str, secret_key: str, http: urllib3.PoolManager
    ) -> None:
        self._settings = settings
        self._credentials = Credentials(access_key, secret_key)
        self._http = http

    def send(
        self,
        method: str,
        key: str,
        query: str = "",
        headers: Mapping[str, str] | None = None,
        body: BinaryIO | None = None,
        size: int = 0,
        sha256: str = NOTHING,
    ) -> BaseHTTPResponse:
        """Return the server's answer, whatever it is; `query` has its names in order.

        `size` and `sha256` are those of `body`, which is sent again from where it stands if
        the connection breaks.
        """
        scheme = "https" if self._settings.secure else "http"
        url = f"{scheme}://{self._settings.endpoint}/{self._settings.bucket}/{key}"
        url += f"?{query}" if query else ""
        now = utcnow()
        signed = sign_v4_s3(
            method=method,
            url=urlsplit(url),
            region=self._settings.region,
            headers={
                "Host": self._settings.endpoint,
                "Content-Length": str(size),
                "x-amz-content-sha256": sha256,
                "x-amz-date": to_amz_date(now),
                **(headers or {}),
            },
            credentials=self._credentials,
            content_sha256=sha256,
            date=now,
        )
        plain = {name: str(value) for name, value in signed.items()}
        return self._http.request(method, url, body=body, headers=plain)


def checksum(sha256: str) -> dict[str, str]:
    """Return the header by which the server checks what arrives, and keeps the checksum.

    Not every server compares `x-amz-content-sha256`, which the signature covers.
    """
    return {"x-amz-checksum-sha256": base64.b64encode(bytes.fromhex(sha256)).decode()}


def connections(settings: StoreSettings) -> urllib3.PoolManager:
    """Return connections that wait a bounded time and try again, ever later, what may pass."""
    retries = urllib3.Retry(
        total=settings.attempts - 1,
        backoff_factor=0.2,
        backoff_jitter=0.1,
        allowed_methods=None,
        status_forcelist=_PASSING,
        raise_on_status=False,
    )
    return urllib3.PoolManager(
        maxsize=16,
        timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=settings.seconds),
        retries=retries,
        cert_reqs="CERT_REQUIRED",
        ca_certs=settings.ca_file or None,
    )
