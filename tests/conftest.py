"""Real servers for the tests, started once a process on free ports of 127.0.0.1, and stopped."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.servers import S3Server, postgres, s3

# How long an example takes depends on what else runs; time is for benches.
settings.register_profile("tests", deadline=None)
settings.load_profile("tests")


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """A SeaweedFS server with one identity."""
    with s3(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a private PostgreSQL cluster's first database."""
    with postgres(tmp_path_factory.mktemp("postgres")) as url:
        yield url


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty SOHOA_HOME."""
    return tmp_path / "var"
