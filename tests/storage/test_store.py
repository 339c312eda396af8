"""What every store does: a folder, a bucket, and both with what they keep encrypted."""

import hashlib
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from models.errors import StoreError
from storage import keys
from storage.encrypted import EncryptedStore
from storage.store import Store

SHA = hashlib.sha256(b"scan").hexdigest()
RECORD = keys.record("d" + "1" * 24, 1, "record.json")
PAGE = keys.derived(SHA, 1, "read", "ab" * 16, "json")
POINTER = keys.patient("p" + "2" * 24, "d" + "1" * 24)


def test_what_is_put_is_got(store: Store) -> None:
    assert not store.has(RECORD)
    assert store.put(RECORD, b"{}", media_type="application/json")
    assert store.has(RECORD)
    assert store.get(RECORD) == b"{}"
    with store.fetch(RECORD) as path:
        assert path.read_bytes() == b"{}"


def test_twice_is_once_and_never_otherwise(store: Store) -> None:
    assert store.put(RECORD, b"first")
    assert not store.put(RECORD, b"first")
    with pytest.raises(StoreError, match="write-once"):
        store.put(RECORD, b"second")
    assert store.get(RECORD) == b"first"


def test_an_empty_object_is_an_object(store: Store) -> None:
    assert store.put(RECORD, b"")
    assert not store.put(RECORD, b"")
    assert store.get(RECORD) == b""


def test_a_file_is_stored_whole(store: Store, tmp_path: Path) -> None:
    data = hashlib.sha256(b"").digest() * 400_000
    path, key = tmp_path / "scan.pdf", keys.original(hashlib.sha256(data).hexdigest())
    path.write_bytes(data)
    assert store.put_file(key, path)
    assert not store.put_file(key, path)
    with store.fetch(key) as copy:
        assert copy.read_bytes() == data


def test_an_original_is_named_by_its_bytes(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "NGUYEN VAN A.pdf"
    path.write_bytes(b"other bytes")
    with pytest.raises(StoreError) as refusal:
        store.put_file(keys.original(SHA), path)
    assert "NGUYEN" not in str(refusal.value)
    with pytest.raises(StoreError):
        store.put(keys.original(SHA), b"other bytes")
    assert store.put(keys.original(SHA), b"scan")


def test_a_missing_file_is_told_without_its_name(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError) as refusal:
        store.put_file(keys.original(SHA), tmp_path / "NGUYEN VAN A.pdf")
    assert "NGUYEN" not in str(refusal.value)


def test_what_is_not_there(store: Store) -> None:
    with pytest.raises(KeyError):
        store.get(RECORD)
    with pytest.raises(KeyError), store.fetch(RECORD):
        pass
    store.delete(PAGE)


def test_keys_come_in_order(store: Store) -> None:
    for key in (RECORD, PAGE, POINTER):
        store.put(key, b"x")
    store.put(keys.original(SHA), b"scan")
    assert list(store.keys()) == sorted([RECORD, PAGE, POINTER, keys.original(SHA)])
    assert list(store.keys("derived/")) == [PAGE]
    assert list(store.keys(f"derived/{SHA[:5]}")) == [PAGE]
    assert list(store.keys("derived/0000")) == []


def test_only_what_can_be_made_again_is_replaced_or_removed(store: Store) -> None:
    store.put(PAGE, b"old")
    store.replace(PAGE, b"new")
    assert store.get(PAGE) == b"new"
    store.delete(PAGE)
    assert not store.has(PAGE)
    store.put(PAGE, b"other")
    store.replace(POINTER, b"1")
    for key in (RECORD, keys.original(SHA)):
        with pytest.raises(StoreError, match="write-once"):
            store.delete(key)
        with pytest.raises(StoreError, match="write-once"):
            store.replace(key, b"")


@pytest.mark.parametrize("size", [1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20])
def test_every_byte_comes_back(store: Store, tmp_path: Path, size: int) -> None:
    data = random.Random(size).randbytes(size)
    (tmp_path / "file").write_bytes(data)
    key = keys.original(hashlib.sha256(data).hexdigest())
    assert store.put(key, data)
    assert not store.put_file(key, tmp_path / "file")
    assert store.get(key) == data
    store.replace(PAGE, data)
    assert store.get(PAGE) == data


def test_a_store_is_prepared_twice_as_once(store: Store) -> None:
    made = dict(store.prepare())
    assert "made" in made.values()
    assert "made" not in dict(store.prepare()).values()
    assert list(store.keys()) == []
    assert store.put(RECORD, b"{}")


@pytest.mark.parametrize("key", ["", "../x", "/etc/passwd", "documents/NGUYEN VAN A/record.json"])
def test_no_other_keys(store: Store, key: str) -> None:
    for call in (store.has, store.get, store.delete, lambda key: store.put(key, b"")):
        with pytest.raises(StoreError) as refusal:
            call(key)
        assert "NGUYEN" not in str(refusal.value)


def test_a_race_has_one_winner(store: Store) -> None:
    def put(number: int) -> bool | None:
        try:
            return store.put(RECORD, f"{number}".encode())
        except StoreError:
            return None

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(put, range(8)))
    assert results.count(True) == 1
    assert results.count(None) == 7
    assert store.get(RECORD) == f"{results.index(True)}".encode()


def test_the_same_bytes_at_once_are_no_conflict(store: Store) -> None:
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: store.put(RECORD, b"same"), range(8)))
    assert store.get(RECORD) == b"same"
    assert results.count(True) == 1


def test_check_finds_nothing_wrong(store: Store) -> None:
    store.check()
    assert list(store.keys()) == []


def test_what_is_disposed_of_leaves_nothing_and_nothing_else_goes(store: Store) -> None:
    other = keys.record("d" + "3" * 24, 1, "record.json")
    mine = [keys.original(SHA), RECORD, keys.record("d" + "1" * 24, 2, "text.txt"), PAGE, POINTER]
    for key in (*mine, other):
        store.put(key, b"scan")
    store.replace(PAGE, b"anew")
    store.delete(POINTER)
    names = [keys.original(SHA), RECORD.split("v1")[0], PAGE.split("1/read")[0], POINTER]
    for name in (*names, *names):  # twice is once
        store.erase(name)
    assert list(store.keys("")) == [other]
    assert store.get(other) == b"scan"
    assert store.put(RECORD, b"other bytes")


@pytest.mark.parametrize(
    "name", ["", "originals/", "documents/", "derived", f"audit/{1:012d}-{SHA}", RECORD, "../x/"]
)
def test_only_what_a_disposal_names_is_erased(store: Store, name: str) -> None:
    with pytest.raises(StoreError, match="nothing that a disposal removes"):
        store.erase(name)


def test_sizes_are_those_of_what_is_kept(store: Store) -> None:
    other = keys.record("d" + "3" * 24, 1, "record.json")
    for key, data in ((RECORD, b"12345"), (other, b"123")):
        store.put(key, data)
    plain = not isinstance(store, EncryptedStore)
    mine = store.size(RECORD.split("v1")[0])
    assert mine == 5 if plain else mine > 5
    assert store.size("documents/") == store.size(other) + mine
    assert store.size("derived/") == 0


def test_a_store_that_is_there_is_reached_and_nothing_is_written(store: Store) -> None:
    store.reach()
    assert list(store.keys()) == []
