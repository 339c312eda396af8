"""Reading the patients of a FHIR R4 server, page by page. The interface to httpx.

Addresses hold no patient text: what is asked for is all patients. Only links to the server
itself are followed, so that the token goes nowhere else.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import httpx

from exports.fhir.server import TOKEN, loopback
from models.errors import StoreError, UsageError

COUNT = 500
"""Patients that are asked for at once."""

PAGE_BYTES = 64 * 2**20
PAGES = 100_000
SECONDS = 60
RETRIES = 3


def bundles(url: str, environ: Mapping[str, str]) -> Iterator[Any]:
    """Yield the bundles of a server's search for all patients.

    UsageError for an address that is no https (http on this machine); StoreError where the
    server is away, refuses, or answers what is no bundle.
    """
    base = _address(url)
    headers = {"Accept": "application/fhir+json"}
    if token := environ.get(TOKEN):
        headers["Authorization"] = f"Bearer {token}"
    transport = httpx.HTTPTransport(retries=RETRIES)
    with httpx.Client(
        headers=headers, timeout=SECONDS, transport=transport, trust_env=False
    ) as client:
        following: httpx.URL | None = base.copy_with(
            path=base.path.rstrip("/") + "/Patient", query=f"_count={COUNT}".encode()
        )
        seen: set[httpx.URL] = set()
        while following is not None:
            if following in seen or len(seen) == PAGES:
                raise StoreError("The FHIR server's pages lead in a circle.")
            seen.add(following)
            bundle = _page(client, following)
            yield bundle
            following = _next(bundle, following)


def _address(text: str) -> httpx.URL:
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        url = httpx.URL("")
    if url.scheme == "https" or (url.scheme == "http" and loopback(url.host)):
        return url
    raise UsageError(
        "The address must begin with https:// (http:// only for a server on this machine)."
    )


def _page(client: httpx.Client, url: httpx.URL) -> dict[str, Any]:
    try:
        with client.stream("GET", url) as answer:
            if answer.status_code in (401, 403):
                raise StoreError(f"The FHIR server refuses: put a valid token into {TOKEN}.")
            if answer.status_code != 200:
                raise StoreError(
                    f"The FHIR server answers with status {answer.status_code}: give the address"
                    " of its base, as in https://host/fhir."
                )
            data = bytearray()
            for part in answer.iter_bytes():
                data += part
                if len(data) > PAGE_BYTES:
                    raise StoreError(f"The FHIR server's page is over {PAGE_BYTES >> 20} MB.")
        return _bundle(bytes(data))
    except httpx.HTTPError as error:
        # Its words may hold what the server said.
        raise StoreError(
            f"The FHIR server cannot be reached ({type(error).__name__}): is it there, and its"
            " certificate valid?"
        ) from None


def _bundle(data: bytes) -> dict[str, Any]:
    import json

    try:
        held = json.loads(data)
    except (ValueError, RecursionError):
        held = None
    if not isinstance(held, dict) or held.get("resourceType") != "Bundle":
        raise StoreError("The FHIR server's answer is no bundle of patients.")
    return held


def _next(bundle: Mapping[str, Any], here: httpx.URL) -> httpx.URL | None:
    links = bundle.get("link")
    for link in links if isinstance(links, list) else []:
        if isinstance(link, dict) and link.get("relation") == "next":
            try:
                url = here.join(str(link.get("url")))
            except httpx.InvalidURL as error:
                raise StoreError("The FHIR server's answer is no bundle of patients.") from error
            if (url.scheme, url.host, url.port) != (here.scheme, here.host, here.port):
                raise StoreError("The FHIR server's next page lies on another server.")
            return url
    return None
