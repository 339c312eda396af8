"""The folder of a backup: objects and catalogue, as encrypted as the store they come from."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flows.house import House
from models.errors import UsageError
from storage.durable import hash_of
from storage.encrypted import EncryptedStore
from storage.folder import FolderStore
from storage.keys import STORE_KEY
from storage.scratch import filled
from storage.store import Store

CATALOGUE, SEALED, STORE = "catalogue.sqlite", "catalogue.sealed", "store"


@dataclass(frozen=True, slots=True)
class Sides:
    """The two stores that objects are copied between as they are, and the copy as it is read."""

    source: Store
    target: Store
    read: Store


def sealed(folder: Path) -> bool:
    """Return whether the backup in a folder is encrypted."""
    return (folder / STORE / STORE_KEY).is_file()


def out(house: House, folder: Path) -> Sides:
    """Return where a backup is copied from and to.

    What is encrypted in the store is copied so, with the store's key, which the master key
    opens. Raises UsageError or StoreError where the folder holds a backup of another kind.
    """
    free = house.settings.limits.free_bytes
    if isinstance(house.store, EncryptedStore):
        target = FolderStore(folder / STORE, free, sealed=True)
        house.store.share(target)
        return Sides(house.store.inner, target, house.store.beside(target))
    if sealed(folder):
        raise UsageError(
            "The backup in that folder is encrypted, and the store of this home is not: name an"
            " empty folder."
        )
    target = FolderStore(folder / STORE, free)
    return Sides(house.store, target, target)


def back(house: House, folder: Path) -> Sides:
    """Return where a restore copies from and to; UsageError where the home is of another kind."""
    if not sealed(folder):
        return Sides(FolderStore(folder / STORE, 0), house.store, house.store)
    if not isinstance(house.store, EncryptedStore):
        raise UsageError(
            "The backup is encrypted: set store.encryption to client and give its key in"
            " SOHOA_STORE_KEY or store.key_file."
        )
    source = FolderStore(folder / STORE, 0, sealed=True)
    house.store.beside(source).share(house.store.inner)
    return Sides(source, house.store.inner, house.store)


def catalogue(folder: Path) -> Path:
    """Return the file that holds the catalogue of the backup in a folder."""
    return folder / (SEALED if sealed(folder) else CATALOGUE)


@contextmanager
def taken(house: House, folder: Path) -> Iterator[Path]:
    """Take the catalogue as of now; give it as a file that is plain, whatever the backup is."""
    # A home has its catalogue in the clear anyhow; the folder of an encrypted backup never has.
    path = (house.home if sealed(folder) else folder) / f"{CATALOGUE}.new"
    for left in path.parent.glob(f"{path.name}*"):
        left.unlink()
    house.catalogue.take(path)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def keep(house: House, plain: Path, folder: Path, about: dict[str, object]) -> None:
    """Put a catalogue that was taken in place of the one before, and tell of it in `about`."""
    if isinstance(house.store, EncryptedStore):
        beside = folder / f"{SEALED}.new"
        with beside.open("wb") as file:
            file.writelines(house.store.seal_file(SEALED, plain))
        plain = beside
    about["catalogue"] = hash_of(plain)
    plain.replace(catalogue(folder))


@contextmanager
def opened(house: House, folder: Path) -> Iterator[Path]:
    """Give the catalogue of a backup as a file to read from."""
    path = catalogue(folder)
    if isinstance(house.store, EncryptedStore) and path.name == SEALED:
        with filled("the catalogue", house.store.open_file(SEALED, path)) as plain:
            yield plain
    else:
        yield path
