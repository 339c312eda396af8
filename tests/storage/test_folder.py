"""What only a folder can suffer: rot, a full disk, a kill between two writes."""

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from models.errors import StoreError, StoreFull
from storage import keys
from storage.folder import FolderStore

RECORD = keys.record("d" + "1" * 24, 1, "record.json")
SHA = hashlib.sha256(b"scan").hexdigest()


def folder(tmp_path: Path, free_bytes: int = 0) -> FolderStore:
    return FolderStore(tmp_path / "store", free_bytes)


def files(root: Path) -> set[str]:
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


@pytest.mark.parametrize(("key", "data"), [(RECORD, b"{}"), (keys.original(SHA), b"scan")])
def test_damage_is_found_and_the_same_bytes_heal_it(tmp_path: Path, key: str, data: bytes) -> None:
    store = folder(tmp_path)
    store.put(key, data)
    (store.root / key).write_bytes(b"rot")
    with pytest.raises(StoreError, match="damaged"):
        store.get(key)
    with pytest.raises(StoreError):
        store.put(key, b"others")
    assert store.put(key, data)
    assert store.get(key) == data


def test_a_file_put_there_by_hand_is_not_trusted(tmp_path: Path) -> None:
    store = folder(tmp_path)
    (store.root / RECORD).parent.mkdir(parents=True)
    (store.root / RECORD).write_bytes(b"{}")
    with pytest.raises(StoreError, match="damaged"):
        store.get(RECORD)


def test_the_lists_are_those_of_sha256sum(tmp_path: Path) -> None:
    store = folder(tmp_path)
    store.put(RECORD, b"{}")
    lists = sorted((store.root / ".sums").rglob("*.sha256"))
    command = ["sha256sum", "--check", "--strict", "--quiet", *map(str, lists)]
    assert subprocess.run(command, cwd=store.root).returncode == 0


def test_a_line_torn_by_a_power_cut_does_no_harm(tmp_path: Path) -> None:
    store = folder(tmp_path)
    store.put(RECORD, b"{}")
    (torn,) = (store.root / ".sums").rglob("*.sha256")
    with torn.open("a") as stream:
        stream.write("0123456789abcdef")
    other = keys.record("d" + "1" * 24, 1, "text.txt")
    assert store.put(other, b"text")
    assert store.get(other) == b"text"
    assert store.get(RECORD) == b"{}"


def test_space_for_others_is_left(tmp_path: Path) -> None:
    store = folder(tmp_path, free_bytes=1 << 62)
    with pytest.raises(StoreFull, match="make room"):
        store.put(RECORD, b"{}")
    with pytest.raises(StoreFull):
        store.check()
    assert not store.has(RECORD)
    assert files(tmp_path) == set()


def test_what_is_there_needs_no_space(tmp_path: Path) -> None:
    folder(tmp_path).put(RECORD, b"{}")
    assert not folder(tmp_path, free_bytes=1 << 62).put(RECORD, b"{}")


def test_a_disk_that_fills_up_midway_leaves_nothing(tmp_path: Path) -> None:
    program = (
        "import resource, sys; from pathlib import Path; from storage.folder import FolderStore\n"
        "from models.errors import StoreFull\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))\n"
        "try: FolderStore(Path(sys.argv[1]), 0).put(sys.argv[2], bytes(1 << 22))\n"
        "except StoreFull as full: print(full)"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "store"), RECORD]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "make room" in done.stdout
    assert files(tmp_path) == set()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("a file is in the way")
    with pytest.raises(StoreError, match="folder"):
        folder(tmp_path).check()


def test_a_kill_at_any_moment_leaves_whole_objects_only(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from storage import keys\n"
        "from storage.folder import FolderStore; store = FolderStore(Path(sys.argv[1]), 0)\n"
        "for number in range(1, 100000):\n"
        "    data = f'{number}'.encode() * 20000\n"
        "    store.put(keys.record('d' + '1' * 24, number, 'text.txt'), data)\n"
        "    store.replace(keys.patient('p' + '1' * 24, 'd' + '1' * 24), data)\n"
        "    if number == 1: print('ready', flush=True)"
    )
    store, chance = folder(tmp_path), random.Random(7)
    for _ in range(8):
        command = [sys.executable, "-c", program, str(store.root)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout
            process.stdout.readline()
            time.sleep(chance.uniform(0, 0.05))
            os.kill(process.pid, signal.SIGKILL)
        for key in store.keys("documents/"):
            number = int(key.split("/")[2].removeprefix("v"))
            assert store.get(key) == f"{number}".encode() * 20000
        for key in store.keys("patients/"):
            assert store.get(key)


def test_what_killed_runs_left_is_cleared_away(tmp_path: Path) -> None:
    store = folder(tmp_path)
    store.check()
    old, new = store.root / ".tmp" / "old", store.root / ".tmp" / "new"
    old.touch()
    new.touch()
    os.utime(old, (0, 0))
    store.check()
    assert not old.exists()
    assert new.exists()
