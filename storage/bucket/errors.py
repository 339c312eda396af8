"""What an S3 server's refusals mean, and what to do about each."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from minio.error import MinioException, S3Error, ServerError
from urllib3.exceptions import HTTPError, MaxRetryError, SSLError
from urllib3.response import BaseHTTPResponse

from models.errors import StoreAway, StoreError, StoreFull
from models.settings import Store as StoreSettings

MISSING = ("NoSuchKey", "NoSuchObject", "NoSuchVersion")
_KEYS = ("InvalidAccessKeyId", "SignatureDoesNotMatch", "AccessDenied", "403")
_FULL = ("XMinioStorageFull", "XMinioAdminBucketQuotaExceeded", "QuotaExceeded", "507")
_CLOCK = ("RequestTimeTooSkewed", "RequestExpired")
_BROKEN = ("InternalError", "SlowDown", "ServiceUnavailable", "500", "502", "503", "504")
_SSE = ("NotImplemented", "KMSNotConfigured", "InvalidEncryptionAlgorithmError")
_CODE = re.compile(r"<Code>([A-Za-z0-9]+)</Code>")


class Refused(Exception):
    """A plain answer of the server that is no success. `code` is S3's, or the HTTP status."""

    def __init__(self, answer: BaseHTTPResponse) -> None:
        found = _CODE.search(answer.data.decode(errors="replace"))
        self.code = found.group(1) if found else str(answer.status)
        super().__init__(self.code)


@contextmanager
def explained(settings: StoreSettings, what: str) -> Iterator[None]:
    """Turn the client's errors into ours; `what` is an object's key or words for the action.

    Raises KeyError where the object is not there.
    """
    try:
        yield
    except (S3Error, Refused) as error:
        if error.code in MISSING:
            raise KeyError(what) from None
        raise _refusal(settings, what, error.code or "no code") from error
    except ServerError as error:
        raise _refusal(settings, what, str(error.status_code)) from error
    except HTTPError as error:
        raise _silence(settings, error) from error
    except (MinioException, ValueError) as error:
        raise StoreError(
            f"{settings.endpoint} does not answer as an S3 server does: check store.endpoint,"
            " store.secure and store.bucket."
        ) from error


def _refusal(settings: StoreSettings, what: str, code: str) -> StoreError:
    server = settings.endpoint
    if code in _KEYS:
        return StoreError(
            f"The S3 server {server} refuses the keys for {what} ({code}): check"
            " SOHOA_STORE_ACCESS_KEY and SOHOA_STORE_SECRET_KEY, and that they may read and write"
            f" the bucket {settings.bucket}."
        )
    if code == "NoSuchBucket":
        return StoreError(f"The bucket {settings.bucket} is gone: make it, or check store.bucket.")
    if code in _SSE and settings.encryption == "server":
        return StoreError(
            f"The S3 server {server} cannot encrypt ({code}): set it up for SSE-S3, or set"
            " store.encryption to client."
        )
    if code == "InvalidRequest" and settings.lock != "none":
        return unlocked(settings)
    return _failure(server, what, code)


def unlocked(settings: StoreSettings) -> StoreError:
    """Return the error of a bucket that cannot lock what is put into it."""
    return StoreError(
        f"The bucket {settings.bucket} was made without object lock: move to a new one with"
        " sohoa store move, or set store.lock to none."
    )


def _failure(server: str, what: str, code: str) -> StoreError:
    if code in _FULL:
        return StoreFull(
            f"The S3 server has no space left for {what} ({code}): make room and give the same"
            " command again; nothing is lost."
        )
    if code in _CLOCK:
        return StoreError(
            f"The S3 server {server} keeps another time than this machine ({code}): set both"
            " clocks by a time server, and give the same command again."
        )
    if code in _BROKEN:
        return StoreAway(
            f"The S3 server {server} failed at {what} ({code}): see whether its disk is full, and"
            " its log; then give the same command again; nothing is lost."
        )
    return StoreError(f"The S3 server {server} refused {what}: {code}. See its log.")


def _silence(settings: StoreSettings, error: HTTPError) -> StoreError:
    reason = error.reason if isinstance(error, MaxRetryError) else error
    if isinstance(reason, SSLError):
        return StoreError(
            f"TLS with {settings.endpoint} failed: give its authority in store.ca_file, or set"
            " store.secure to false where the server speaks plain HTTP."
        )
    return StoreAway(
        f"No answer from the S3 server {settings.endpoint}: see that it runs and that"
        " store.endpoint (host:port) is right, then give the same command again."
    )
