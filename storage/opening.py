"""From settings to the store and the catalogue that they name."""

from collections.abc import Mapping
from pathlib import Path

from models.errors import SettingsError, StoreError
from models.settings import Catalogue as CatalogueSettings
from models.settings import Store as StoreSettings
from storage.catalogue import Catalogue
from storage.durable import make_folder
from storage.encrypted import EncryptedStore
from storage.folder import FolderStore
from storage.keys import STORE_KEY
from storage.masters import masters
from storage.store import Store

ACCESS_KEY = "SOHOA_STORE_ACCESS_KEY"
SECRET_KEY = "SOHOA_STORE_SECRET_KEY"


def open_store(
    settings: StoreSettings, home: Path, free_bytes: int, environ: Mapping[str, str]
) -> Store:
    """Return the store that the settings name, without reaching for a server yet.

    `free_bytes` of disk are left to others by a folder. The keys of an S3 server and master
    keys come from `environ`, the latter also from a file; SettingsError where they or the
    server's address lack.
    """
    sealed = settings.encryption == "client"
    open_one = _folder if settings.kind == "folder" else _bucket
    store = open_one(settings, home, free_bytes, environ, sealed=sealed)
    return EncryptedStore(store, masters(environ, settings.key_file)) if sealed else store


def _folder(
    settings: StoreSettings,
    home: Path,
    free_bytes: int,
    environ: Mapping[str, str],
    *,
    sealed: bool,
) -> Store:
    if settings.encryption == "server":
        raise SettingsError(
            "store.encryption is server, but the store is a folder: set it to client or none."
        )
    root = Path(settings.folder).expanduser() if settings.folder else home / "store"
    if not sealed and (root / STORE_KEY).exists():
        raise StoreError(
            "This store is encrypted: set store.encryption to client and give its key in"
            " SOHOA_STORE_KEY or store.key_file."
        )
    return FolderStore(root, free_bytes, sealed=sealed)


def _bucket(
    settings: StoreSettings,
    home: Path,
    free_bytes: int,
    environ: Mapping[str, str],
    *,
    sealed: bool,
) -> Store:
    lacking = [name for name in (ACCESS_KEY, SECRET_KEY) if not environ.get(name)]
    if lacking:
        raise SettingsError(
            f"store.kind is s3, but {' and '.join(lacking)} is not set: put the S3 keys into the"
            " environment, or set store.kind to folder."
        )
    if not settings.endpoint or not settings.bucket:
        raise SettingsError(
            "store.kind is s3, but store.endpoint (host:port) or store.bucket is empty."
        )
    if settings.ca_file and not Path(settings.ca_file).is_file():
        raise SettingsError(
            "store.ca_file is no file: name the authority's file, or leave it empty."
        )
    # Imported here: where the store is a folder, no command waits for what S3 needs.
    from storage.bucket.store import BucketStore

    try:
        return BucketStore(settings, environ[ACCESS_KEY], environ[SECRET_KEY], sealed=sealed)
    except (ValueError, OSError) as error:
        raise SettingsError(
            "store.endpoint must be host:port without http://, and store.ca_file readable."
        ) from error


def open_catalogue(settings: CatalogueSettings, home: Path, *, actor: str = "sohoa") -> Catalogue:
    """Return the catalogue that the settings name; by default a file in `home`."""
    if settings.url:
        return Catalogue(settings.url, actor=actor)
    make_folder(home.absolute())
    return Catalogue(f"sqlite:///{home.absolute() / 'catalogue.sqlite'}", actor=actor)
