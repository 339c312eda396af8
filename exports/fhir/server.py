"""A FHIR server, by HTTP: asking what it is, and sending transactions. Nothing else is here."""

import base64
import ipaddress
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import HTTPError

from exports.fhir import refusals
from models.errors import DeliveryError, SettingsError, UsageError
from models.settings import Fhir

FHIR_JSON = "application/fhir+json"
TOKEN, USER, PASSWORD = "SOHOA_FHIR_TOKEN", "SOHOA_FHIR_USER", "SOHOA_FHIR_PASSWORD"
CONNECT_SECONDS = 10.0
LONGEST_WAIT = 60
"""Seconds that a busy server may ask us to wait before the next try."""


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
    parts = urlsplit(url)
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


class Server:
    """One server. Calls that may pass are tried again, with growing waits."""

    def __init__(self, where: Base, settings: Fhir, environ: Mapping[str, str]) -> None:
        """Raise SettingsError where the file of `fhir.ca_file` is not there."""
        if settings.ca_file and not Path(settings.ca_file).is_file():
            raise SettingsError("fhir.ca_file names no file. Give the authority's certificate.")
        self._where = where
        self._headers = {"Accept": FHIR_JSON} | _credentials(environ)
        self._pool = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=settings.seconds),
            retries=urllib3.Retry(
                total=settings.attempts - 1,
                allowed_methods=None,  # a transaction sent twice changes nothing
                backoff_factor=0.5,
                backoff_max=LONGEST_WAIT,
                retry_after_max=LONGEST_WAIT,
                status_forcelist=refusals.PASSING,
                raise_on_status=False,
            ),
            cert_reqs="CERT_REQUIRED",
            ca_certs=settings.ca_file or None,
        )

    @property
    def host(self) -> str:
        """Name and port of the server."""
        return self._where.host

    def check(self) -> None:
        """Raise DeliveryError where this is no server of FHIR R4, before anything is sent."""
        said = self._call("GET", "/metadata")
        version = said.get("fhirVersion")
        if said.get("resourceType") != "CapabilityStatement" or not isinstance(version, str):
            raise refusals.no_server(self._where.host)
        if not version.startswith("4.0"):
            raise DeliveryError(
                f"The FHIR server {self._where.host} speaks version {version[:9]}; R4 (4.0.1) is"
                " needed. Many servers have it under another address."
            )

    def send(self, transaction: bytes) -> None:
        """Send a transaction.

        Raises DocumentRefused where the server takes this one not, DeliveryError where it is
        away or takes none.
        """
        said = self._call("POST", "", transaction)
        entries = said.get("entry", [])
        if said.get("type") != "transaction-response":
            raise refusals.no_server(self._where.host)
        statuses = {str(entry.get("response", {}).get("status", ""))[:3] for entry in entries}
        if bad := sorted(status for status in statuses if not status.startswith("2")):
            raise refusals.document(self._where.host, ", ".join(bad))

    def _call(self, method: str, path: str, body: bytes | None = None) -> dict[str, Any]:
        headers = self._headers | ({"Content-Type": FHIR_JSON} if body else {})
        url = self._where.url + path
        try:
            answer = self._pool.request(method, url, body=body, headers=headers, redirect=False)
        except HTTPError as error:
            raise refusals.silence(self._where.host, error) from error
        if not 200 <= answer.status < 300:
            raise refusals.answer(self._where.host, answer.status, answer.data)
        return self._object(answer.data)

    def _object(self, data: bytes) -> dict[str, Any]:
        try:
            said = json.loads(data)
        except ValueError as error:
            raise refusals.no_server(self._where.host) from error
        return said if isinstance(said, dict) else {}


def _credentials(environ: Mapping[str, str]) -> dict[str, str]:
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
