"""Locks and holds of the server, as the catalogue tells; and disposing on a server."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from minio import Minio
from minio.commonconfig import COMPLIANCE
from minio.retention import Retention

from flows import keeping
from flows.house import House, opened, remembered
from flows.whole.faults import Look
from flows.whole.verify import verify
from storage import keys
from storage.disposals import Why
from storage.store import Protection
from tests.flows.command import Command
from tests.flows.filed import QUICK
from tests.flows.test_disposal import due, file, run, whole
from tests.servers import S3Server, database

pytestmark = pytest.mark.s3


def environ(server: S3Server, home: Path, **more: str) -> dict[str, str]:
    return {
        **QUICK,
        "SOHOA_HOME": str(home),
        "SOHOA_STORE_KIND": "s3",
        "SOHOA_STORE_ENDPOINT": server.endpoint,
        "SOHOA_STORE_SECURE": "false",
        "SOHOA_STORE_BUCKET": f"kept-{home.parent.name.replace('_', '-').lower()}"[:60].rstrip("-"),
        "SOHOA_STORE_ACCESS_KEY": server.access_key,
        "SOHOA_STORE_SECRET_KEY": server.secret_key,
        "SOHOA_STORE_LOCK": "governance",
        "SOHOA_STORE_LOCK_DAYS": "2",
        **more,
    }


@contextmanager
def housed(said: dict[str, str]) -> Iterator[House]:
    with opened(said) as house, remembered(house.store, house.catalogue):
        yield house


@pytest.fixture
def client(s3_server: S3Server) -> Minio:
    return Minio(s3_server.endpoint, s3_server.access_key, s3_server.secret_key, secure=False)


def protection(house: House, sha256: str) -> Protection:
    locks = keeping.locks(house)
    assert locks
    return locks.of(keys.original(sha256))


def test_an_original_is_locked_until_its_time_is_over(s3_server: S3Server, home: Path) -> None:
    with housed(environ(s3_server, home)) as house:
        young = file(house, 0, 2024)
        assert protection(house, young).until == datetime(2034, 3, 5, 17, tzinfo=UTC)
        accident = file(house, 1, 2024, "Gãy xương cẳng tay do tai nạn (S52.9)")
        assert protection(house, accident).until == datetime(2039, 3, 5, 17, tzinfo=UTC)
        # A paper of the same day tells that the first is of an accident too.
        file(house, 0, 2024, "Gãy xương cẳng tay do tai nạn (S52.9)")
        assert protection(house, young).until == datetime(2039, 3, 5, 17, tzinfo=UTC)
        # What is due already is locked no longer than on receipt.
        old = protection(house, file(house, 2, 2005)).until
        assert old
        assert old < datetime.now(UTC) + timedelta(days=3)
    # A shorter time, given later, takes nothing away; a longer one is set by `store init`.
    for years, day in (("5", 2039), ("18", 2042)):
        said = environ(s3_server, home, SOHOA_RETENTION_ACCIDENT=years)
        with housed(said) as house:
            assert Command(home, said)("store", "init").returncode == 0
            until = protection(house, young).until
            assert until
            assert until.year == day


def test_a_hold_is_the_servers_too(s3_server: S3Server, home: Path) -> None:
    said = environ(s3_server, home)
    with housed(said) as house:
        one, other = file(house, 0, 2005), file(house, 1, 2005)
        (row,) = house.catalogue.documents.find(sha256=one)
    sohoa = Command(home, said)
    for reason in ("court", "inspection"):
        told = ("--patient", row.patient_key, "--reason", reason, "--by", "Hoa")
        assert sohoa("hold", "add", *told).returncode == 0
    with housed(said) as house:
        assert [protection(house, sha256).held for sha256 in (one, other)] == [True, False]
        # What is filed later of the same patient is held as it is filed.
        later = file(house, 0, 2006)
        assert protection(house, later).held
    held = []
    for number in ("1", "2"):
        assert sohoa("hold", "remove", number, "--by", "Hoa").returncode == 0
        with housed(said) as house:
            held.append([protection(house, sha256).held for sha256 in (one, later)])
    assert held == [[True, True], [False, False]]


def test_locks_that_are_too_short_show_and_are_set_again(
    s3_server: S3Server, home: Path, client: Minio
) -> None:
    """Filed while locks were off: as from another bucket, or by a server that lost them."""
    said = environ(s3_server, home)
    bucket = said["SOHOA_STORE_BUCKET"]
    client.make_bucket(bucket, object_lock=True)
    with housed({**said, "SOHOA_STORE_LOCK": "none"}) as house:
        bare, short, old, held = (
            file(house, n, year) for n, year in enumerate([2024] * 2 + [2005] * 2)
        )
        assert whole(house) == []
        (row,) = house.catalogue.documents.find(sha256=held)
        told = ("--document", row.id, "--reason", "court", "--by", "Hoa")
    assert Command(home, {**said, "SOHOA_STORE_LOCK": "none"})("hold", "add", *told).returncode == 0
    with housed(said) as house:
        soon = datetime.now(UTC) + timedelta(days=9)
        client.set_object_retention(bucket, keys.original(short), Retention(COMPLIANCE, soon))
        client.enable_object_legal_hold(bucket, keys.original(old))
        found = {(fault.subject, fault.what.split(",")[0]) for fault in verify(house, Look())}
        assert found == {
            (keys.original(bare), "the server locks it for less time than it is to be kept"),
            (keys.original(short), "the server locks it for less time than it is to be kept"),
            (keys.original(held), "it is under legal hold"),
        }
    sohoa = Command(home, said)
    assert sohoa("verify").returncode == 5
    repaired = sohoa.json("verify", "--repair")
    assert repaired["whole"]
    assert set(repaired["repaired"]) == {keys.original(one) for one in (bare, short, held)}
    with housed(said) as house:
        until = datetime(2034, 3, 5, 17, tzinfo=UTC)
        assert protection(house, bare) == Protection("governance", until, held=False)
        assert protection(house, short) == Protection("compliance", until, held=False)
        assert protection(house, old).until is None
        assert protection(house, held).held


def test_what_the_server_locks_is_not_disposed_of(
    s3_server: S3Server, home: Path, tmp_path: Path
) -> None:
    with housed(environ(s3_server, home)) as house:
        sha256 = file(house, 0, 2005)
        assert due(house, tmp_path / "locked.csv") == []
        assert len(due(house, tmp_path / "due.csv", _in(days=9))) == 1
        assert run(house, tmp_path / "due.csv", dry_run=True) == {sha256: Why.LOCKED}
        assert run(house, tmp_path / "due.csv") == {sha256: Why.LOCKED}
        assert whole(house) == []


@pytest.mark.postgres
def test_disposing_on_a_server_leaves_no_version(
    s3_server: S3Server, postgres_url: str, home: Path, tmp_path: Path, client: Minio
) -> None:
    with database(postgres_url) as url:
        said = environ(s3_server, home, SOHOA_CATALOGUE_URL=url)
        bucket = said["SOHOA_STORE_BUCKET"]
        client.make_bucket(bucket, object_lock=True)
        with housed({**said, "SOHOA_STORE_LOCK": "none"}) as house:
            sha256 = file(house, 0, 2005)
        with housed(said) as house:
            (row,) = house.catalogue.documents.find(sha256=sha256)
            assert [one["scan"] for one in due(house, tmp_path / "due.csv")] == [sha256]
            # A hold that somebody set on the server itself keeps it too.
            client.enable_object_legal_hold(bucket, keys.original(sha256))
            assert run(house, tmp_path / "due.csv") == {sha256: Why.LOCKED}
            client.disable_object_legal_hold(bucket, keys.original(sha256))
            assert run(house, tmp_path / "due.csv") == {sha256: None}
            found = client.list_objects(bucket, recursive=True, include_version=True)
            left = [one.object_name or "" for one in found]
            assert left
            assert not any(row.id in name or sha256 in name for name in left)
            assert whole(house) == []


def _in(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).date().isoformat()
