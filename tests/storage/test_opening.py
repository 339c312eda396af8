from pathlib import Path

import pytest

from models.errors import SettingsError
from models.settings import Catalogue as CatalogueSettings
from models.settings import Store as StoreSettings
from storage.bucket import BucketStore
from storage.folder import FolderStore
from storage.opening import open_catalogue, open_store

KEYS = {"SOHOA_STORE_ACCESS_KEY": "access", "SOHOA_STORE_SECRET_KEY": "s3cret-word"}


def settings(**changes: object) -> StoreSettings:
    values: dict[str, object] = {
        "kind": "s3",
        "endpoint": "127.0.0.1:1",
        "bucket": "sohoa",
        "region": "us-east-1",
        "secure": False,
        "ca_file": "",
        "attempts": 1,
    }
    return StoreSettings.model_validate(values | changes)


def test_a_folder_under_home(home: Path) -> None:
    store = open_store(settings(kind="folder"), home, 5, {})
    assert isinstance(store, FolderStore)
    assert (store.root, store.free_bytes) == (home / "store", 5)


def test_a_bucket_is_not_reached_for_yet(home: Path) -> None:
    assert isinstance(open_store(settings(), home, 0, KEYS), BucketStore)


@pytest.mark.parametrize("lacking", KEYS)
def test_keys_come_from_the_environment(home: Path, lacking: str) -> None:
    with pytest.raises(SettingsError, match=lacking):
        open_store(settings(), home, 0, KEYS | {lacking: ""})


@pytest.mark.parametrize(
    "changes",
    [{"endpoint": ""}, {"bucket": ""}, {"endpoint": "http://host/path"}, {"ca_file": "/no/such"}],
)
def test_settings_that_cannot_be(home: Path, changes: dict[str, str]) -> None:
    with pytest.raises(SettingsError) as refusal:
        open_store(settings(secure=True, **changes), home, 0, KEYS)
    assert "s3cret" not in str(refusal.value)


def test_a_catalogue_under_home(home: Path) -> None:
    with open_catalogue(CatalogueSettings(url=""), home) as catalogue:
        catalogue.check()
    assert (home / "catalogue.sqlite").exists()


@pytest.mark.parametrize("url", ["mysql://root:s3cret@h/d", "s3cret", "sqlite://"])
def test_a_catalogue_that_cannot_be(home: Path, url: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        open_catalogue(CatalogueSettings(url=url), home)
    assert "s3cret" not in str(refusal.value)


def test_a_password_is_not_shown(home: Path) -> None:
    url = "postgresql://sohoa:s3cret@127.0.0.1/charts"
    with open_catalogue(CatalogueSettings(url=url), home) as catalogue:
        assert catalogue.where == "postgresql+psycopg://sohoa:***@127.0.0.1/charts"
