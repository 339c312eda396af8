import fcntl
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flows import server
from flows.house import House, opened
from tests.flows.command import Command


@pytest.fixture(scope="session")
def prefect_home(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A Prefect home whose database is made: making it takes longer than most tests."""
    base = tmp_path_factory.getbasetemp()
    # Processes of one test run have their folders beside each other: one of them makes it.
    home = (base if worker_id == "master" else base.parent) / "made"
    home.mkdir(exist_ok=True)
    upgrade = [sys.executable, "-m", "prefect", "server", "database", "upgrade", "--yes"]
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "prefect").exists():
            subprocess.run(upgrade, env=server.environment(home), check=True, capture_output=True)
    return home / "prefect"


@pytest.fixture
def alone(home: Path, prefect_home: Path) -> Command:
    """The command on a new home, where each run starts a server of its own."""
    shutil.copytree(prefect_home, home / "prefect")
    return Command(home)


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory, prefect_home: Path) -> Iterator[Path]:
    """The Prefect home of a server that stays: starting one takes longer than most runs."""
    home = tmp_path_factory.mktemp("up") / "var"
    shutil.copytree(prefect_home, home / "prefect")
    command = Command(home)
    assert command("up").returncode == 0
    yield home / "prefect"
    assert command("down").returncode == 0


@pytest.fixture
def lent(prefect_server: Path) -> Callable[..., Command]:
    """Gives the command on a new home; all such homes have the one server that stays."""

    def command(home: Path, **environ: str) -> Command:
        home.mkdir(parents=True)
        (home / "prefect").symlink_to(prefect_server)
        return Command(home, environ)

    return command


@pytest.fixture
def sohoa(home: Path, lent: Callable[..., Command]) -> Command:
    """The command on a new home, with a server in the background."""
    return lent(home)


@pytest.fixture
def bare(home: Path) -> Command:
    """The command on a home that is not there yet."""
    return Command(home)


@pytest.fixture
def house(home: Path) -> Iterator[House]:
    """A house on an empty home, opened in this process."""
    with opened({"SOHOA_HOME": str(home)}) as there:
        yield there
