"""One run on two machines: each a network namespace with an address of its own.

python -m tests.bench.machines [--pages 12]

PostgreSQL, an S3 server, Prefect's server and Dask's scheduler are on the bridge between them.
A Dask worker is killed in the middle of a chart; the run must end as if nothing had happened,
and no page may be read twice but those that the worker had in hand. It needs to be root.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from flows import server
from tests.bench.folders import say
from tests.flows.command import Command, write_chart, write_scans
from tests.servers import free_ports, postgres, s3

NETWORK = "10.77.7"
LONGEST = 300
"""Seconds that a server may take to come up; its database is made."""
SLOW = "1"
"""Seconds that each call waits before it reads: so that a chart has a middle."""


@dataclass
class Machine:
    """A home of its own, and the Dask worker that works there."""

    sohoa: Command
    worker: subprocess.Popen[bytes]


@dataclass
class Cluster:
    """A command that starts runs, and the machines that do the work."""

    sohoa: Command
    machines: list[Machine]

    def calls(self) -> int:
        """How often a reader was called on any machine."""
        return sum(machine.sohoa.count() for machine in self.machines)


@contextmanager
def cluster(
    folder: Path, host: str, prefixes: Sequence[Sequence[str]], made: Path | None = None
) -> Iterator[Cluster]:
    """Give servers at the address `host`, and a worker started after each of the prefixes.

    `made` is a Prefect home whose database is made already.
    """
    with ExitStack() as stack:
        for name in ("pg", "s3", "logs"):
            (folder / name).mkdir()
        url = stack.enter_context(postgres(folder / "pg", host))
        bucket = stack.enter_context(s3(folder / "s3", host=host))
        api, dask = free_ports(2)
        environ = {
            "SOHOA_CATALOGUE_URL": url,
            "SOHOA_STORE_KIND": "s3",
            "SOHOA_STORE_ENDPOINT": bucket.endpoint,
            "SOHOA_STORE_SECURE": "false",
            "SOHOA_STORE_ACCESS_KEY": bucket.access_key,
            "SOHOA_STORE_SECRET_KEY": bucket.secret_key,
            "SOHOA_RUN_DASK": f"tcp://{host}:{dask}",
            "SOHOA_RUN_JOBS": "1",
            "SOHOA_EXTRACT_MODEL": "false",
            "SOHOA_READ_BINDING": "pytesseract",
            "PREFECT_API_URL": f"http://{host}:{api}/api",
            "READER_SLEEP": SLOW,
        }
        sohoa = Command(folder / "desk" / "var", environ)
        logs = folder / "logs"

        def started(
            name: str, command: Sequence[str], env: dict[str, str]
        ) -> subprocess.Popen[bytes]:
            log = stack.enter_context((logs / name).open("wb"))
            process = subprocess.Popen(command, env=env, stdout=log, stderr=log)
            stack.callback(process.wait)
            stack.callback(process.kill)
            return process

        python = [sys.executable, "-m"]
        alone = server.environment(folder / "server")
        if made:
            shutil.copytree(made, folder / "server" / "prefect")
        else:
            (folder / "server" / "prefect").mkdir(parents=True)
        serve = [*python, "prefect", "server", "start", "--host", host, "--port", str(api)]
        started("prefect", serve, {**alone, "PREFECT_SERVER_UI_ENABLED": "false"})
        spread = [*python, "distributed.cli.dask_scheduler", "--host", host, "--port", str(dask)]
        started("scheduler", [*spread, "--no-dashboard"], sohoa.environ)
        machines = []
        for number, prefix in enumerate(prefixes):
            own = Command(folder / f"machine-{number}" / "var", environ)
            work = [*python, "distributed.cli.dask_worker", environ["SOHOA_RUN_DASK"], "--no-nanny"]
            work += ["--nthreads", "2", "--no-dashboard"]
            machines.append(Machine(own, started(f"{number}", [*prefix, *work], own.environ)))
        _await(f"http://{host}:{api}/api/health")
        assert sohoa("store", "init").returncode == 0
        yield Cluster(sohoa, machines)


def killed_in_a_chart(cluster: Cluster, folder: Path, pages: int) -> tuple[int, int]:
    """Have a chart and two scans digitised, a worker killed meanwhile; return pages, calls.

    The calls are those of readers on all machines, one a page. AssertionError where anything
    is lost.
    """
    scans = write_scans(folder / "scans", 2)
    write_chart(scans / "chart.tif", range(pages))
    run = cluster.sohoa.start("run", scans, "--batch", "box")
    victim = _busy(cluster, run)
    victim.worker.kill()
    _, err = run.communicate(timeout=600)
    assert run.returncode == 0, err
    balance = cluster.sohoa.json("status", "box")
    assert balance["balanced"] and balance["filed"] == balance["received"] == pages + 2, balance
    assert cluster.sohoa("verify").returncode == 0
    return pages + 2, cluster.calls()


def _busy(cluster: Cluster, run: "subprocess.Popen[str]") -> Machine:
    """Return the machine that has begun a third page, and so is in the chart."""
    while run.poll() is None:
        for machine in cluster.machines:
            if machine.sohoa.count() > 2:
                return machine
        time.sleep(0.1)
    raise AssertionError(f"it ended before: {run.communicate()}")


@contextmanager
def namespaces(count: int) -> Iterator[list[list[str]]]:
    """Give the commands that start something in namespaces of the network, 10.77.7.2 and on."""
    bridge = f"so{os.getpid()}"
    names = [f"{bridge}-{number}" for number in range(count)]
    try:
        _ip(f"link add {bridge} type bridge")
        _ip(f"addr add {NETWORK}.1/24 dev {bridge}")
        _ip(f"link set {bridge} up")
        for number, name in enumerate(names):
            outside = f"{bridge}v{number}"
            _ip(f"netns add {name}")
            _ip(f"link add {outside} type veth peer name eth0 netns {name}")
            _ip(f"link set {outside} master {bridge} up")
            _ip(f"-n {name} addr add {NETWORK}.{number + 2}/24 dev eth0")
            _ip(f"-n {name} link set eth0 up")
            _ip(f"-n {name} link set lo up")
        yield [["ip", "netns", "exec", name] for name in names]
    finally:
        for name in names:
            subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)
        subprocess.run(["ip", "link", "del", bridge], check=False, capture_output=True)


def _ip(command: str) -> None:
    subprocess.run(["ip", *command.split()], check=True, capture_output=True)


def _await(url: str) -> None:
    deadline = time.monotonic() + LONGEST
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def main() -> int:
    """Say what came of it; 1 where this machine has no namespaces."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pages", type=int, default=12)
    pages = parser.parse_args().pages
    with tempfile.TemporaryDirectory(prefix="sohoa-machines-") as name, ExitStack() as stack:
        try:
            prefixes = stack.enter_context(namespaces(2))
        except (OSError, subprocess.CalledProcessError) as error:
            say(f"Network namespaces cannot be made here: {error}")
            return 1
        start = time.monotonic()
        there = stack.enter_context(cluster(Path(name), f"{NETWORK}.1", prefixes))
        say(f"up after {time.monotonic() - start:.0f} s")
        start = time.monotonic()
        done, calls = killed_in_a_chart(there, Path(name), pages)
        print(f"{done} pages on two machines, a worker killed: {time.monotonic() - start:.0f} s")
        print(f"read more than once: {calls - done} pages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
