"""`sohoa store` on a home: made ready, moved there and back, its master key changed."""

import base64
import hashlib
import signal
import time
import tomllib
from pathlib import Path

import pytest

from flows.house import opened
from models.document import Scan
from storage.keys import original
from tests.flows.command import Command
from tests.servers import S3Server

OLD, NEW = (base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2))


def objects(home: Path, **environ: str) -> dict[str, bytes]:
    """Return all objects but the events that every command has the store remember."""
    with opened({"SOHOA_HOME": str(home), **environ}) as house:
        named = [key for key in list(house.store.keys()) if not key.startswith("audit/")]
        return {key: house.store.get(key) for key in named}


def filled(home: Path, count: int = 3) -> dict[str, bytes]:
    """Have scans in a home's store and catalogue; return all of its objects."""
    with opened({"SOHOA_HOME": str(home)}) as house:
        for number in range(count):
            data = f"scan {number}".encode() * 1000
            sha256 = hashlib.sha256(data).hexdigest()
            house.store.put(original(sha256), data)
            scan = Scan(sha256, media_type="image/png", size=len(data), pages=1)
            house.catalogue.receipts.receive("b", f"Nguyễn Văn {number}.png", scan)
    return objects(home)


def events(home: Path, **environ: str) -> list[str]:
    with opened({"SOHOA_HOME": str(home), **environ}) as house:
        assert list(house.catalogue.audit.verify()) == []
        return [event.action for event in house.catalogue.audit.events("store")]


def test_a_folder_is_made_ready(bare: Command) -> None:
    assert "made" in bare("store", "init").stdout
    assert "there" in bare("store", "init").stdout
    assert events(bare.home) == ["prepare", "prepare"]
    assert "thư mục" in bare("store", "init", LANG="vi_VN.UTF-8").stdout


def test_to_an_encrypted_folder_a_new_key_and_back(bare: Command, tmp_path: Path) -> None:
    everything, there = filled(bare.home), (tmp_path / "new").as_uri()
    planned = bare("store", "move", "--to", there, "--encryption", "none", "--dry-run")
    assert planned.stdout.split()[-2:] == ["originals", "3"]
    assert not (tmp_path / "new").exists()

    to = ("store", "move", "--to", there, "--encryption", "client", "--switch")
    lacking = bare(*to)
    assert (lacking.returncode, "no master key" in lacking.stderr) == (2, True)
    moved = bare(*to, SOHOA_STORE_KEY=OLD)
    assert moved.returncode == 0, moved.stderr
    # The scans, and what the store remembers of the audit.
    assert f"copied: {len(everything) + 1}, there already: 0, damaged: 0" in moved.stdout
    own = tomllib.loads((bare.home / "settings.toml").read_text())
    assert own["store"]["encryption"] == "client"
    assert objects(bare.home, SOHOA_STORE_KEY=OLD) == everything

    changed = bare("store", "rekey", SOHOA_STORE_KEY=f"{NEW},{OLD}")
    assert changed.stdout.startswith("wrapped anew")
    assert OLD not in changed.stdout + changed.stderr
    assert "nothing to do" in bare("store", "rekey", SOHOA_STORE_KEY=NEW).stdout
    refused = bare("store", "rekey", SOHOA_STORE_KEY=OLD)
    assert (refused.returncode, "not at hand" in refused.stderr) == (5, True)
    assert objects(bare.home, SOHOA_STORE_KEY=NEW) == everything

    back = (tmp_path / "back").as_uri()
    assert bare("store", "move", "--to", back, "--encryption", "none", SOHOA_STORE_KEY=NEW).stdout
    assert events(bare.home, SOHOA_STORE_KEY=NEW) == ["move", "rekey", "move"]
    moved_back = {"SOHOA_STORE_ENCRYPTION": "none", "SOHOA_STORE_FOLDER": str(tmp_path / "back")}
    assert objects(bare.home, **moved_back) == everything


@pytest.mark.s3
def test_to_a_server_and_back_and_the_settings_are_said(
    bare: Command, s3_server: S3Server, tmp_path: Path
) -> None:
    everything = filled(bare.home)
    target = {
        "SOHOA_TARGET_ACCESS_KEY": s3_server.access_key,
        "SOHOA_TARGET_SECRET_KEY": s3_server.secret_key,
    }
    moved = bare("store", "move", "--to", f"http://{s3_server.endpoint}/moved", **target)
    assert moved.returncode == 0, moved.stderr
    said = tomllib.loads(moved.stdout[moved.stdout.index("[store]") :])
    assert said["store"] == {
        "kind": "s3",
        "endpoint": s3_server.endpoint,
        "bucket": "moved",
        "secure": False,
        "encryption": "none",
    }
    assert s3_server.secret_key not in moved.stdout + moved.stderr

    (bare.home / "settings.toml").write_text(moved.stdout[moved.stdout.index("[store]") :])
    secrets = {
        "SOHOA_STORE_ACCESS_KEY": s3_server.access_key,
        "SOHOA_STORE_SECRET_KEY": s3_server.secret_key,
    }
    assert objects(bare.home, **secrets) == everything
    back = bare("store", "move", "--to", (tmp_path / "back").as_uri(), "--switch", **secrets)
    assert back.returncode == 0, back.stderr
    assert objects(bare.home) == everything


def test_a_move_that_is_killed_goes_on_and_one_that_is_stopped_says_how(
    bare: Command, tmp_path: Path
) -> None:
    everything, new = filled(bare.home, 400), tmp_path / "new"
    to = ("store", "move", "--to", new.as_uri())
    for ending, code in ((signal.SIGKILL, -9), (signal.SIGINT, 130)):
        before = len(list(new.rglob("originals/*/*")))
        with bare.start(*to) as process:
            while len(list(new.rglob("originals/*/*"))) < before + 20:
                assert process.poll() is None
                time.sleep(0.01)
            process.send_signal(ending)
            _, said = process.communicate(timeout=60)
        assert process.returncode == code
    assert "Give the same command again" in said
    assert len(list(new.rglob("originals/*/*"))) < 400
    ended = bare(*to)
    assert ended.returncode == 0, ended.stderr
    assert "there already: 0" not in ended.stdout
    assert objects(bare.home, SOHOA_STORE_FOLDER=str(new)) == everything


def test_what_cannot_be_moved_is_told_and_the_old_store_stays(
    bare: Command, tmp_path: Path
) -> None:
    everything = filled(bare.home)
    damaged, lost, _ = everything
    (bare.home / "store" / damaged).write_bytes(b"rot")
    (bare.home / "store" / lost).unlink()
    ended = bare("store", "move", "--to", (tmp_path / "new").as_uri(), "--switch")
    assert ended.returncode == 5
    assert f"{damaged}: damaged" in ended.stderr
    assert f"{lost}: in the catalogue, but not in the store" in ended.stderr
    assert not (bare.home / "settings.toml").exists()
    assert events(bare.home) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--to", "ftp://host/sohoa"], "--to is file"),
        (["--to", "https://me:hidden@host/sohoa"], "--to is file"),
        (["--to", "https://host"], "--to is file"),
        (["--to", "https://[host/sohoa"], "--to is file"),
        (["--to", "{home}/store"], "or lies in it"),
        (["--to", "{home}/store/inside"], "or lies in it"),
        (["--to", "{home}/other", "--encryption", "rot13"], "--encryption is"),
        (["--to", "{home}/other", "--encryption", "server"], "is a folder"),
        (["--to", "https://host:1/sohoa"], "SOHOA_STORE_ACCESS_KEY"),
    ],
)
def test_wrong_use_is_told(bare: Command, arguments: list[str], said: str) -> None:
    made = [word.replace("{home}", bare.home.as_uri()) for word in arguments]
    ended = bare("store", "move", *made)
    assert ended.returncode == 2
    assert said in ended.stderr
    assert "hidden" not in ended.stderr


def test_the_environment_would_win_over_a_switch(bare: Command, tmp_path: Path) -> None:
    to = ("store", "move", "--to", (tmp_path / "new").as_uri(), "--switch")
    ended = bare(*to, SOHOA_STORE_KIND="folder")
    assert (ended.returncode, "SOHOA_STORE_KIND" in ended.stderr) == (2, True)


def test_only_an_encrypted_store_has_a_key(bare: Command) -> None:
    ended = bare("store", "rekey")
    assert (ended.returncode, "not encrypted" in ended.stderr) == (2, True)
