"""The hospital's system that is set."""

from collections.abc import Callable, Mapping
from pathlib import Path

from flows.his.adapter import His
from models.errors import SettingsError
from models.settings import Settings

Environ = Mapping[str, str]


def his(settings: Settings, environ: Environ) -> His | None:
    """Return the hospital's system; None where none is set.

    Raises SettingsError where something that it needs is not set, UsageError for an address
    that is none.
    """
    kind = settings.his.kind
    return KINDS[kind](settings, environ) if kind != "none" else None


def required(settings: Settings, environ: Environ) -> His:
    """Return the hospital's system; SettingsError too where none is set."""
    system = his(settings, environ)
    if system is None:
        raise SettingsError("No hospital's system is set: see his.kind in docs/his.md.")
    return system


def _fhir(settings: Settings, environ: Environ) -> His:
    from exports.fhir.address import address
    from exports.fhir.server import Server
    from flows.his.fhir import FhirHis

    _needed(settings.his.address, "his.address")
    where = address(settings.his.address, plain_http=settings.his.plain_http)
    return FhirHis(Server(where, settings.fhir, environ), settings.fhir)


def _folder(settings: Settings, environ: Environ) -> His:
    from flows.his.folder import FolderHis

    _needed(settings.his.folder, "his.folder")
    return FolderHis(Path(settings.his.folder), settings.watch)


def _view(settings: Settings, environ: Environ) -> His:
    from flows.his.view import URL, ViewHis

    _needed(environ.get(URL, ""), URL)
    _needed(settings.his.patients, "his.patients")
    return ViewHis(environ[URL], settings.his)


def _needed(value: str, name: str) -> None:
    if not value:
        raise SettingsError(f"{name} is not set, and his.kind needs it: see docs/his.md.")


KINDS: dict[str, Callable[[Settings, Environ], His]] = {
    "fhir": _fhir,
    "folder": _folder,
    "view": _view,
}
"""By `his.kind`."""
