"""What only a server can do: be away, refuse, lack the bucket."""

import hashlib
import io
from collections.abc import Callable

import pytest
from minio import Minio

from models.errors import StoreError
from models.settings import Store as StoreSettings
from storage import keys
from storage.bucket.store import BucketStore
from tests.servers import S3Server, free_ports

pytestmark = pytest.mark.s3

RECORD = keys.record("d" + "1" * 24, 1, "record.json")
Make = Callable[..., StoreSettings]


def opened(settings: StoreSettings, server: S3Server) -> BucketStore:
    return BucketStore(settings, server.access_key, server.secret_key)


def client(server: S3Server) -> Minio:
    return Minio(server.endpoint, server.access_key, server.secret_key, secure=False)


def test_the_bucket_is_made_on_first_use(bucket_settings: Make, s3_server: S3Server) -> None:
    settings = bucket_settings()
    opened(settings, s3_server).put(RECORD, b"{}")
    assert client(s3_server).bucket_exists(settings.bucket)
    assert opened(settings, s3_server).get(RECORD) == b"{}"


def test_a_server_that_is_away_is_told(bucket_settings: Make, s3_server: S3Server) -> None:
    settings = bucket_settings(endpoint=f"127.0.0.1:{free_ports(1)[0]}", attempts=2)
    store = opened(settings, s3_server)
    for call in (store.check, lambda: store.get(RECORD), lambda: store.put(RECORD, b"")):
        with pytest.raises(StoreError, match="No answer"):
            call()


def test_tls_with_a_plain_server_is_told(bucket_settings: Make, s3_server: S3Server) -> None:
    with pytest.raises(StoreError, match=r"TLS|No answer"):
        opened(bucket_settings(secure=True, attempts=1), s3_server).check()


def test_wrong_keys_are_told(bucket_settings: Make, s3_server: S3Server) -> None:
    settings = bucket_settings()
    opened(settings, s3_server).check()
    for access, secret in ((s3_server.access_key, "wrong-secret"), ("nobody", "wrong-secret")):
        store = BucketStore(settings, access, secret)
        for call in (store.check, lambda store=store: store.put(RECORD, b"")):
            with pytest.raises(StoreError, match="SOHOA_STORE_SECRET_KEY") as refusal:
                call()
            assert secret not in str(refusal.value)


def test_a_bucket_name_that_cannot_be_is_told(bucket_settings: Make, s3_server: S3Server) -> None:
    with pytest.raises(StoreError, match=r"store\.bucket"):
        opened(bucket_settings(bucket="No_Such_Name"), s3_server).check()


def test_bytes_changed_behind_our_back_are_found(
    bucket_settings: Make, s3_server: S3Server
) -> None:
    settings, sha256 = bucket_settings(), hashlib.sha256(b"scan").hexdigest()
    store = opened(settings, s3_server)
    store.check()
    for key in (RECORD, keys.original(sha256)):
        wrong: dict[str, str | list[str] | tuple[str]] = {"sha256": sha256}
        client(s3_server).put_object(settings.bucket, key, io.BytesIO(b"rot"), 3, metadata=wrong)
        with pytest.raises(StoreError, match="damaged"):
            store.get(key)


def test_more_than_one_listing_of_keys(bucket_settings: Make, s3_server: S3Server) -> None:
    store = opened(bucket_settings(), s3_server)
    names = [keys.record("d" + "1" * 24, number, "text.txt") for number in range(1, 1051)]
    for name in names:
        store.put(name, b"x")
    assert list(store.keys()) == sorted(names)
