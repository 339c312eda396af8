"""A backup of a home that is used, and a home from it."""

import shutil
from pathlib import Path

import pytest

from flows.house import House, opened
from flows.whole import backup
from flows.whole.backup import Copied
from flows.whole.faults import Kind, Look
from flows.whole.kept import CATALOGUE, SEALED
from flows.whole.verify import verify
from models.errors import CatalogueError, StoreError, UsageError
from storage.encrypted import EncryptedStore
from storage.folder import FolderStore
from storage.keys import STORE_KEY
from tests.extractors.forms import page
from tests.flows.filed import QUICK, done, quick, received
from tests.flows.test_store import NEW, OLD
from tests.flows.test_twins import blood
from tests.flows.test_verify import every, flip, made, path_of
from tests.servers import database

__all__ = ["made"]


@pytest.fixture
def used(made: Path, home: Path) -> Path:
    shutil.copytree(made, home)
    (home / "forms").mkdir()
    (home / "settings.toml").write_text("[read]\nsecond = 'never'\n")
    return home


def restored(folder: Path, home: Path, **more: str) -> Copied:
    backup.prepare(folder, home)
    with opened({"SOHOA_HOME": str(home), **QUICK, **more}) as house:
        return backup.restore(house, folder, lambda _: None)


def copied(house: House, folder: Path) -> Copied:
    return backup.backup(house, folder, lambda _: None)


def test_a_home_from_a_backup_is_whole_and_the_same(used: Path, tmp_path: Path) -> None:
    folder, other = tmp_path / "backup", tmp_path / "other"
    with quick(used) as house:
        first = copied(house, folder)
        assert (first.faults, first.there) == ((), 0)
        rows, objects = house.catalogue.documents.find(), list(house.store.keys("documents/"))
        again = copied(house, folder)
        assert (again.faults, again.new, again.there) == ((), 0, first.new)
        done(house, received(house, "three", [page(blood(3))]))  # not in the backup
    assert restored(folder, other).faults == ()
    with quick(other) as house:
        assert list(verify(house, Look())) == []
        assert house.catalogue.documents.find() == rows
        assert list(house.store.keys("documents/")) == objects
        assert house.settings.read.second == "never"
        assert house.catalogue.audit.events()[-1].action == "restore"
        done(house, received(house, "three", [page(blood(3))]))  # and it can be worked with
        assert list(verify(house, Look())) == []


@pytest.mark.postgres
def test_a_catalogue_of_a_server_comes_back_on_another(
    used: Path, tmp_path: Path, postgres_url: str
) -> None:
    folder = tmp_path / "backup"
    with quick(used) as house:
        copied(house, folder)
    with database(postgres_url) as one, database(postgres_url) as other:
        assert restored(folder, tmp_path / "one", SOHOA_CATALOGUE_URL=one).faults == ()
        environ = {"SOHOA_HOME": str(tmp_path / "one"), **QUICK, "SOHOA_CATALOGUE_URL": one}
        with opened(environ) as house:
            done(house, received(house, "three", [page(blood(3))]))
            assert copied(house, tmp_path / "second").faults == ()
            rows = house.catalogue.documents.find()
        again = restored(tmp_path / "second", tmp_path / "other", SOHOA_CATALOGUE_URL=other)
        assert again.faults == ()
        with opened(environ | {"SOHOA_CATALOGUE_URL": other}) as house:
            assert house.catalogue.documents.find() == rows
        with pytest.raises(CatalogueError, match="not empty"), opened(environ) as house:
            house.catalogue.put_back(folder / CATALOGUE)


def test_what_is_damaged_is_told_and_the_backup_before_stays(used: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    with quick(used) as house:
        copied(house, folder)
        before = (folder / CATALOGUE).read_bytes()
        sha256 = received(house, "three", [page(blood(3))])
        (row,) = done(house, sha256)
        damaged, lost = every(house, f"{row.id}/v1/record|originals/../{sha256}")
        flip(path_of(house, damaged))
        path_of(house, lost).unlink()
        wrong = {(fault.kind, fault.subject) for fault in copied(house, folder).faults}
        assert {(Kind.DAMAGED, damaged), (Kind.MISSING, lost)} <= wrong
    assert (folder / CATALOGUE).read_bytes() == before
    assert restored(folder, tmp_path / "other").faults == ()


def test_a_restore_that_was_killed_goes_on(
    used: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, other = tmp_path / "backup", tmp_path / "other"
    with quick(used) as house:
        whole = copied(house, folder)
    real, calls = FolderStore.put_file, iter(range(3))

    def dies(store: FolderStore, key: str, path: Path) -> bool:
        if next(calls, None) is None:
            raise KeyboardInterrupt
        return real(store, key, path)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(FolderStore, "put_file", dies)
        restored(folder, other)
    again = restored(folder, other)
    assert (again.faults, again.there, again.new) == ((), 3, whole.new - 3)


def test_what_cannot_be_restored(used: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    with pytest.raises(UsageError, match="no finished backup"):
        backup.prepare(folder, tmp_path / "other")
    with quick(used) as house:
        copied(house, folder)
    with pytest.raises(UsageError, match="not empty"):
        backup.prepare(folder, used)
    flip(folder / CATALOGUE)
    with pytest.raises(StoreError, match="damaged"):
        backup.prepare(folder, tmp_path / "other")


def locked(home: Path, keys: str = OLD) -> dict[str, str]:
    """The environment of a home whose store is encrypted."""
    sealed = {"SOHOA_STORE_ENCRYPTION": "client", "SOHOA_STORE_KEY": keys}
    return {"SOHOA_HOME": str(home), **QUICK, **sealed}


def test_a_backup_of_an_encrypted_store_is_as_encrypted(home: Path, tmp_path: Path) -> None:
    folder, other = tmp_path / "backup", tmp_path / "other"
    with opened(locked(home)) as house:
        done(house, received(house, "one", [page(blood(1))]))
        (row,) = done(house, received(house, "two", [page(blood(2))]))
        plain = house.store.get(f"documents/{row.id}/v1/text.txt")
        first = copied(house, folder)
        assert (first.faults, first.there) == ((), 0)
        assert (copied(house, folder).new, copied(house, folder).faults) == (0, ())
        assert not list(home.glob(f"{CATALOGUE}.new*"))
        name = next(line for line in plain.splitlines() if len(line) > 8)
        assert isinstance(house.store, EncryptedStore)
        for key in house.store.inner.keys("documents/"):
            assert (folder / "store" / key).read_bytes() == house.store.inner.get(key)
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert folder / SEALED in files
    assert not any(name in path.read_bytes() for path in files)
    backup.prepare(folder, other)
    with quick(other) as house, pytest.raises(UsageError, match="The backup is encrypted"):
        backup.restore(house, folder, lambda _: None)
    with opened(locked(other)) as house:
        assert backup.restore(house, folder, lambda _: None).faults == ()
        assert house.store.get(f"documents/{row.id}/v1/text.txt") == plain
        assert list(verify(house, Look())) == []
        # The restored home goes on with the same folder.
        assert copied(house, folder).faults == ()


def test_a_backup_follows_a_new_master_key(home: Path, tmp_path: Path) -> None:
    folder, other = tmp_path / "backup", tmp_path / "other"
    with opened(locked(home)) as house:
        done(house, received(house, "one", [page(blood(1))]))
        copied(house, folder)
    with opened(locked(home, f"{NEW} {OLD}")) as house:
        assert isinstance(house.store, EncryptedStore)
        assert house.store.rekey()
    with opened(locked(home, NEW)) as house:
        assert copied(house, folder).faults == ()
    assert (folder / "store" / STORE_KEY).read_bytes() == (home / "store" / STORE_KEY).read_bytes()
    backup.prepare(folder, other)
    with opened(locked(other, OLD)) as house, pytest.raises(StoreError, match="not at hand"):
        backup.restore(house, folder, lambda _: None)
    with opened(locked(other, NEW)) as house:
        assert backup.restore(house, folder, lambda _: None).faults == ()


def test_what_is_encrypted_and_what_is_not_do_not_mix(used: Path, tmp_path: Path) -> None:
    plain, sealed = tmp_path / "plain", tmp_path / "sealed"
    with opened(locked(tmp_path / "locked")) as house:
        done(house, received(house, "one", [page(blood(1))]))
        copied(house, sealed)
        with quick(used) as open_one:
            copied(open_one, plain)
            with pytest.raises(UsageError, match="in that folder is encrypted"):
                copied(open_one, sealed)
        with pytest.raises(StoreError, match="does not open"):
            copied(house, plain)
    with opened(locked(tmp_path / "another", NEW)) as house:
        done(house, received(house, "one", [page(blood(1))]))
        with pytest.raises(StoreError, match="does not open"):
            copied(house, sealed)
