"""Stores and catalogues, each kind in turn."""

import itertools
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from flows.settings import load
from models.settings import Store as StoreSettings
from storage.bucket.store import BucketStore
from storage.catalogue import Catalogue
from storage.encrypted import EncryptedStore
from storage.folder import FolderStore
from storage.masters import Masters
from storage.store import Store
from tests.servers import S3Server, database

_numbers = itertools.count(1)


def store_settings(**changes: object) -> StoreSettings:
    """The default settings of the store, but for these."""
    return StoreSettings.model_validate(load({})[0].store.model_dump() | changes)


def s3_settings(server: S3Server, **changes: object) -> StoreSettings:
    values: dict[str, object] = {
        "kind": "s3",
        "endpoint": server.endpoint,
        "bucket": f"sohoa-{next(_numbers)}",
        "secure": False,
        "attempts": 3,
    }
    return store_settings(**values | changes)


@pytest.fixture
def bucket_settings(s3_server: S3Server) -> Callable[..., StoreSettings]:
    return lambda **changes: s3_settings(s3_server, **changes)


KINDS = ("folder", "bucket", "encrypted folder", "encrypted bucket")


@pytest.fixture(
    params=[pytest.param(kind, marks=[pytest.mark.s3] * ("bucket" in kind)) for kind in KINDS]
)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    sealed = "encrypted" in request.param
    made: Store
    if "folder" in request.param:
        made = FolderStore(tmp_path / "store", free_bytes=0, sealed=sealed)
    else:
        server: S3Server = request.getfixturevalue("s3_server")
        keys = (server.access_key, server.secret_key)
        made = BucketStore(s3_settings(server), *keys, sealed=sealed)
    return EncryptedStore(made, Masters([b"m" * 32])) if sealed else made


DATABASES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'catalogue.sqlite'}"
        return
    with database(request.getfixturevalue("postgres_url")) as made:
        yield made


@pytest.fixture(scope="session")
def made_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalogue without rows: making its tables takes longer than most tests."""
    path = tmp_path_factory.mktemp("made") / "catalogue.sqlite"
    with Catalogue(f"sqlite:///{path}") as opened:
        opened.check()
    return path


@pytest.fixture(scope="session")
def made_database(postgres_url: str) -> Iterator[str]:
    """The name of a database with a catalogue without rows."""
    with database(postgres_url) as made:
        with Catalogue(made) as opened:
            opened.check()
        yield made.rpartition("/")[2]


@pytest.fixture(params=DATABASES)
def catalogue(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Catalogue]:
    asked = request.getfixturevalue
    with ExitStack() as stack:
        if request.param == "sqlite":
            copy = shutil.copy(asked("made_file"), tmp_path / "catalogue.sqlite")
            url = f"sqlite:///{copy}"
        else:
            url = stack.enter_context(database(asked("postgres_url"), asked("made_database")))
        opened = stack.enter_context(Catalogue(url, actor="tester"))
        opened.check()
        yield opened
