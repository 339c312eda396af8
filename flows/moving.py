"""Where `sohoa store move` goes to, and what must be so before the catalogue goes along."""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from pydantic import ValidationError

from flows.house import House
from models.errors import UsageError
from models.settings import Store as StoreSettings
from storage import keys
from storage.opening import ACCESS_KEY, SECRET_KEY

TARGET_ACCESS_KEY = "SOHOA_TARGET_ACCESS_KEY"
TARGET_SECRET_KEY = "SOHOA_TARGET_SECRET_KEY"
PLACE = {
    "folder": ("kind", "folder", "encryption"),
    "s3": ("kind", "endpoint", "bucket", "secure", "encryption"),
}
"""The settings that say where a store of each kind is, and how to read it."""


def target(settings: StoreSettings, url: str, encryption: str | None) -> StoreSettings:
    """Return the settings of the store at `url`; in all else they are as those that are there.

    `url` is file:///FOLDER, https://HOST:PORT/BUCKET, or http:// for a server without TLS.
    """
    place: dict[str, object] = {}
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme == "file" and not parts.netloc and parts.path.strip("/"):
        place = {"kind": "folder", "folder": url2pathname(parts.path)}
    elif parts.scheme in ("http", "https") and parts.netloc and "@" not in parts.netloc:
        bucket = parts.path.strip("/")
        if bucket and "/" not in bucket:
            place = {"kind": "s3", "endpoint": parts.netloc, "bucket": bucket}
            place["secure"] = parts.scheme == "https"
    if not place:
        # It is not repeated: somebody may have put a password into it.
        raise UsageError(
            "--to is file:///FOLDER or https://HOST:PORT/BUCKET (http:// for a server without TLS),"
            " without user or password."
        )
    place["encryption"] = encryption or settings.encryption
    try:
        return StoreSettings.model_validate(settings.model_dump() | place)
    except ValidationError as error:
        raise UsageError("--encryption is none, server or client.") from error


def apart(here: StoreSettings, there: StoreSettings, home: Path) -> None:
    """Raise UsageError where the two stores are one, or one lies in the other."""
    if here.kind != there.kind:
        return
    if here.kind == "s3":
        same = (here.endpoint, here.bucket) == (there.endpoint, there.bucket)
    else:
        one, other = folder(here, home).resolve(), folder(there, home).resolve()
        same = one.is_relative_to(other) or other.is_relative_to(one)
    if same:
        raise UsageError("The new store is the old one, or lies in it: name another place.")


def folder(settings: StoreSettings, home: Path) -> Path:
    """Return the folder of an embedded store."""
    return Path(settings.folder).expanduser() if settings.folder else home / "store"


def where(settings: StoreSettings, home: Path) -> str:
    """Return where a store is, as a URL."""
    if settings.kind == "folder":
        return folder(settings, home).resolve().as_uri()
    scheme = "https" if settings.secure else "http"
    return f"{scheme}://{settings.endpoint}/{settings.bucket}"


def journal(there: StoreSettings, home: Path) -> Path:
    """Return the file that notes what was moved to a place."""
    name = f"{where(there, home)} {there.encryption}".encode()
    return home / "moves" / f"{hashlib.sha256(name).hexdigest()[:16]}.sha256"


def environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment that opens the new store: its own keys, or those of the old one."""
    changes = {
        name: environ[own]
        for name, own in ((ACCESS_KEY, TARGET_ACCESS_KEY), (SECRET_KEY, TARGET_SECRET_KEY))
        if environ.get(own)
    }
    return {**environ, **changes}


def lacking(house: House) -> Iterator[str]:
    """Yield the keys that the catalogue counts on and the store does not have."""
    there = set(house.store.keys("originals/")) | set(house.store.keys("documents/"))
    for scan in house.catalogue.scans.of():
        if scan.disposed:
            continue
        if keys.original(scan.sha256) not in there:
            yield keys.original(scan.sha256)
    for row in house.catalogue.documents.find():
        key = keys.record(row.id, row.version, "record.json")
        if key not in there:
            yield key


def place(there: StoreSettings) -> dict[str, object]:
    """Return the settings that make a store the one of a home, by key."""
    return {key: getattr(there, key) for key in PLACE[there.kind]}
