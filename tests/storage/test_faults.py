"""Faults of a server and of the way to it: each is told, and none loses or changes anything."""

import hashlib
import io
import random
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from minio import Minio

from models.errors import StoreDamaged, StoreError
from models.settings import Store as StoreSettings
from storage import keys
from storage.bucket import conditional
from storage.bucket.errors import Refused
from storage.bucket.signed import Signed, connections
from storage.bucket.store import BucketStore
from tests.authority import Authority
from tests.cutting import line
from tests.servers import S3Server, free_ports, s3
from tests.storage.conftest import s3_settings

pytestmark = pytest.mark.s3

RECORD = keys.record("d" + "1" * 24, 1, "record.json")
LARGE = random.Random(5).randbytes(66 << 20)
BIG = keys.original(hashlib.sha256(LARGE).hexdigest())
Make = Callable[..., StoreSettings]


def opened(settings: StoreSettings, server: S3Server) -> BucketStore:
    return BucketStore(settings, server.access_key, server.secret_key)


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A scan of 66 MB: five parts."""
    path = tmp_path / "large"
    path.write_bytes(LARGE)
    return path


def client(server: S3Server) -> Minio:
    return Minio(server.endpoint, server.access_key, server.secret_key, secure=False)


def parts_left(server: S3Server, bucket: str) -> list[object]:
    return list(client(server)._list_multipart_uploads(bucket).uploads)


def test_a_large_scan_goes_in_parts_and_once(
    bucket_settings: Make, s3_server: S3Server, large: Path
) -> None:
    settings = bucket_settings()
    store = opened(settings, s3_server)
    assert store.put_file(BIG, large)
    assert not store.put_file(BIG, large)
    assert (client(s3_server).stat_object(settings.bucket, BIG).etag or "").endswith("-5")
    with store.fetch(BIG) as path:
        assert path.read_bytes() == LARGE
    assert parts_left(s3_server, settings.bucket) == []


def test_a_second_writer_of_the_parts_is_no_conflict(
    bucket_settings: Make, s3_server: S3Server
) -> None:
    settings = bucket_settings()
    opened(settings, s3_server).put(BIG, LARGE)
    keys_of = (s3_server.access_key, s3_server.secret_key)
    writer = conditional.Writer(settings, Signed(settings, *keys_of, connections(settings)))
    assert not writer.once(BIG, io.BytesIO(LARGE), len(LARGE), BIG.rpartition("/")[2], "image/png")
    assert parts_left(s3_server, settings.bucket) == []


def test_a_large_scan_that_changes_while_it_is_sent_is_not_stored(
    bucket_settings: Make, s3_server: S3Server
) -> None:
    settings = bucket_settings()
    store, digest = opened(settings, s3_server), BIG.rpartition("/")[2]
    changed = io.BytesIO(LARGE[:-1] + b"x")
    with pytest.raises(StoreError, match="changed"):
        store._put(BIG, changed, len(LARGE), digest, "image/png")
    assert not store.has(BIG)
    assert parts_left(s3_server, settings.bucket) == []


def test_the_server_refuses_bytes_that_changed_on_the_way(
    bucket_settings: Make, s3_server: S3Server
) -> None:
    settings = bucket_settings(attempts=2)
    opened(settings, s3_server).check()
    keys_of = (s3_server.access_key, s3_server.secret_key)
    writer = conditional.Writer(settings, Signed(settings, *keys_of, connections(settings)))
    with pytest.raises(Refused, match="BadDigest"):
        writer.once(RECORD, io.BytesIO(b"xx"), 2, hashlib.sha256(b"{}").hexdigest(), "text/plain")
    assert not opened(settings, s3_server).has(RECORD)


def test_a_line_that_breaks_midway_is_taken_up_again(
    bucket_settings: Make, s3_server: S3Server, large: Path
) -> None:
    settings = bucket_settings()
    opened(settings, s3_server).put_file(BIG, large)
    with line(s3_server.endpoint, after=9_000_000) as broken:
        store = opened(settings.model_copy(update={"endpoint": broken.endpoint}), s3_server)
        store.check()
        broken.cuts = 2
        assert store.get(BIG) == LARGE
        assert broken.cuts == 0
        broken.cuts = 9
        with pytest.raises(StoreError, match="No answer"), store.fetch(BIG):
            pass


def test_an_answer_that_is_lost_after_writing_changes_nothing(
    bucket_settings: Make, s3_server: S3Server
) -> None:
    settings = bucket_settings()
    opened(settings, s3_server).check()
    with line(s3_server.endpoint, after=-1) as broken:
        store = opened(settings.model_copy(update={"endpoint": broken.endpoint}), s3_server)
        store._ready()
        broken.cuts = 1
        store.put(RECORD, b"{}")
    assert opened(settings, s3_server).get(RECORD) == b"{}"
    assert not opened(settings, s3_server).put(RECORD, b"{}")


def test_a_server_that_stops_and_comes_back(tmp_path: Path) -> None:
    with s3(tmp_path) as server:
        settings = s3_settings(server, attempts=2)
        store = opened(settings, server)
        store.put(RECORD, b"{}")
    for call in (lambda: store.get(RECORD), lambda: store.put(BIG, LARGE), store.check):
        with pytest.raises(StoreError, match="No answer"):
            call()


def test_a_full_server_is_told(tmp_path: Path) -> None:
    # It takes its disk to be full below 100 % of free space.
    with s3(tmp_path, "-volume.minFreeSpace=100") as server:
        store = opened(s3_settings(server, attempts=1), server)
        store.check()
        with pytest.raises(StoreError, match="see whether its disk is full"):
            store.put(RECORD, b"x" * 100_000)
        assert not store.has(RECORD)


def test_a_server_that_overwrites_is_found_out(
    bucket_settings: Make, s3_server: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As servers do that do not know the condition.
    monkeypatch.setattr(conditional, "_ONCE", {})
    for call in (BucketStore.check, BucketStore.prepare):
        store = opened(bucket_settings(), s3_server)
        with pytest.raises(StoreError, match="write only once"):
            call(store)
        assert list(store.keys()) == []


def test_a_bucket_that_is_gone_is_told(bucket_settings: Make, s3_server: S3Server) -> None:
    settings = bucket_settings()
    store = opened(settings, s3_server)
    store.check()
    client(s3_server).remove_bucket(settings.bucket)
    with pytest.raises(StoreError, match="is gone"):
        list(store.keys())


def test_a_link_reads_for_a_short_while(bucket_settings: Make, s3_server: S3Server) -> None:
    store = opened(bucket_settings(link_seconds=2), s3_server)
    store.put(RECORD, b"{}", media_type="application/json")
    address = store.link(RECORD)
    assert address
    with urllib.request.urlopen(address) as answer:
        assert (answer.read(), answer.headers["Content-Type"]) == (b"{}", "application/json")
    assert s3_server.secret_key not in address
    changed = urlsplit(address)._replace(path=urlsplit(address).path + "x").geturl()
    late = address.replace("X-Amz-Expires=2", "X-Amz-Expires=9999")
    for wrong in (changed, late):
        with pytest.raises(urllib.error.HTTPError) as refusal:
            urllib.request.urlopen(wrong)
        assert refusal.value.code == 403
        refusal.value.close()
    time.sleep(3)
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(address)
    assert refusal.value.code == 403
    refusal.value.close()


def test_damage_has_a_name_of_its_own(bucket_settings: Make, s3_server: S3Server) -> None:
    settings = bucket_settings()
    store = opened(settings, s3_server)
    store.check()
    client(s3_server).put_object(settings.bucket, RECORD, io.BytesIO(b"{}"), 2)
    with pytest.raises(StoreDamaged):
        store.get(RECORD)


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[S3Server, Authority]]:
    """A server that speaks TLS, and the authority of its certificate."""
    folder = tmp_path_factory.mktemp("tls")
    ours, (port,) = Authority(folder, "hospital"), free_ports(1)
    certificate, key = ours.certify("127.0.0.1")
    options = f"-s3.port.https={port} -s3.cert.file={certificate} -s3.key.file={key}"
    with s3(folder, *options.split()) as server:
        yield S3Server(f"127.0.0.1:{port}", server.access_key, server.secret_key), ours


def test_tls_with_an_authority_of_the_hospital(tls: tuple[S3Server, Authority]) -> None:
    server, ours = tls
    settings = s3_settings(server, secure=True, ca_file=str(ours.file))
    store = opened(settings, server)
    store.put(RECORD, b"{}")
    assert store.get(RECORD) == b"{}"
    address = store.link(RECORD)
    assert address and address.startswith("https://")


def test_tls_with_an_authority_that_nobody_knows(
    tls: tuple[S3Server, Authority], tmp_path: Path
) -> None:
    server, _ = tls
    other = Authority(tmp_path, "another")
    for ca_file in ("", str(other.file)):
        settings = s3_settings(server, secure=True, ca_file=ca_file, attempts=1)
        with pytest.raises(StoreError, match="TLS with"):
            opened(settings, server).check()


def test_tls_with_a_certificate_of_another_machine(tls: tuple[S3Server, Authority]) -> None:
    server, ours = tls
    endpoint = server.endpoint.replace("127.0.0.1", "localhost")
    settings = s3_settings(server, secure=True, ca_file=str(ours.file), attempts=1)
    settings = settings.model_copy(update={"endpoint": endpoint})
    with pytest.raises(StoreError, match="TLS with"):
        opened(settings, server).check()
