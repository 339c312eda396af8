"""How a bucket is set up, and what the server then keeps and protects."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from minio import Minio
from minio.error import S3Error

from models.errors import StoreError
from models.settings import Store as StoreSettings
from storage import keys
from storage.bucket.store import BucketStore
from storage.store import Protection
from tests.servers import S3Server

pytestmark = pytest.mark.s3

SHA = hashlib.sha256(b"scan").hexdigest()
ORIGINAL = keys.original(SHA)
RECORD = keys.record("d" + "1" * 24, 1, "record.json")
PAGE = keys.derived(SHA, 1, "read", "ab" * 16, "json")
Make = Callable[..., StoreSettings]


@pytest.fixture
def client(s3_server: S3Server) -> Minio:
    return Minio(s3_server.endpoint, s3_server.access_key, s3_server.secret_key, secure=False)


def opened(settings: StoreSettings, server: S3Server) -> BucketStore:
    return BucketStore(settings, server.access_key, server.secret_key)


def versions(client: Minio, bucket: str, key: str) -> Iterator[tuple[str | None, bool]]:
    for entry in client.list_objects(bucket, prefix=key, include_version=True):
        yield entry.version_id, bool(entry.is_delete_marker)


def test_twice_is_once(bucket_settings: Make, s3_server: S3Server) -> None:
    store = opened(bucket_settings(), s3_server)
    assert dict(store.prepare()) == {
        "bucket": "made",
        "versions": "set",
        "object lock": "off",
        "lifecycle": "set",
    }
    assert dict(store.prepare())["bucket"] == "there"


def test_a_bucket_made_on_first_use_is_set_up_too(
    bucket_settings: Make, s3_server: S3Server, client: Minio
) -> None:
    settings = bucket_settings(replaced_days=3, derived_days=30)
    opened(settings, s3_server).put(RECORD, b"{}")
    assert client.get_bucket_versioning(settings.bucket).status == "Enabled"
    lifecycle = client.get_bucket_lifecycle(settings.bucket)
    assert lifecycle
    rules = {rule.rule_id: rule for rule in lifecycle.rules}
    assert set(rules) == {
        "unfinished-uploads",
        "replaced-derived",
        "replaced-patients",
        "old-derived",
    }
    replaced = rules["replaced-derived"].noncurrent_version_expiration
    old = rules["old-derived"].expiration
    assert replaced and old
    assert (replaced.noncurrent_days, old.days) == (3, 30)
    for rule in rules.values():
        # MinIO refuses a rule that only ends uploads.
        assert rule.expiration or rule.noncurrent_version_expiration
        assert rule.rule_filter
        if rule.rule_id == "unfinished-uploads":
            assert not (rule.expiration and rule.expiration.days)
        else:
            assert str(rule.rule_filter.prefix) in ("derived/", "patients/")


def test_replaced_and_removed_bytes_are_kept_as_versions(
    bucket_settings: Make, s3_server: S3Server, client: Minio
) -> None:
    settings = bucket_settings()
    store = opened(settings, s3_server)
    store.put(PAGE, b"old")
    store.replace(PAGE, b"new")
    store.delete(PAGE)
    assert not store.has(PAGE)
    found = list(versions(client, settings.bucket, PAGE))
    assert [marker for _, marker in found].count(False) == 2
    assert store.put(PAGE, b"again")
    assert store.get(PAGE) == b"again"


@pytest.mark.parametrize("mode", ["governance", "compliance"])
def test_originals_are_locked_and_nothing_else(
    mode: str, bucket_settings: Make, s3_server: S3Server, client: Minio
) -> None:
    settings = bucket_settings(lock=mode, lock_days=400)
    store = opened(settings, s3_server)
    store.prepare()
    store.put(ORIGINAL, b"scan")
    store.put(RECORD, b"{}")
    assert store.locks.of(RECORD) == Protection(None, None, held=False)
    found = store.locks.of(ORIGINAL)
    assert (found.mode, found.held) == (mode, False)
    assert found.until
    assert timedelta(days=399) < found.until - datetime.now(UTC) < timedelta(days=401)
    ((version, _),) = versions(client, settings.bucket, ORIGINAL)
    with pytest.raises(S3Error, match="AccessDenied"):
        client.remove_object(settings.bucket, ORIGINAL, version_id=version)
    assert not store.put(ORIGINAL, b"scan")


def test_a_lock_gets_longer_and_never_shorter(bucket_settings: Make, s3_server: S3Server) -> None:
    store = opened(bucket_settings(lock="compliance", lock_days=2), s3_server)
    store.put(ORIGINAL, b"scan")
    later = datetime.now(UTC).replace(microsecond=0) + timedelta(days=9)
    store.locks.retain(ORIGINAL, later)
    assert store.locks.of(ORIGINAL).until == later
    store.locks.retain(ORIGINAL, later - timedelta(days=5))
    assert store.locks.of(ORIGINAL).until == later


def test_a_hold_holds_until_it_is_lifted(
    bucket_settings: Make, s3_server: S3Server, client: Minio
) -> None:
    settings = bucket_settings(lock="governance")
    store = opened(settings, s3_server)
    store.put(RECORD, b"{}")
    store.locks.hold(RECORD, on=True)
    assert store.locks.of(RECORD).held
    ((version, _),) = versions(client, settings.bucket, RECORD)
    with pytest.raises(S3Error, match="AccessDenied"):
        client.remove_object(settings.bucket, RECORD, version_id=version)
    store.locks.hold(RECORD, on=False)
    assert not store.locks.of(RECORD).held
    client.remove_object(settings.bucket, RECORD, version_id=version)


def test_without_object_lock_there_is_no_hold(bucket_settings: Make, s3_server: S3Server) -> None:
    store = opened(bucket_settings(), s3_server)
    store.put(RECORD, b"{}")
    with pytest.raises(StoreError, match="without object lock"):
        store.locks.hold(RECORD, on=True)
    with pytest.raises(StoreError, match="without object lock"):
        store.locks.retain(RECORD, datetime.now(UTC) + timedelta(days=9))
    assert store.locks.of(RECORD) == Protection(None, None, held=False)


def test_locks_of_nothing(bucket_settings: Make, s3_server: S3Server) -> None:
    store = opened(bucket_settings(lock="governance"), s3_server)
    store.prepare()
    with pytest.raises(KeyError):
        store.locks.of(RECORD)
    with pytest.raises(KeyError):
        store.locks.hold(RECORD, on=True)


def test_locked_originals_need_a_bucket_with_locks(
    bucket_settings: Make, s3_server: S3Server, client: Minio
) -> None:
    settings = bucket_settings(lock="compliance")
    client.make_bucket(settings.bucket)
    with pytest.raises(StoreError, match="without object lock"):
        opened(settings, s3_server).put(ORIGINAL, b"scan")
    assert dict(opened(settings, s3_server).prepare())["object lock"] == "compliance"
    assert opened(settings, s3_server).put(ORIGINAL, b"scan")


def test_the_server_encrypts_where_it_is_asked_to(
    bucket_settings: Make, s3_server: S3Server, client: Minio
) -> None:
    settings = bucket_settings(encryption="server")
    store = opened(settings, s3_server)
    assert dict(store.prepare())["encryption"] == "set"
    large = bytes(65 << 20)
    big = keys.original(hashlib.sha256(large).hexdigest())
    for key, data in ((ORIGINAL, b"scan"), (RECORD, b"{}"), (big, large)):
        assert store.put(key, data)
        found = client.stat_object(settings.bucket, key).metadata
        assert found and found["x-amz-server-side-encryption"] == "AES256"
        assert store.get(key) == data


def test_no_version_is_left_of_what_was_disposed_of(
    bucket_settings: Make, s3_server: S3Server, client: Minio
) -> None:
    settings = bucket_settings()
    store = opened(settings, s3_server)
    store.prepare()
    store.replace(PAGE, b"one")
    store.replace(PAGE, b"two")
    store.delete(PAGE)
    assert len(list(versions(client, settings.bucket, PAGE))) == 3
    store.erase(f"derived/{SHA}/")
    assert list(versions(client, settings.bucket, PAGE)) == []


def test_what_the_server_locks_or_holds_is_not_erased(
    bucket_settings: Make, s3_server: S3Server, client: Minio
) -> None:
    settings = bucket_settings(lock="governance", lock_days=2)
    store = opened(settings, s3_server)
    store.put(ORIGINAL, b"scan")
    store.put(RECORD, b"{}")
    store.locks.hold(RECORD, on=True)
    for name in (ORIGINAL, RECORD.removesuffix("v1/record.json")):
        with pytest.raises(StoreError, match="a lock or legal hold is on it"):
            store.erase(name)
    assert store.get(ORIGINAL) == b"scan"
    assert store.get(RECORD) == b"{}"
