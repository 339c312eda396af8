"""Laws 2 and 3 after a run was ended, gently or not."""

import hashlib
import os
import signal
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.house import opened
from tests.flows.command import Command, write_chart, write_scans

pytestmark = pytest.mark.slow

MOMENTS = 10


def agree(sohoa: Command) -> None:
    """Store and catalogue say the same, and nothing is there twice."""
    objects = sohoa.objects()
    with sqlite3.connect(sohoa.home / "catalogue.sqlite") as catalogue:
        versions = catalogue.execute(
            "select document_id, number, record_sha256 from version order by 1, 2"
        ).fetchall()
        scans = {row[0] for row in catalogue.execute("select sha256 from scan")}
    stored = {key.split("/")[1] for key in objects if key.startswith("documents/")}
    assert stored == {document for document, _, _ in versions}
    assert scans == {key.split("/")[2] for key in objects if key.startswith("originals/")}
    for document, number, sha256 in versions:
        path = sohoa.home / "store" / f"documents/{document}/v{number}/record.json"
        assert hashlib.sha256(path.read_bytes()).hexdigest() == sha256
    assert not any("/v2/" in key for key in objects)


def kill(group: int) -> None:
    """End a run and all that it started at once, but for the server, which is on its own."""
    os.killpg(group, signal.SIGKILL)


def test_kill_at_ten_moments_then_the_same_command_again(
    home: Path, lent: Callable[..., Command], tmp_path: Path
) -> None:
    # Without the language model, which takes long to load and puts nothing.
    sohoa, reference = (
        lent(path, SOHOA_EXTRACT_MODEL="false") for path in (home, tmp_path / "reference" / "var")
    )
    scans = write_scans(tmp_path / "scans", 4)
    write_chart(scans / "chart.tif", [4, 5, 6])
    start = time.monotonic()
    assert reference("run", scans).returncode == 0
    whole = time.monotonic() - start
    for moment in range(MOMENTS):
        run = sohoa.start("run", scans)
        time.sleep(0.3 + whole * 0.6 * moment / MOMENTS)
        kill(run.pid)
        run.communicate()
        with opened(sohoa.environ) as house:
            assert all(one.balanced for one in house.catalogue.balances.all()), moment
    ended = sohoa("run", scans)
    assert ended.returncode == 0, ended.stderr
    balance = sohoa.json("status", "scans")
    assert balance == reference.json("status", "scans")
    assert balance["waiting"] == 0
    known = {one["document_id"] for one in reference.json("list")}
    assert {one["document_id"] for one in sohoa.json("list")} == known
    agree(sohoa)
    objects = sohoa.objects()
    assert sohoa("run", scans).returncode == 0
    assert sohoa.objects() == objects


def test_a_run_that_was_killed_leaves_no_server(alone: Command, tmp_path: Path) -> None:
    run = alone.start("run", write_scans(tmp_path / "scans", 2), READER_SLEEP="1")
    _until(lambda: alone.count() > 0)
    kill(run.pid)
    run.communicate()
    _until(lambda: not _servers(run.pid))


def test_ctrl_c_finishes_the_pages_in_hand(sohoa: Command, tmp_path: Path) -> None:
    scans = write_chart(tmp_path / "chart.tif", range(6))
    run = sohoa.start("run", scans, "--jobs", "1", READER_SLEEP="0.5")
    _until(lambda: sohoa.count() > 0)
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does: to the readers too
    out, said = run.communicate(timeout=120)
    assert run.returncode == 130, said
    assert f"To go on: sohoa run {scans} --jobs 1 --batch chart.tif" in said
    assert "waits:" not in out
    kept = [key for key in sohoa.objects() if "/read-" in key]
    assert 1 <= len(kept) < 6
    assert sohoa("status").returncode == 0
    ended = sohoa("run", scans)
    assert ended.returncode == 0, ended.stderr
    assert sohoa.json("status", "chart.tif")["filed"] == 6
    agree(sohoa)


def _until(there: object, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not there():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _servers(parent: int) -> list[str]:
    """The command lines of servers that were started for the run `parent`."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
        except OSError:
            continue
        if b"flows.serve" in words and str(parent).encode() in words:
            found.append(path.parent.name)
    return found
