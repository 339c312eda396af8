"""What a bucket is set up with: versions, object lock, a lifecycle, encryption."""

import io
import secrets
from collections.abc import Callable, Iterator

from minio import Minio
from minio.commonconfig import ENABLED, Filter
from minio.error import S3Error
from minio.lifecycleconfig import (
    AbortIncompleteMultipartUpload,
    Expiration,
    LifecycleConfig,
    NoncurrentVersionExpiration,
    Rule,
)
from minio.objectlockconfig import ObjectLockConfig
from minio.sseconfig import Rule as SSERule
from minio.sseconfig import SSEConfig
from minio.versioningconfig import VersioningConfig

from models.errors import StoreError
from models.settings import Store as StoreSettings
from storage.bucket.conditional import Writer
from storage.bucket.errors import unlocked
from storage.bucket.signed import NOTHING
from storage.keys import derived

MADE, THERE, SET, OFF, NOT_OFFERED = "made", "there", "set", "off", "not offered"
UPLOAD_DAYS = 7
"""Days after which the server drops the parts of an upload that was never finished."""

_LACKING = ("NotImplemented", "MethodNotAllowed")
_OURS_ALREADY = ("BucketAlreadyOwnedByYou", "BucketAlreadyExists")
_REPLACED = ("derived/", "patients/")


def prepare(client: Minio, settings: StoreSettings) -> tuple[tuple[str, str], ...]:
    """Make the bucket if it lacks, set it up, and return each part and its state.

    Raises StoreError where originals are to be locked and the bucket cannot; S3Error else.
    """
    bucket = settings.bucket
    parts = [("bucket", _made(client, settings))]
    versions = VersioningConfig(ENABLED)
    parts += _set("versions", lambda: client.set_bucket_versioning(bucket, versions))
    parts.append(("object lock", _lock(client, settings)))
    rules = LifecycleConfig(list(_rules(settings)))
    parts += _set("lifecycle", lambda: client.set_bucket_lifecycle(bucket, rules))
    if settings.encryption == "server":
        client.set_bucket_encryption(bucket, SSEConfig(SSERule.new_sse_s3_rule()))
        parts.append(("encryption", SET))
    return tuple(parts)


def try_once(client: Minio, settings: StoreSettings, writer: Writer) -> None:
    """Raise StoreError where the server overwrites an object that it was asked not to."""
    key = derived(NOTHING, 0, "ingest", secrets.token_hex(8), "txt")
    tries = [writer.once(key, io.BytesIO(), 0, NOTHING, "text/plain") for _ in range(2)]
    client.remove_object(settings.bucket, key)
    if tries != [True, False]:
        raise StoreError(
            f"The S3 server {settings.endpoint} overwrites objects that it was asked to write only"
            " once (If-None-Match): use a newer version of it, or another server."
        )


def _made(client: Minio, settings: StoreSettings) -> str:
    if client.bucket_exists(settings.bucket):
        return THERE
    try:
        client.make_bucket(
            settings.bucket, location=settings.region, object_lock=settings.lock != "none"
        )
    except S3Error as error:
        if error.code not in _OURS_ALREADY:
            raise
        # Another process was quicker.
        return THERE
    return MADE


def _lock(client: Minio, settings: StoreSettings) -> str:
    """Return the lock that originals are put under; the bucket itself has no default."""
    if settings.lock == "none":
        return OFF
    if not locks(client, settings.bucket):
        try:
            # Some servers can do so in a bucket that is there already.
            client.set_object_lock_config(settings.bucket, ObjectLockConfig(None, None, None))
        except S3Error as error:
            raise unlocked(settings) from error
    return settings.lock


def locks(client: Minio, bucket: str) -> bool:
    """Return whether a bucket was made with object lock."""
    try:
        client.get_object_lock_config(bucket)
    except S3Error as error:
        if error.code in ("ObjectLockConfigurationNotFoundError", *_LACKING):
            return False
        raise
    return True


def _rules(settings: StoreSettings) -> Iterator[Rule]:
    # Only originals go in parts. MinIO, which drops those of a day ago by itself, refuses a rule
    # that says nothing else; no original is ever a removed object without versions.
    yield Rule(
        ENABLED,
        rule_id="unfinished-uploads",
        rule_filter=Filter(prefix="originals/"),
        abort_incomplete_multipart_upload=AbortIncompleteMultipartUpload(UPLOAD_DAYS),
        expiration=Expiration(expired_object_delete_marker=True),
    )
    for prefix in _REPLACED:
        # Versions of what can be made again: replaced ones, and those of removed objects.
        yield Rule(
            ENABLED,
            rule_id=f"replaced-{prefix.rstrip('/')}",
            rule_filter=Filter(prefix=prefix),
            noncurrent_version_expiration=NoncurrentVersionExpiration(settings.replaced_days),
            expiration=Expiration(expired_object_delete_marker=True),
        )
    if settings.derived_days:
        yield Rule(
            ENABLED,
            rule_id="old-derived",
            rule_filter=Filter(prefix="derived/"),
            expiration=Expiration(days=settings.derived_days),
        )


def _set(part: str, call: Callable[[], None]) -> list[tuple[str, str]]:
    try:
        call()
    except S3Error as error:
        if error.code not in _LACKING:
            raise
        return [(part, NOT_OFFERED)]
    return [(part, SET)]
