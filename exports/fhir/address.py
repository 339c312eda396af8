"""Where a FHIR server is, and by what it knows us."""

import base64
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from models.errors import UsageError

TOKEN, USER, PASSWORD = "SOHOA_FHIR_TOKEN", "SOHOA_FHIR_USER", "SOHOA_FHIR_PASSWORD"
_USUAL = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Base:
    """The base of a server, as in `https://fhir.hospital.example/r4`, and its host and port."""

    url: str
    host: str


def address(url: str, *, plain_http: bool = False) -> Base:
    """Return where a server is.

    Raises UsageError for what is no address of http or https, and for one of http that is not
    on this machine, unless `plain_http`: patients' data would go over the wire unprotected.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise UsageError("The URL is the server's base, as in https://fhir.hospital.example/r4.")
    if parts.username or parts.password:
        raise UsageError(
            "No password in the URL: put it into SOHOA_FHIR_USER and SOHOA_FHIR_PASSWORD."
        )
    if parts.scheme == "http" and not plain_http and not loopback(parts.hostname):
        raise UsageError(
            "The URL must begin with https: over http anybody on the way can read patients' data."
            " --plain-http allows it all the same."
        )
    return Base(url.rstrip("/"), parts.netloc)


def origin(url: str) -> tuple[str, str | None, int | None] | None:
    """Return scheme, host and port of an address; None where it is none."""
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname, parts.port or _USUAL.get(parts.scheme)
    except ValueError:
        return None


def credentials(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the header that says who we are. Raises UsageError for a token and a password."""
    token, user, password = (environ.get(name, "").strip() for name in (TOKEN, USER, PASSWORD))
    if token and (user or password):
        raise UsageError("Give SOHOA_FHIR_TOKEN, or SOHOA_FHIR_USER and SOHOA_FHIR_PASSWORD.")
    if token:
        return {"Authorization": f"Bearer {token}"}
    if user or password:
        pair = base64.b64encode(f"{user}:{password}".encode()).decode()
        return {"Authorization": f"Basic {pair}"}
    return {}


def loopback(host: str) -> bool:
    """Say whether a host is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
