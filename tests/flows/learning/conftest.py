import shutil
from pathlib import Path

import pytest

from tests.flows.learning.stewards import decide, filed


@pytest.fixture(scope="session")
def waiting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with prescriptions of which all waits for a person."""
    home = tmp_path_factory.mktemp("waiting") / "var"
    filed(home)
    return home


@pytest.fixture(scope="session")
def decided(waiting: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, when a steward has done all of it."""
    home = tmp_path_factory.mktemp("decided") / "var"
    shutil.copytree(waiting, home)
    decide(home)
    return home


@pytest.fixture
def asked(waiting: Path, home: Path) -> Path:
    """A copy of the home where all waits."""
    shutil.copytree(waiting, home)
    return home


@pytest.fixture
def taught(decided: Path, home: Path) -> Path:
    """A copy of the home where all is decided."""
    shutil.copytree(decided, home)
    return home
