from pathlib import Path

import pytest

from models.errors import SettingsError, StoreError
from models.settings import Catalogue as CatalogueSettings
from models.settings import Store as StoreSettings
from storage import keys
from storage.bucket.store import BucketStore
from storage.folder import FolderStore
from storage.opening import open_catalogue, open_store
from tests.servers import S3Server
from tests.storage.conftest import s3_settings, store_settings

RECORD = keys.record("d" + "1" * 24, 1, "record.json")
KEYS = {"SOHOA_STORE_ACCESS_KEY": "access", "SOHOA_STORE_SECRET_KEY": "s3cret-word"}


def settings(**changes: object) -> StoreSettings:
    values: dict[str, object] = {"kind": "s3", "endpoint": "127.0.0.1:1", "secure": False}
    return store_settings(**values | changes)


def test_a_folder_under_home(home: Path) -> None:
    store = open_store(settings(kind="folder"), home, 5, {})
    assert isinstance(store, FolderStore)
    assert (store.root, store.free_bytes) == (home / "store", 5)


def test_a_bucket_is_not_reached_for_yet(home: Path) -> None:
    assert isinstance(open_store(settings(), home, 0, KEYS), BucketStore)


def test_a_folder_elsewhere(home: Path, tmp_path: Path) -> None:
    store = open_store(settings(kind="folder", folder=str(tmp_path / "disk")), home, 5, {})
    assert isinstance(store, FolderStore)
    assert store.root == tmp_path / "disk"


def test_an_encrypted_store_is_not_taken_for_a_plain_one(home: Path) -> None:
    plain, client = (settings(kind="folder", encryption=kind) for kind in ("none", "client"))
    store = open_store(client, home, 0, KEYS | {"SOHOA_STORE_KEY": "00" * 32})
    store.put(RECORD, b"{}")
    with pytest.raises(StoreError, match="This store is encrypted"):
        open_store(plain, home, 0, {})
    with pytest.raises(SettingsError, match="no master key"):
        open_store(client, home, 0, {})
    with pytest.raises(SettingsError, match="is a folder"):
        open_store(settings(kind="folder", encryption="server"), home, 0, {})


@pytest.mark.s3
def test_an_encrypted_bucket_is_not_taken_for_a_plain_one(home: Path, s3_server: S3Server) -> None:
    environ = {
        "SOHOA_STORE_ACCESS_KEY": s3_server.access_key,
        "SOHOA_STORE_SECRET_KEY": s3_server.secret_key,
        "SOHOA_STORE_KEY": "00" * 32,
    }
    chosen = s3_settings(s3_server, encryption="client")
    open_store(chosen, home, 0, environ).put(RECORD, b"{}")
    plain = open_store(chosen.model_copy(update={"encryption": "none"}), home, 0, environ)
    for call in (plain.check, lambda: plain.get(RECORD), lambda: plain.put(RECORD, b"other")):
        with pytest.raises(StoreError, match="This store is encrypted"):
            call()


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
