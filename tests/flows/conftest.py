import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows import server
from flows.house import House, opened
from tests.flows.command import Command


@pytest.fixture(scope="session")
def prefect_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Prefect home whose database is made: making it takes longer than most tests."""
    home = tmp_path_factory.mktemp("made") / "var"
    with server.for_a_run(home) as started:
        started.ready()
    return home / "prefect"


@pytest.fixture
def sohoa(home: Path, prefect_home: Path) -> Command:
    """The command on a new home."""
    shutil.copytree(prefect_home, home / "prefect")
    return Command(home)


@pytest.fixture
def served(sohoa: Command) -> Iterator[Command]:
    """The command with its server in the background."""
    assert sohoa("up").returncode == 0
    yield sohoa
    assert sohoa("down").returncode == 0


@pytest.fixture
def bare(home: Path) -> Command:
    """The command on a home that is not there yet."""
    return Command(home)


@pytest.fixture
def house(home: Path) -> Iterator[House]:
    """A house on an empty home, opened in this process."""
    with opened({"SOHOA_HOME": str(home)}) as there:
        yield there
