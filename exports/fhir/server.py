"""A FHIR server, by HTTP: asking what it is, sending transactions, searching. Nothing else is here.

Only links to the server itself are followed, so that credentials go nowhere else.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin

import urllib3
from urllib3.exceptions import HTTPError

from exports.fhir import refusals
from exports.fhir.address import Base, credentials, origin
from models.errors import DeliveryError, SettingsError
from models.settings import Fhir

FHIR_JSON = "application/fhir+json"
FORM = "application/x-www-form-urlencoded"
MOST = 200
"""Resources that one question may find."""
CONNECT_SECONDS = 10.0
LONGEST_WAIT = 60
"""Seconds that a busy server may ask us to wait before the next try."""
ANSWER_BYTES = 64 * 2**20
PAGES = 100_000
"""Most pages of a search."""


class Server:
    """One server. Calls that may pass are tried again, with growing waits."""

    def __init__(self, where: Base, settings: Fhir, environ: Mapping[str, str]) -> None:
        """Raise SettingsError where the file of `fhir.ca_file` is not there."""
        if settings.ca_file and not Path(settings.ca_file).is_file():
            raise SettingsError("fhir.ca_file names no file. Give the authority's certificate.")
        self._where = where
        self._headers = {"Accept": FHIR_JSON} | credentials(environ)
        self._retries = urllib3.Retry(
            total=settings.attempts - 1,
            allowed_methods=None,  # a transaction sent twice changes nothing
            backoff_factor=0.5,
            backoff_max=LONGEST_WAIT,
            retry_after_max=LONGEST_WAIT,
            status_forcelist=refusals.PASSING,
            raise_on_status=False,
        )
        self._pool = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=settings.seconds),
            cert_reqs="CERT_REQUIRED",
            ca_certs=settings.ca_file or None,
        )

    @property
    def host(self) -> str:
        """Name and port of the server."""
        return self._where.host

    def check(self) -> dict[str, Any]:
        """Return what the server says it can do.

        Raises DeliveryError where this is no server of FHIR R4, before anything is sent.
        """
        said = self._call("GET", f"{self._where.url}/metadata")
        version = said.get("fhirVersion")
        if said.get("resourceType") != "CapabilityStatement" or not isinstance(version, str):
            raise refusals.no_server(self._where.host)
        if not version.startswith("4.0"):
            raise DeliveryError(
                f"The FHIR server {self._where.host} speaks version {version[:9]}; R4 (4.0.1) is"
                " needed. Many servers have it under another address."
            )
        return said

    def send(self, transaction: bytes) -> None:
        """Send a transaction.

        Raises DocumentRefused where the server takes this one not, DeliveryError where it is
        away or takes none.
        """
        said = self._call("POST", self._where.url, transaction)
        entries = said.get("entry", [])
        if said.get("type") != "transaction-response":
            raise refusals.no_server(self._where.host)
        statuses = {str(entry.get("response", {}).get("status", ""))[:3] for entry in entries}
        if bad := sorted(status for status in statuses if not status.startswith("2")):
            raise refusals.document(self._where.host, ", ".join(bad))

    def search(self, asked: str) -> Iterator[dict[str, Any]]:
        """Yield the bundles of a search, as in `Patient?_count=500`, page after page.

        The words of a search stand in logs on the way: none may be a patient's. Raises
        DeliveryError where the server is away or refuses, or its pages lead nowhere.
        """
        seen: set[str] = set()
        following: str | None = f"{self._where.url}/{asked}"
        while following is not None:
            if following in seen or len(seen) == PAGES:
                raise DeliveryError("The FHIR server's pages lead in a circle.")
            seen.add(following)
            bundle = self._call("GET", following)
            if bundle.get("resourceType") != "Bundle":
                raise refusals.no_server(self._where.host)
            yield bundle
            following = _next(bundle, following)

    def ask(self, kind: str, **asked: str) -> list[dict[str, Any]]:
        """Return the resources that a search for one kind of them finds, at most MOST.

        What is asked for may be a patient's: it goes in the body, and never into an address.
        Raises DocumentRefused where the server takes this question not, DeliveryError where it
        is away or answers none.
        """
        form = urlencode({**asked, "_count": str(MOST)}).encode()
        bundle = self._call("POST", f"{self._where.url}/{kind}/_search", form, FORM)
        if bundle.get("resourceType") != "Bundle":
            raise refusals.no_server(self._where.host)
        return list(found(bundle, kind))

    def _call(
        self, method: str, url: str, body: bytes | None = None, media_type: str = FHIR_JSON
    ) -> dict[str, Any]:
        try:
            status, data = self._asked(method, url, body, media_type)
        except HTTPError as error:
            raise refusals.silence(self._where.host, error) from error
        if not 200 <= status < 300:
            raise refusals.answer(self._where.host, status, data)
        if len(data) > ANSWER_BYTES:
            raise DeliveryError(f"The FHIR server's answer is over {ANSWER_BYTES >> 20} MB.")
        return self._object(data)

    def _asked(
        self, method: str, url: str, body: bytes | None, media_type: str
    ) -> tuple[int, bytes]:
        """Return the status and the bytes of an answer, no more than one over ANSWER_BYTES."""
        headers = self._headers | ({"Content-Type": media_type} if body else {})
        retries = self._retries
        while True:
            answer = self._pool.request(
                method,
                url,
                body=body,
                headers=headers,
                redirect=False,
                retries=retries,
                preload_content=False,
            )
            try:
                return answer.status, answer.read(ANSWER_BYTES + 1)
            except HTTPError as error:
                # It broke off in the middle.
                retries = (answer.retries or retries).increment(method, url, error=error)
                retries.sleep()
            finally:
                answer.close()

    def _object(self, data: bytes) -> dict[str, Any]:
        try:
            said = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise refusals.no_server(self._where.host) from error
        return said if isinstance(said, dict) else {}


def found(bundle: Mapping[str, Any], kind: str) -> Iterator[dict[str, Any]]:
    """Yield the resources of a kind in what a search found."""
    entries = bundle.get("entry")
    for entry in entries if isinstance(entries, list) else []:
        held = entry.get("resource") if isinstance(entry, dict) else None
        if isinstance(held, dict) and held.get("resourceType") == kind:
            yield held


def _next(bundle: Mapping[str, Any], here: str) -> str | None:
    """Return where the next page of a search lies; None after the last."""
    links = bundle.get("link")
    for link in links if isinstance(links, list) else []:
        if isinstance(link, dict) and link.get("relation") == "next":
            try:
                there = urljoin(here, str(link.get("url")))
            except ValueError:
                there = ""
            if origin(there) != origin(here):
                raise DeliveryError("The FHIR server's next page lies on another server.")
            return there
    return None
