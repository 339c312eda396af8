"""Stores and catalogues, each kind in turn."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models.settings import Store as StoreSettings
from storage.bucket import BucketStore
from storage.catalogue import Catalogue
from storage.folder import FolderStore
from storage.store import Store
from tests.servers import S3Server, database

_numbers = itertools.count(1)


def s3_settings(server: S3Server, **changes: object) -> StoreSettings:
    values: dict[str, object] = {
        "kind": "s3",
        "endpoint": server.endpoint,
        "bucket": f"sohoa-{next(_numbers)}",
        "region": "us-east-1",
        "secure": False,
        "ca_file": "",
        "attempts": 3,
    }
    return StoreSettings.model_validate(values | changes)


@pytest.fixture
def bucket_settings(s3_server: S3Server) -> Callable[..., StoreSettings]:
    return lambda **changes: s3_settings(s3_server, **changes)


@pytest.fixture(params=["folder", pytest.param("bucket", marks=pytest.mark.s3)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "folder":
        return FolderStore(tmp_path / "store", free_bytes=0)
    server: S3Server = request.getfixturevalue("s3_server")
    return BucketStore(s3_settings(server), server.access_key, server.secret_key)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'catalogue.sqlite'}"
        return
    with database(request.getfixturevalue("postgres_url")) as made:
        yield made


@pytest.fixture
def catalogue(url: str) -> Iterator[Catalogue]:
    with Catalogue(url, actor="tester") as opened:
        opened.check()
        yield opened
