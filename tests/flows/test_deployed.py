"""The jobs on a Prefect server, done by a worker as `prefect worker start` starts it."""

import json
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from flows import server
from tests.flows.command import Command, page, write_chart, write_scans

pytestmark = pytest.mark.slow

LONGEST = 400
BROKEN = """#!/bin/bash
for word in "$@"; do case "$word" in -) reads=1;; --psm) reads=1;; esac; done
[ -n "$reads" ] && [ -e "{flag}" ] && [ "$(wc -l < "{calls}")" -ge {most} ] && exit 1
exec "{reader}" "$@"
"""


class Prefect:
    """The command `prefect` and the API of a server, in the environment of a home."""

    def __init__(self, sohoa: Command) -> None:
        self.address = str(server.running(sohoa.home))
        self.environ = {
            **sohoa.environ,
            "PREFECT_API_URL": f"{self.address}/api",
            "PREFECT_HOME": str(sohoa.home.parent / "client"),
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
            "PREFECT_WORKER_QUERY_SECONDS": "1",
        }

    def __call__(self, *arguments: str) -> str:
        ended = subprocess.run(
            [sys.executable, "-m", "prefect", *arguments],
            env=self.environ,
            capture_output=True,
            text=True,
            timeout=LONGEST,
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout

    def asked(self, path: str, **body: object) -> Any:
        return asked(self.address, path, **body)

    def started(self, deployment: str, **parameters: str) -> str:
        """Start a run; return its id."""
        given = [f"--param={name}={value}" for name, value in parameters.items()]
        self("deployment", "run", deployment, *given)
        (newest,) = self.asked("flow_runs/filter", sort="START_TIME_DESC", limit=1, **_TOP)
        return str(newest["id"])

    def state(self, run: str) -> str:
        (found,) = self.asked("flow_runs/filter", flow_runs={"id": {"any_": [run]}})
        return str(found["state"]["type"])

    def ended(self, run: str, *, since: str = "") -> str:
        """Wait until a run has ended, in another way than `since`; return how."""
        deadline = time.monotonic() + LONGEST
        while time.monotonic() < deadline:
            state = self.state(run)
            if state in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED") and state != since:
                return state
            time.sleep(0.5)
        raise AssertionError(f"{run} is still {self.state(run)}")


def asked(address: str, path: str, **body: object) -> Any:
    """Return what the server answers to a question that has a body."""
    request = urllib.request.Request(
        f"{address}/api/{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def schedules(address: str, name: str) -> list[tuple[str, str]]:
    """Return cron and zone of the schedules of a deployment."""
    found = f"{address}/api/deployments/name/{name}/sohoa"
    with urllib.request.urlopen(found, timeout=30) as answer:
        every = [one["schedule"] for one in json.load(answer)["schedules"]]
    return [(one["cron"], one["timezone"]) for one in every]


_TOP = {"flow_runs": {"parent_task_run_id": {"is_null_": True}}}


@pytest.fixture
def sohoa(home: Path, lent: Callable[..., Command]) -> Command:
    return lent(home, SOHOA_EXTRACT_MODEL="false", SOHOA_RUN_JOBS="1", SOHOA_DEPLOY_POOL="papers")


@pytest.fixture
def prefect(sohoa: Command) -> Iterator[Prefect]:
    """A server with the deployments, and a worker."""
    assert sohoa("deploy").returncode == 0
    there = Prefect(sohoa)
    command = [sys.executable, "-m", "prefect", "worker", "start", "--pool", "papers"]
    with (sohoa.home.parent / "worker.log").open("w") as log:
        worker = subprocess.Popen(
            command, env=there.environ, stdout=log, stderr=log, start_new_session=True
        )
        yield there
        worker.kill()
        worker.wait()


def break_after(sohoa: Command, calls: int) -> Path:
    """Have the reader fail from that call on as long as the file is there; return the file."""
    reader = sohoa.home.parent / "programs" / "tesseract"
    whole, flag = reader.with_name("whole"), reader.with_name("broken")
    reader.rename(whole)
    flag.touch()
    sohoa.calls.touch()
    said = BROKEN.format(flag=flag, calls=sohoa.calls, most=calls, reader=whole)
    reader.write_text(said, encoding="utf-8")
    reader.chmod(0o755)
    return flag


@pytest.mark.timeout(1500)
def test_a_worker_digitises_what_failed_is_retried_what_is_cancelled_goes_on(
    sohoa: Command, prefect: Prefect, tmp_path: Path
) -> None:
    scans = write_scans(tmp_path / "box-7", 2)
    flag = break_after(sohoa, 1)
    failed = prefect.started("digitise/sohoa", folder=str(scans), batch="box-7")
    assert prefect.ended(failed) == "FAILED"
    flag.unlink()
    prefect("flow-run", "retry", failed)
    assert prefect.ended(failed, since="FAILED") == "COMPLETED"
    balance = sohoa.json("status", "box-7")
    assert (balance["received"], balance["filed"], balance["balanced"]) == (2, 2, True)
    calls = sohoa.count()

    inbox = tmp_path / "inbox"
    for box in ("box-8", "box-9"):
        (inbox / box).mkdir(parents=True)
    write_chart(inbox / "box-8" / "chart.tif", range(6))
    reader = sohoa.home.parent / "programs" / "whole"
    reader.write_text(reader.read_text().replace("READER_SLEEP:-0", "READER_SLEEP:-1"))
    cancelled = prefect.started("digitise/urgent", folder=str(inbox / "box-8"))
    while sohoa.count() < calls + 2:
        time.sleep(0.2)
    prefect("flow-run", "cancel", cancelled)
    assert prefect.ended(cancelled) == "CANCELLED"
    between = sohoa.count()
    assert sohoa.json("status", "box-8")["waiting"] == 6
    read = [key for key in sohoa.objects() if "/read-" in key]
    assert 2 < len(read) < 8

    page(8).save(inbox / "box-9" / "scan-8.png", dpi=(150, 150))
    rest = prefect.started("watch/sohoa", folder=str(inbox))
    assert prefect.ended(rest) == "COMPLETED"
    assert sohoa.json("status", "box-8")["filed"] == 6
    assert sohoa.json("status", "box-9")["filed"] == 1
    # A call a page: none that was in hand is read again.
    assert between - calls == len(read) - 2
    assert sohoa.count() == calls + 7
    told(prefect)
    nothing_secret(sohoa, tmp_path)
    assert "cannot import" not in (tmp_path / "worker.log").read_text(encoding="utf-8")


def told(prefect: Prefect) -> None:
    """What runs show: counts, and links to the desk."""
    every = prefect.asked("artifacts/filter", sort="CREATED_DESC")
    tables = [json.loads(one["data"]) for one in every if one["type"] == "table"]
    counted = {row["what"]: row["count"] for row in tables[0]}
    assert counted["pages received"] == counted["pages filed"] == 9
    links = {one["key"]: one["data"] for one in every if one["type"] == "markdown"}
    assert "http://127.0.0.1:8000/queue" in links["sohoa-desk-queue"]


def nothing_secret(sohoa: Command, folder: Path) -> None:
    """Prefect's database and what the worker wrote hold no patient text and no file name."""
    database = (sohoa.home / "prefect").resolve() / "prefect.db"
    with sqlite3.connect(database) as connection:
        dump = "\n".join(connection.iterdump())
    said = dump + (folder / "worker.log").read_text(encoding="utf-8")
    assert "digitise a scan" in said
    for secret in ("NGUYỄN", "Nguyễn", "Amoxicillin", "scan-0.png", "scan-8.png", "chart.tif"):
        assert secret not in said


def test_deployments_follow_the_settings(sohoa: Command) -> None:
    plain = sohoa("deploy")
    assert plain.returncode == 0, plain.stderr
    assert "prefect worker start --pool papers" in plain.stdout
    address = str(server.running(sohoa.home))
    assert schedules(address, "export") == []
    changed = sohoa("deploy", SOHOA_DEPLOY_EXPORT="30 5 * * *", SOHOA_DEPLOY_VERIFY="")
    assert changed.returncode == 0, changed.stderr
    assert schedules(address, "export") == [("30 5 * * *", "Asia/Ho_Chi_Minh")]
    assert schedules(address, "verify") == []
    queues = asked(address, "work_pools/papers/queues/filter")
    assert {one["name"]: one["priority"] for one in queues} == {"urgent": 1, "default": 2}
    with urllib.request.urlopen(f"{address}/api/admin/settings", timeout=30) as answer:
        assert json.load(answer)["server"]["analytics_enabled"] is False


def test_without_a_server_nothing_is_registered(bare: Command) -> None:
    ended = bare("deploy")
    assert ended.returncode == 2
    assert "sohoa up" in ended.stderr


def test_a_server_that_does_not_answer_is_told(bare: Command) -> None:
    ended = bare("deploy", PREFECT_API_URL="http://127.0.0.1:9/api")
    assert ended.returncode == 4, ended.stderr
    assert "does not take the deployments" in ended.stderr
