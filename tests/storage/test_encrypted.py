"""What only an encrypted store does: hide, tell every change, and change its master key."""

import base64
import hashlib
import random
import secrets
import subprocess
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import SettingsError, StoreDamaged, StoreError
from storage import keys
from storage.encrypted import EncryptedStore
from storage.folder import FolderStore
from storage.masters import Masters, key_id, masters
from storage.sealing import FRAME, Sealer

OLD, NEW, OTHER = (bytes([number]) * 32 for number in (1, 2, 3))
RECORD = keys.record("d" + "1" * 24, 1, "record.json")
TEXT = keys.record("d" + "1" * 24, 1, "text.txt")
SCAN = "Bệnh nhân Nguyễn Văn Thử, sinh 01/01/1950".encode()
SHA = hashlib.sha256(SCAN).hexdigest()


def opened(root: Path, *ring: bytes) -> EncryptedStore:
    return EncryptedStore(FolderStore(root, 0, sealed=True), Masters(ring))


def sealed(name: str, data: bytes, key: bytes = OTHER) -> bytes:
    return b"".join(Sealer(key).seal(name, hashlib.sha256(data).hexdigest(), (data,)))


def unsealed(name: str, data: bytes, key: bytes = OTHER) -> bytes:
    return b"".join(Sealer(key).open(name, (data,)))


def test_nothing_of_the_text_is_in_the_files(tmp_path: Path) -> None:
    store = opened(tmp_path, OLD)
    store.put(keys.original(SHA), SCAN)
    store.put(RECORD, SCAN)
    everything = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for word in SCAN.split():
        assert word not in everything or len(word) < 4
    assert OLD not in everything
    # The checksum of a short text would tell the text to who tries all: only of a scan, whose
    # name it is, may it be there.
    record = b"".join(
        path.read_bytes()
        for path in tmp_path.rglob("*")
        if "documents" in str(path) and path.is_file()
    )
    assert SHA.encode() not in record
    assert bytes.fromhex(SHA) not in everything


def test_the_same_text_elsewhere_looks_different(tmp_path: Path) -> None:
    store = opened(tmp_path, OLD)
    store.put(RECORD, SCAN)
    store.put(TEXT, SCAN)
    assert (tmp_path / RECORD).read_bytes()[8:] != (tmp_path / TEXT).read_bytes()[8:]
    assert len({sealed(RECORD, SCAN, key)[48:] for key in (OLD, NEW)}) == 2


@settings(deadline=None)
@given(st.binary(max_size=64), st.data())
def test_any_byte_that_changes_is_told(data: bytes, draw: st.DataObject) -> None:
    whole = sealed(RECORD, data)
    assert unsealed(RECORD, whole) == data
    place = draw.draw(st.integers(0, len(whole) - 1))
    other = draw.draw(st.integers(1, 255))
    changed = whole[:place] + bytes([whole[place] ^ other]) + whole[place + 1 :]
    for wrong in (changed, whole[:place], whole + b"\0"):
        with pytest.raises(StoreDamaged):
            unsealed(RECORD, wrong)


def test_frames_are_neither_left_out_nor_moved_nor_taken_elsewhere() -> None:
    data = random.Random(1).randbytes(3 * FRAME + 5)
    whole = sealed(RECORD, data)
    head, size = whole[:48], FRAME + 16
    frames = [whole[place : place + size] for place in range(48, len(whole), size)]
    assert len(frames) == 4
    wrong = [
        head + b"".join(frames[:-1]),
        head + b"".join(frames[1:]),
        head + b"".join([frames[1], frames[0], *frames[2:]]),
        head + frames[-1],
        head,
    ]
    for one in wrong:
        with pytest.raises(StoreDamaged):
            unsealed(RECORD, one)
    with pytest.raises(StoreDamaged):
        unsealed(TEXT, whole)
    assert unsealed(RECORD, whole) == data


def test_a_file_that_changes_while_it_is_read_is_not_stored() -> None:
    with pytest.raises(StoreError, match="changed"):
        b"".join(Sealer(OTHER).seal(RECORD, SHA, (b"other",)))


def test_rot_is_told_and_the_same_bytes_heal_it(tmp_path: Path) -> None:
    store = opened(tmp_path, OLD)
    for key in (RECORD, keys.original(SHA)):
        store.put(key, SCAN)
        (tmp_path / key).write_bytes(b"rot")
        with pytest.raises(StoreDamaged):
            store.get(key)
        assert store.put(key, SCAN)
        assert store.get(key) == SCAN


def test_a_new_master_key_needs_no_object_changed(tmp_path: Path) -> None:
    opened(tmp_path, OLD).put(RECORD, SCAN)
    before = (tmp_path / RECORD).read_bytes()
    assert not opened(tmp_path, OLD).rekey()
    both = opened(tmp_path, NEW, OLD)
    assert both.get(RECORD) == SCAN
    assert both.rekey()
    assert not both.rekey()
    assert (tmp_path / RECORD).read_bytes() == before
    assert opened(tmp_path, NEW).get(RECORD) == SCAN
    assert not opened(tmp_path, NEW).put(RECORD, SCAN)
    with pytest.raises(StoreError, match=key_id(NEW)):
        opened(tmp_path, OLD).get(RECORD)


def test_without_the_key_nothing_is_read_written_or_taken_for_damaged(tmp_path: Path) -> None:
    opened(tmp_path, OLD).put(RECORD, SCAN)
    other = opened(tmp_path, OTHER)
    for call in (
        lambda: other.get(RECORD),
        lambda: other.put(TEXT, b""),
        lambda: other.replace(keys.derived(SHA, 1, "read", "a" * 8, "json"), b""),
        other.check,
        other.rekey,
    ):
        with pytest.raises(StoreError, match=key_id(OLD)) as refusal:
            call()
        assert not isinstance(refusal.value, StoreDamaged)
    assert list(opened(tmp_path, OLD).keys()) == [RECORD]


def test_a_key_of_the_store_that_rots_is_told(tmp_path: Path) -> None:
    opened(tmp_path, OLD).put(RECORD, SCAN)
    kept = FolderStore(tmp_path, 0).get(keys.STORE_KEY)
    for wrong in (b"{}", b"rot", kept.replace(b'"key": "', b'"key": "AAAA')):
        FolderStore(tmp_path, 0).replace(keys.STORE_KEY, wrong)
        with pytest.raises(StoreError, match=r"keys/store\.json"):
            opened(tmp_path, OLD).get(RECORD)


def test_a_store_that_is_not_encrypted_stays_so(tmp_path: Path) -> None:
    FolderStore(tmp_path, 0).put(RECORD, SCAN)
    with pytest.raises(StoreError, match="sohoa store move"):
        opened(tmp_path, OLD).put(TEXT, b"")
    assert list(FolderStore(tmp_path, 0).keys()) == [RECORD]


def test_many_who_begin_at_once_have_one_key(tmp_path: Path) -> None:
    def put(number: int) -> bool:
        key = keys.record("d" + "1" * 24, number, "text.txt")
        return opened(tmp_path, OLD).put(key, SCAN)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(put, range(1, 17)))
    store = opened(tmp_path, OLD)
    assert [store.get(key) for key in list(store.keys())] == [SCAN] * 16


def test_the_key_of_the_store_is_no_object_of_its_callers(tmp_path: Path) -> None:
    store = opened(tmp_path, OLD)
    store.put(RECORD, SCAN)
    assert list(store.keys()) == [RECORD]
    for call in (store.get, store.has, store.delete, lambda key: store.put(key, b"")):
        with pytest.raises(StoreError):
            call(keys.STORE_KEY)


def test_a_large_scan_needs_little_memory(tmp_path: Path) -> None:
    path, store = tmp_path / "scan", opened(tmp_path / "store", OLD)
    data = random.Random(2).randbytes(1 << 20) * 48
    path.write_bytes(data)
    key = keys.original(hashlib.sha256(data).hexdigest())
    del data
    tracemalloc.start()
    store.put_file(key, path)
    with store.fetch(key) as copy:
        assert copy.stat().st_size == 48 << 20
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 12 << 20


def test_master_keys_come_as_base64_or_hex_the_one_in_use_first(tmp_path: Path) -> None:
    text = f"{base64.b64encode(NEW).decode()},\n {OLD.hex()}"
    ring = masters({"SOHOA_STORE_KEY": text}, "")
    assert ring.current == key_id(NEW)
    file = tmp_path / "keys"
    file.write_text(OLD.hex() + "\n")
    file.chmod(0o600)
    assert masters({}, str(file)).current == key_id(OLD)
    assert masters({"SOHOA_STORE_KEY": NEW.hex()}, str(file)).current == key_id(NEW)


def test_a_key_that_openssl_makes_will_do() -> None:
    made = subprocess.run(["openssl", "rand", "-base64", "32"], capture_output=True, text=True)
    store_key = secrets.token_bytes(32)
    ring = masters({"SOHOA_STORE_KEY": made.stdout}, "")
    assert ring.unwrap(ring.wrap(store_key)) == store_key


@pytest.mark.parametrize(
    "text", ["", " ", "c2VjcmV0", "secret-secret-secret-secret-secret-secr", "z" * 64]
)
def test_what_is_no_master_key_is_told_and_not_shown(text: str) -> None:
    with pytest.raises(SettingsError, match="openssl rand") as refusal:
        masters({"SOHOA_STORE_KEY": text}, "")
    assert not text.strip() or text not in str(refusal.value)


def test_a_key_file_that_all_may_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    with pytest.raises(SettingsError, match="cannot be read"):
        masters({}, str(file))
    file.write_text(OLD.hex())
    file.chmod(0o644)
    with pytest.raises(SettingsError, match="chmod"):
        masters({}, str(file))
