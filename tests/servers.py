"""How the tests start and stop an S3 server and a PostgreSQL cluster."""

import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psycopg

_START_SECONDS = 60
_STOP_SECONDS = 5


@dataclass(frozen=True)
class S3Server:
    """Where a server answers, and the keys that it takes."""

    endpoint: str
    access_key: str
    secret_key: str


class Weed:
    """SeaweedFS, run by a command in a folder; it can be killed and started again."""

    def __init__(self, server: S3Server, command: list[str], folder: Path) -> None:
        self.server = server
        self._command = command
        self._folder = folder
        self._environment = os.environ | {"WEED_S3_SSE_KEK": secrets.token_hex(32)}

    def start(self) -> None:
        """Start it, and wait until it answers."""
        log = self._folder / "log"
        with log.open("ab") as stream:
            self.process = subprocess.Popen(
                self._command,
                stdout=stream,
                stderr=stream,
                env=self._environment,
                cwd=self._folder,
            )
        _wait(self.process, f"http://{self.server.endpoint}/", log)

    def kill(self) -> None:
        """End it as a power cut does."""
        self.process.kill()
        self.process.wait()


def free_ports(count: int) -> list[int]:
    """Ports that are free, and whose number plus 10,000 (SeaweedFS's gRPC) is free too.

    Both lie where no system takes the ports of callers from, and where other processes of
    the same test run do not look: what is free now is so until a server has started.
    """
    mine = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    found: list[int] = []
    while len(found) < count:
        port = secrets.choice(range(11_000 + mine % 4, 22_000, 4))
        with socket.socket() as one, socket.socket() as other:
            try:
                one.bind(("127.0.0.1", port))
                other.bind(("127.0.0.1", port + 10_000))
            except OSError:
                continue
        if port not in found:
            found.append(port)
    return found


@contextmanager
def s3(folder: Path, *options: str, host: str = "127.0.0.1") -> Iterator[S3Server]:
    """Run SeaweedFS with more options."""
    with weed(folder, *options, host=host) as started:
        yield started.server


@contextmanager
def weed(folder: Path, *options: str, host: str = "127.0.0.1") -> Iterator[Weed]:
    """Run SeaweedFS, whose `weed` lies beside this interpreter, with more options."""
    program = Path(sys.executable).with_name("weed")
    if not program.exists():
        raise RuntimeError("weed is missing: install requirements-dev.txt")
    master, volume, filer, port = free_ports(4)
    server = S3Server(f"{host}:{port}", "tester", secrets.token_hex(16))
    credentials = [{"accessKey": server.access_key, "secretKey": server.secret_key}]
    actions = ["Admin", "Read", "List", "Tagging", "Write"]
    identity = {"name": "tester", "credentials": credentials, "actions": actions}
    (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
    (folder / "data").mkdir()
    command = (
        f"{program} server -dir={folder / 'data'} -ip={host} -ip.bind={host} -filer -s3"
        f" -master.port={master} -volume.port={volume} -filer.port={filer} -s3.port={port}"
        f" -s3.config={folder / 's3.json'} -s3.port.iceberg=0 -s3.port.lance=0"
        " -master.telemetry=false -master.volumeSizeLimitMB=256 -volume.max=10000"
    )
    started = Weed(server, [*command.split(), *options], folder)
    try:
        started.start()
        yield started
    finally:
        _stop(started.process)


class Cluster:
    """A PostgreSQL cluster of one's own: its `url`, and where its `data` lie."""

    def __init__(self, folder: Path, host: str = "127.0.0.1") -> None:
        """Make it; it refuses root, so root lends it to `postgres`."""
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        if not found:
            raise RuntimeError("PostgreSQL is missing: apt-get install postgresql")
        bin_folder, (port,) = found[-1], free_ports(1)
        self._user = _Owner(folder)
        self.data = self._user.folder / "data"
        made = ("-D", self.data, "-U", "sohoa", "-A", "trust", "--no-sync")
        self._user.run(bin_folder / "initdb", *made)
        with (self.data / "pg_hba.conf").open("a") as rules:
            rules.write(f"host all all {host}/24 trust\n")
        self._control = partial(self._user.run, bin_folder / "pg_ctl", "-w", "-D", self.data)
        options = f"-c port={port} -c listen_addresses={host} -c fsync=off"
        options += f" -c unix_socket_directories={self._user.folder}"
        self._how = ("-o", options, "-l", self._user.folder / "log")
        self.url = f"postgresql+psycopg://sohoa@{host}:{port}/postgres"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._control(*self._how, "start")

    def stop(self) -> None:
        """End it as a power cut does."""
        self._control("-m", "immediate", "stop")

    def restart(self) -> None:
        """Have it forget what it holds in memory."""
        self._control(*self._how, "-m", "fast", "restart")

    def clear(self) -> None:
        """Remove it."""
        self._user.clear()


@contextmanager
def postgres(folder: Path, host: str = "127.0.0.1") -> Iterator[str]:
    """Run a PostgreSQL cluster of its own, and give the URL of its first database."""
    with cluster(folder, host) as started:
        yield started.url


@contextmanager
def cluster(folder: Path, host: str = "127.0.0.1") -> Iterator[Cluster]:
    """Run a PostgreSQL cluster of its own."""
    made = Cluster(folder, host)
    made.start()
    try:
        yield made
    finally:
        made.stop()
        made.clear()


@contextmanager
def database(url: str, template: str = "template0") -> Iterator[str]:
    """A new database on the cluster at `url`, empty or as `template` is; gives its URL."""
    name = f"t{secrets.token_hex(8)}"
    server = url.replace("+psycopg", "")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
    try:
        yield url.removesuffix("postgres") + name
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


class _Owner:
    """Who may run PostgreSQL, and a folder that is theirs all the way down."""

    def __init__(self, folder: Path) -> None:
        self._root = os.geteuid() == 0
        self.folder = folder
        if self._root:
            # Folders of root's test run are closed to others.
            self.folder = Path("/tmp") / f"sohoa-postgres-{secrets.token_hex(8)}"
            self.folder.mkdir(mode=0o700)
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)

    def run(self, *command: str | Path) -> None:
        words = [str(word) for word in command]
        lent = ["runuser", "-u", "postgres", "--"] if self._root else []
        # pg_ctl leaves the server behind: it must not hold a pipe of ours open.
        log = self.folder.parent / f"{self.folder.name}.log"
        with log.open("ab") as stream:
            done = subprocess.run(lent + words, stdout=stream, stderr=stream, cwd=self.folder)
        if done.returncode:
            raise RuntimeError(log.read_text())

    def clear(self) -> None:
        (self.folder.parent / f"{self.folder.name}.log").unlink()
        shutil.rmtree(self.folder)


def _wait(process: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except urllib.error.HTTPError as refusal:
            # It answers: that it refuses a caller without keys is as it should be.
            refusal.close()
            if refusal.code == 403:
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise RuntimeError(f"the S3 server did not start: {log.read_text(errors='replace')[-2000:]}")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
