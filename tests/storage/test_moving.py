"""A move loses nothing, changes nothing, and goes on where it stopped."""

import hashlib
import random
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.errors import StoreDamaged, StoreError, StoreFull
from storage import keys
from storage.encrypted import EncryptedStore
from storage.folder import FolderStore
from storage.masters import Masters
from storage.moving import Journal, Move, Moved
from storage.store import Store

RECORD = keys.record("d" + "1" * 24, 1, "record.json")
POINTER = keys.patient("p" + "2" * 24, "d" + "1" * 24)


def scans(count: int) -> dict[str, bytes]:
    chance = random.Random(3)
    every = [chance.randbytes(5000 + number) for number in range(count)]
    return {keys.original(hashlib.sha256(data).hexdigest()): data for data in every}


def page(sha256: str) -> str:
    return keys.derived(sha256, 1, "read", "ab" * 16, "json")


@pytest.fixture
def source(tmp_path: Path) -> FolderStore:
    made = FolderStore(tmp_path / "source", 0)
    for key, data in scans(20).items():
        made.put(key, data)
        made.put(page(key.rpartition("/")[2]), data[:50])
    made.put(RECORD, b"{}")
    made.put(POINTER, b"1")
    return made


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path / "moves" / "journal") as opened:
        yield opened


def move(source: Store, target: Store, journal: Journal, most: int = 1_000_000) -> Moved:
    """Move, stopped after `most` objects."""
    stop = threading.Event()
    return Move(source, target, journal).run(stop, lambda n, _: stop.set() if n >= most else None)


def contents(store: Store) -> dict[str, bytes]:
    return {key: store.get(key) for key in list(store.keys())}


def test_all_is_moved_to_any_store_and_back(
    source: FolderStore, store: Store, journal: Journal, tmp_path: Path
) -> None:
    everything = contents(source)
    assert move(source, store, journal) == Moved(42, 0, (), ended=False)
    assert contents(store) == everything
    back = FolderStore(tmp_path / "back", 0)
    with Journal(tmp_path / "back.journal") as other:
        assert move(store, back, other).copied == 42
    assert contents(back) == everything == contents(source)


def test_a_move_that_was_stopped_goes_on(source: FolderStore, store: Store, tmp_path: Path) -> None:
    path = tmp_path / "journal"
    with Journal(path) as journal:
        first = move(source, store, journal, most=10)
    assert first.ended
    assert 10 <= first.copied < 42
    with path.open("a") as stream:
        stream.write("0123456789abcdef  docum")
    with Journal(path) as journal:
        second = move(source, store, journal)
    assert (second.copied, second.there) == (42 - first.copied, first.copied)
    assert contents(store) == contents(source)


def test_what_came_in_changed_or_went_since_is_brought_in_line(
    source: FolderStore, store: Store, journal: Journal
) -> None:
    move(source, store, journal)
    (new, data), *_ = scans(21).items() - scans(20).items()
    source.put(new, data)
    source.replace(page(next(iter(scans(20))).rpartition("/")[2]), b"read again")
    source.delete(POINTER)
    assert move(source, store, journal) == Moved(2, 40, (), ended=False)
    assert contents(store) == contents(source)


def test_what_the_target_lost_is_copied_again(
    source: FolderStore, journal: Journal, tmp_path: Path
) -> None:
    target = FolderStore(tmp_path / "target", 0)
    move(source, target, journal)
    (tmp_path / "target" / RECORD).unlink()
    assert move(source, target, journal).copied == 1
    assert contents(target) == contents(source)


def test_what_is_damaged_is_told_and_all_else_moved(
    source: FolderStore, store: Store, journal: Journal
) -> None:
    damaged = next(iter(scans(20)))
    (source.root / damaged).write_bytes(b"rot")
    moved = move(source, store, journal)
    assert (moved.copied, moved.damaged) == (41, (damaged,))
    assert not store.has(damaged)
    source.put(damaged, scans(20)[damaged])
    assert move(source, store, journal) == Moved(1, 41, (), ended=False)


def test_a_store_of_others_is_left_alone(
    source: FolderStore, store: Store, journal: Journal
) -> None:
    store.put(keys.record("d" + "9" * 24, 1, "record.json"), b"{}")
    with pytest.raises(StoreError, match="1 objects that this one does not"):
        move(source, store, journal)
    assert len(list(store.keys())) == 1


def test_other_bytes_in_the_target_are_not_overwritten(
    source: FolderStore, store: Store, journal: Journal
) -> None:
    store.put(RECORD, b"others")
    with pytest.raises(StoreError, match="write-once"):
        move(source, store, journal)
    assert store.get(RECORD) == b"others"


def test_a_target_that_is_full_ends_the_move_and_it_goes_on_later(
    source: FolderStore, journal: Journal, tmp_path: Path
) -> None:
    with pytest.raises(StoreFull):
        move(source, FolderStore(tmp_path / "target", 1 << 62), journal)
    assert move(source, FolderStore(tmp_path / "target", 0), journal).copied == 42


class Rotting(FolderStore):
    """A disk that changes what is written to it."""

    def put_file(self, key: str, path: Path) -> bool:
        done = super().put_file(key, path)
        (self.root / key).write_bytes(b"rot")
        return done


def test_a_disk_that_rots_is_noticed_at_once(
    source: FolderStore, journal: Journal, tmp_path: Path
) -> None:
    with pytest.raises(StoreError, match="does not come back") as refusal:
        move(source, Rotting(tmp_path / "target", 0), journal)
    assert not isinstance(refusal.value, StoreDamaged)


def test_from_one_key_to_another_all_is_encrypted_anew(
    source: FolderStore, journal: Journal, tmp_path: Path
) -> None:
    stores = [
        EncryptedStore(FolderStore(tmp_path / name, 0, sealed=True), Masters([name.encode() * 8]))
        for name in ("olds", "news")
    ]
    move(source, stores[0], journal)
    with Journal(tmp_path / "second") as second:
        assert move(stores[0], stores[1], second).copied == 42
    assert contents(stores[1]) == contents(source)
    one, other = ((tmp_path / name / RECORD).read_bytes() for name in ("olds", "news"))
    assert one[8:] != other[8:]
