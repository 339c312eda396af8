"""Real servers for the tests, started once a run on free ports of 127.0.0.1, and stopped again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import S3Server, postgres, s3


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
