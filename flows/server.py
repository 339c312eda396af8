"""Local Prefect servers: one that stays (`sohoa up`), or one for the length of a run.

Nothing is sent anywhere: every address is 127.0.0.1, analytics are off. Whether the staying
server is there is told by the lock that it holds, so a stale state file misleads nobody.
"""

import fcntl
import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from flows.seen.logs import renewed
from models.errors import EngineError

START_SECONDS = 120
"""The first start of a home makes its database and may take long on a busy machine."""
STOP_SECONDS = 15
KEPT = ("PREFECT_API_DATABASE_CONNECTION_URL", "PREFECT_SERVER_DATABASE_CONNECTION_URL")
"""The only PREFECT_ variables of a user that are heeded: two homes never touch."""


def environment(home: Path, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the environment that Prefect runs in: its own home, nothing sent, few words."""
    kept = {
        name: value
        for name, value in environ.items()
        if not name.startswith("PREFECT_") or name in KEPT
    }
    local = ",".join(filter(None, (environ.get("NO_PROXY", ""), "127.0.0.1", "localhost")))
    return kept | {
        "PREFECT_HOME": str(home / "prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_UI_V2_ENABLED": "false",
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
        "PREFECT_CLI_COLORS": "false",
        "NO_PROXY": local,
        "no_proxy": local,
    }


def up(home: Path) -> tuple[str, bool]:
    """Return the address of the server that stays, and whether it was started just now.

    Raises EngineError where it does not come up.
    """
    if there := running(home):
        return there, False
    port = _free_port(home)
    process = _spawn(home, port, "--lock", str(_state(home)), ui=True)
    _await(process, port, home)
    return running(home) or _address(port), True


def down(home: Path) -> bool:
    """Stop the server that stays; False where there was none."""
    state = _held(home)
    if state is None:
        _state(home).unlink(missing_ok=True)
        return False
    os.kill(state["pid"], signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while _held(home):
        if time.monotonic() > deadline:
            os.kill(state["pid"], signal.SIGKILL)
            deadline += STOP_SECONDS
        time.sleep(0.1)
    _state(home).unlink(missing_ok=True)
    return True


def running(home: Path) -> str | None:
    """Return the address of the server that stays where it is up and answers, else None."""
    state = _held(home)
    return _address(state["port"]) if state and _healthy(state["port"]) else None


@contextmanager
def for_a_run(home: Path, given: str | None = None) -> Iterator["Server"]:
    """Give a server: the `given`, that of the flow run that goes on, one that stays, or a new one.

    The new one ends with the block or this process.
    """
    if there := given or _within() or running(home):
        yield Server(there, None, home)
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    process = _spawn(home, port, "--parent", str(os.getpid()), ui=False)
    try:
        yield Server(_address(port), process, home)
    finally:
        # Nothing of ours is lost with it, and its orderly way out takes seconds.
        process.kill()
        process.wait()


def shared(environ: Mapping[str, str] = os.environ) -> str | None:
    """Return the address of the server that several machines share, where there is one."""
    return environ.get("PREFECT_API_URL", "").removesuffix("/api") or None


def _within() -> str | None:
    """Return the address of the server of the flow run that this is a part of, if it is of any."""
    if "prefect" not in sys.modules:
        return None
    from prefect.context import FlowRunContext
    from prefect.settings import PREFECT_API_URL

    address = PREFECT_API_URL.value() if FlowRunContext.get() else None
    return address.removesuffix("/api") if address else None


class Server:
    """A server that was started or found; `ready` waits until it answers."""

    def __init__(self, address: str, process: subprocess.Popen[bytes] | None, home: Path) -> None:
        self.address = address
        self._process = process
        self._home = home

    def ready(self) -> str:
        """Return its address once it answers; EngineError where it does not."""
        if self._process:
            _await(self._process, int(self.address.rpartition(":")[2]), self._home)
        return self.address


def _spawn(home: Path, port: int, how: str, which: str, *, ui: bool) -> subprocess.Popen[bytes]:
    for folder in (home / "prefect", home / "logs"):
        folder.mkdir(parents=True, exist_ok=True)
    environ = environment(home) | {
        "PREFECT_SERVER_UI_ENABLED": str(ui).lower(),
        "PREFECT_SERVER_UI_API_URL": f"{_address(port)}/api",
        "PREFECT__SERVER_FINAL": "1",
    }
    if not ui:
        environ["PREFECT__SERVER_EPHEMERAL"] = "1"
    with renewed(home / "logs" / "prefect-server.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "flows.serve", str(port), how, which],
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C is for the run, which then ends this
        )


def _await(process: subprocess.Popen[bytes], port: int, home: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _healthy(port):
        if process.poll() is not None and running(home):
            return  # another `up` was first
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            raise EngineError(
                "The local Prefect server does not start: see prefect-server.log "
                "in the logs folder of SOHOA_HOME."
            )
        time.sleep(0.1)


def _healthy(port: int) -> bool:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"{_address(port)}/api/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _held(home: Path) -> dict[str, int] | None:
    """Return pid and port of the server that holds the lock; None where nobody does."""
    try:
        with _state(home).open(encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                said: dict[str, int] = json.load(file)
                return said
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    return None


def _state(home: Path) -> Path:
    return home / "prefect" / "server.json"


def _address(port: int) -> str:
    return f"http://127.0.0.1:{port}"


def _free_port(home: Path) -> int:
    """Return a free port, the same for a home as long as nobody else has it."""
    start = int(hashlib.sha256(str(home).encode()).hexdigest()[:8], 16) % 20000 + 20000
    for port in range(start, start + 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise EngineError("No port is free for the local Prefect server.")
