"""A backup of a home that is used, and a home from it."""

import shutil
from pathlib import Path

import pytest

from flows.house import House, opened
from flows.whole import backup
from flows.whole.backup import Copied
from flows.whole.faults import Kind, Look
from flows.whole.verify import verify
from models.errors import CatalogueError, StoreError, UsageError
from storage.folder import FolderStore
from tests.extractors.forms import page
from tests.flows.filed import QUICK, done, quick, received
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
            house.catalogue.put_back(folder / backup.CATALOGUE)


def test_what_is_damaged_is_told_and_the_backup_before_stays(used: Path, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    with quick(used) as house:
        copied(house, folder)
        before = (folder / backup.CATALOGUE).read_bytes()
        sha256 = received(house, "three", [page(blood(3))])
        (row,) = done(house, sha256)
        damaged, lost = every(house, f"{row.id}/v1/record|originals/../{sha256}")
        flip(path_of(house, damaged))
        path_of(house, lost).unlink()
        wrong = {(fault.kind, fault.subject) for fault in copied(house, folder).faults}
        assert {(Kind.DAMAGED, damaged), (Kind.MISSING, lost)} <= wrong
    assert (folder / backup.CATALOGUE).read_bytes() == before
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
    flip(folder / backup.CATALOGUE)
    with pytest.raises(StoreError, match="damaged"):
        backup.prepare(folder, tmp_path / "other")
