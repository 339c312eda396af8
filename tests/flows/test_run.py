"""The main job as people start it: whole processes on small scans."""

import json
import os
import shutil
import socket
import threading
from pathlib import Path

import pytest

from tests.flows.command import Command, page, write_chart, write_scans

pytestmark = pytest.mark.slow


def proxy() -> tuple[str, list[bytes]]:
    """A proxy that only remembers who asked for what: its address, and the questions."""
    asked: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        while True:
            caller, _ = listener.accept()
            with caller:
                asked.append(caller.recv(200))

    threading.Thread(target=answer, daemon=True).start()
    return f"http://127.0.0.1:{listener.getsockname()[1]}", asked


def test_a_run_files_every_page_and_the_second_does_nothing(sohoa: Command, tmp_path: Path) -> None:
    scans = write_scans(tmp_path / "scans", 2)
    write_chart(scans / "chart.tif", [2, 3])
    address, asked = proxy()
    sent = {"HTTP_PROXY": address, "HTTPS_PROXY": address, "http_proxy": address}
    first = sohoa("run", scans, **sent)
    assert first.returncode == 0, first.stderr
    assert asked == []
    assert first.stdout.splitlines()[-1] == "batch: scans"
    assert "pages per minute" in first.stdout
    assert "Next: sohoa export" in first.stderr
    assert "Traceback" not in first.stderr
    calls, objects = sohoa.count(), sohoa.objects()
    events = audit(sohoa)
    assert calls >= 4

    pdfs = [key for key in objects if key.endswith("/v1/document.pdf")]
    assert len(pdfs) == sum(key.endswith("/v1/record.json") for key in objects)

    second = sohoa.json("run", scans)
    assert sohoa.count() == calls
    assert sohoa.objects() == objects
    assert audit(sohoa) == events
    assert second["balance"] == sohoa.json("status", "scans")
    assert second["balance"]["received"] == second["balance"]["filed"] == 4
    assert {one["file"] for one in second["documents"]} == {
        "chart.tif",
        "scan-0.png",
        "scan-1.png",
    }

    again = sohoa("rerun", "--from", "extract", "--all", "--yes")
    assert again.returncode == 0, again.stderr
    assert sohoa.count() == calls
    assert sohoa.objects() == objects

    document = second["documents"][0]["document_id"]
    anew = sohoa("rerun", "--from", "read", "--document", document[:9])
    assert anew.returncode == 0, anew.stderr
    assert sohoa.count() > calls
    assert sohoa.objects() == objects
    nothing_secret(sohoa)

    strict = sohoa("rerun", "--from", "extract", "--all", "--yes", SOHOA_ACCEPT_IDENTITY="1.0")
    assert strict.returncode == 0, strict.stderr
    made = {key for key in sohoa.objects() if key not in objects and not key.startswith("audit/")}
    assert made
    assert all("/v2/" in key for key in made)
    assert {key: sohoa.objects()[key] for key in objects if "patients/" not in key} == {
        key: time for key, time in objects.items() if "patients/" not in key
    }


def audit(sohoa: Command) -> int:
    import sqlite3

    with sqlite3.connect(sohoa.home / "catalogue.sqlite") as catalogue:
        found = catalogue.execute("select count(*) from audit").fetchone()
    return int(found[0])


def nothing_secret(sohoa: Command) -> None:
    """No patient text and no file name is in a log, in Prefect or in a key."""
    places = [*(sohoa.home / "logs").rglob("*"), *(sohoa.home / "prefect").rglob("*")]
    said = b"".join(path.read_bytes() for path in places if path.is_file())
    for word in ("NGUYỄN", "scan-0.png", "chart.tif", "Amoxicillin"):
        assert word.encode() not in said
        assert not any(word in key for key in sohoa.objects())


def test_documents_are_listed_shown_exported_withdrawn(sohoa: Command, tmp_path: Path) -> None:
    scans = write_scans(tmp_path / "scans", 2)
    assert sohoa("run", scans, "--batch", "Đợt 1").returncode == 0
    documents = sohoa.json("list", "--batch", "Đợt 1")
    assert len(documents) == 2
    shown = sohoa.json("show", documents[0]["document_id"][:9])
    assert shown["record"]["document_id"] == documents[0]["document_id"]

    out = tmp_path / "out"
    (out / "own").mkdir(parents=True)
    (out / "own" / "note.txt").write_text("mine")
    folder = out / documents[0]["document_id"]
    folder.mkdir()
    (folder / "old.txt").write_text("old")
    assert sohoa("export", out).returncode == 0
    assert sorted(path.name for path in folder.iterdir()) == [
        "document.pdf",
        "fhir.json",
        "record.json",
        "text.txt",
    ]
    assert (out / "own" / "note.txt").read_text() == "mine"
    assert json.loads((folder / "record.json").read_bytes()) == shown["record"]
    assert not [path for path in out.iterdir() if path.name.startswith(".")]

    assert sohoa("withdraw", "Dot-1").returncode == 0
    assert sohoa.json("list") == []
    assert sohoa("export", out).returncode == 0
    assert [path.name for path in out.iterdir()] == ["own"]
    assert sohoa("withdraw", "Dot-1", "--restore").returncode == 0
    assert sohoa.json("list") == documents


def test_bad_input_is_refused_kept_and_the_rest_goes_on(sohoa: Command, tmp_path: Path) -> None:
    scans = write_scans(tmp_path / "scans", 1)
    shutil.copy(scans / "scan-0.png", scans / "scan-0 copy.png")
    whole = (scans / "scan-0.png").read_bytes()
    page(1).save(scans / "wrong-ending.pdf", "JPEG")
    (scans / "zero.pdf").touch()
    (scans / "cut.jpg").write_bytes(b"\xff\xd8\xff\xe0" + whole[:50])
    (scans / "cut.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<<")
    (scans / "text.pdf").write_text("no scan at all")
    (scans / "truth.json").write_text("{}")
    (scans / "outside.pdf").symlink_to("/etc/hostname")
    (scans / "gone.pdf").symlink_to(scans / "nothing.pdf")
    (scans / os.fsdecode(b"b\xe9nh.png")).write_bytes(whole + b"x")
    ended = sohoa("run", scans)
    assert ended.returncode == 0, ended.stderr
    balance = sohoa.json("status", "scans")
    reasons = {one["file"]: one["reason"] for one in balance["rejections"]}
    assert reasons == {
        "zero.pdf": "empty",
        "cut.jpg": "damaged",
        "cut.pdf": "damaged",
        "text.pdf": "unknown_format",
        "outside.pdf": "outside_folder",
        "gone.pdf": "disappeared",
    }
    assert balance["balanced"]
    assert balance["filed"] == 3
    assert balance["waiting"] == 0
    assert balance["duplicates"] == 1
    assert "b\\xe9nh.png" in ended.stdout
    for file in reasons:
        assert file in ended.stderr
    # zero.pdf, cut.jpg, cut.pdf and text.pdf are kept beside the three scans
    assert sum(key.startswith("originals/") for key in sohoa.objects()) == 7
    assert sohoa("run", scans).returncode == 0
    assert sohoa.json("status", "scans") == balance


def test_two_runs_at_once_on_one_home_come_to_the_same(alone: Command, tmp_path: Path) -> None:
    scans = write_scans(tmp_path / "scans", 3)
    runs = [alone.start("run", scans) for _ in range(2)]
    for run in runs:
        _, said = run.communicate(timeout=200)
        assert run.returncode == 0, said
    assert len(alone.json("list")) == 3
    assert alone.json("status", "scans")["filed"] == 3
    assert not any("/v2/" in key for key in alone.objects())


def test_the_server_in_the_background_is_used_and_stopped(alone: Command, tmp_path: Path) -> None:
    up = alone("up")
    assert up.returncode == 0, up.stderr
    address = up.stdout.split()[-1]
    assert alone("up").stdout.split()[-1] == address
    assert alone("run", write_scans(tmp_path / "scans", 1)).returncode == 0
    assert alone("down").stdout == "stopped\n"
    assert alone("down").stdout == "no server of this home runs\n"
    # A state file whose server was killed misleads nobody.
    (alone.home / "prefect" / "server.json").write_text('{"pid": 1, "port": 1}')
    assert alone("down").stdout == "no server of this home runs\n"
