"""The worst that happens to a run: the power goes, the store goes, the disk is full.

Nothing is lost by any: the same command goes on, and all is whole then.
"""

import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from flows.house import opened
from flows.whole.faults import Look
from flows.whole.verify import verify
from tests.flows.command import SOHOA, Command, write_scans
from tests.servers import Weed, weed

pytestmark = pytest.mark.slow

SCANS, KILLS, SEED = 4, 4, 20_261_127
PAUSE = 2
"""Seconds for which a server stands still: longer than a call waits for it."""
ROOM = {60_000: range(1), 130_000: range(1, SCANS), 300_000: range(SCANS, SCANS + 1)}
"""Bytes that are left on the disk, and how many originals are kept then: too few for the
catalogue's tables, for all originals, for all documents."""


PLAIN = {"SOHOA_EXTRACT_MODEL": "false"}
"""Without the language model, which takes long to load and puts nothing."""


@pytest.fixture
def sohoa(home: Path, lent: Callable[..., Command]) -> Command:
    """The command on a new home, with a server in the background."""
    return lent(home, **PLAIN)


def until(there: Callable[[], bool], run: "subprocess.Popen[str]") -> None:
    deadline = time.monotonic() + 120
    while not there():
        assert run.poll() is None, run.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.005)


def finished(sohoa: Command, scans: Path) -> None:
    """The same command again does it all, and all is whole."""
    balance = sohoa.json("run", scans)["balance"]
    assert (balance["filed"], balance["waiting"]) == (SCANS, 0)
    if isinstance(sohoa, Confined):
        assert sohoa.json("verify")["whole"]
        return
    # Where the home can be opened from here: starting a command takes longer than looking.
    with opened(sohoa.environ) as house:
        assert list(verify(house, Look())) == []


def waiting(sohoa: Command) -> int:
    """Return how many pages wait; those of all that came are accounted for."""
    with opened(sohoa.environ) as house:
        balance = house.catalogue.balances.of("scans")
    assert balance.balanced
    return balance.waiting


def test_the_power_goes_at_any_moment_of_filing(sohoa: Command, tmp_path: Path) -> None:
    scans, store = write_scans(tmp_path / "scans", SCANS), sohoa.home / "store"
    # Four objects of each document, and what they are written as before they have names.
    moments = sorted(random.Random(SEED).sample(range(1, 4 * SCANS - 3), KILLS))
    for moment in moments:
        run = sohoa.start("run", scans)

        def filing(moment: int = moment) -> bool:
            return sum(1 for _ in store.glob("documents/*/v1/*")) >= moment

        until(filing, run)
        os.killpg(run.pid, signal.SIGKILL)
        run.communicate()
        assert waiting(sohoa) > 0, moment
    finished(sohoa, scans)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Weed]:
    """An S3 server of one's own, to be ended and started again."""
    (tmp_path / "weed").mkdir()
    # Its master is alone: after a crash it need not wait 10 seconds and more for others' votes.
    with weed(tmp_path / "weed", "-master.electionTimeout=1s") as started:
        yield started
        started.kill()


@pytest.mark.s3
def test_the_store_goes_and_comes_back(server: Weed, sohoa: Command, tmp_path: Path) -> None:
    sohoa.environ |= {
        "SOHOA_STORE_KIND": "s3",
        "SOHOA_STORE_ENDPOINT": server.server.endpoint,
        "SOHOA_STORE_SECURE": "false",
        "SOHOA_STORE_ACCESS_KEY": server.server.access_key,
        "SOHOA_STORE_SECRET_KEY": server.server.secret_key,
        "SOHOA_STORE_SECONDS": "1",
        "SOHOA_STORE_ATTEMPTS": "8",
    }
    scans = write_scans(tmp_path / "scans", SCANS)
    server.kill()
    ended = sohoa("run", scans, SOHOA_STORE_ATTEMPTS="2")
    assert ended.returncode == 5
    assert "No answer from the S3 server" in ended.stderr
    assert "Retrying" not in ended.stderr
    server.start()

    run = sohoa.start("run", scans)
    until(lambda: sohoa.count() > 1, run)
    server.process.send_signal(signal.SIGSTOP)
    time.sleep(PAUSE)
    assert run.poll() is None
    server.process.send_signal(signal.SIGCONT)
    server.kill()
    assert waiting(sohoa) > 0
    server.start()
    out, said = run.communicate(timeout=120)
    assert run.returncode == 0, (out, said)
    assert "Retrying" not in said
    finished(sohoa, scans)


class Confined(Command):
    """The command where a small disk is mounted, which nobody else sees."""

    inside: tuple[str, ...] = ()

    def __call__(self, *arguments: object, **more: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [*self.inside, SOHOA, *map(str, arguments)],
            env={**self.environ, **more},
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=300,
        )


@contextmanager
def disk(folder: Path, megabytes: int) -> Iterator[tuple[tuple[str, ...], Path]]:
    """A disk at `folder`; gives what commands that see it begin with, and it as seen from here."""
    rights = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    script = f"mount -t tmpfs -o size={megabytes}m tmpfs {folder} && echo there && exec sleep 600"
    command = ["unshare", *rights, "--mount", "sh", "-c", script]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        try:
            assert holder.stdout.readline() == "there\n", "no disk could be mounted"
            join = ["--user", "--preserve-credentials"] if rights else []
            inside = ("nsenter", "--target", str(holder.pid), *join, "--mount")
            yield inside, Path(f"/proc/{holder.pid}/root{folder}")
        finally:
            holder.kill()


def test_the_disk_is_full(home: Path, prefect_server: Path, tmp_path: Path) -> None:
    home.mkdir()
    scans = write_scans(tmp_path / "scans", SCANS)
    with disk(home, 64) as (inside, seen):
        (seen / "prefect").symlink_to(prefect_server)
        sohoa = Confined(home, {**PLAIN, "SOHOA_LIMITS_FREE_BYTES": "0"})
        sohoa.inside = inside
        for room, kept in ROOM.items():
            filler = seen / "filler"
            filler.write_bytes(bytes(shutil.disk_usage(seen).free - room))
            ended = sohoa("run", scans)
            assert ended.returncode == 5, (room, ended.stdout, ended.stderr)
            assert "make room" in ended.stderr
            assert sum(1 for _ in seen.glob("store/originals/*/*")) in kept, room
            filler.unlink()
            assert sohoa("status").returncode == 0
        finished(sohoa, scans)
