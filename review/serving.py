"""The server under the application: uvicorn, on one address, until it is told to stop."""

import socket
import ssl
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI

from exports.fhir.address import loopback
from models.errors import SettingsError, UsageError
from models.settings import Review

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
GRACE_SECONDS = 5
"""How long answers that were begun may still take once the server is told to stop."""


@dataclass(frozen=True)
class Place:
    """Where the desk is served, and how it is reached there."""

    host: str
    port: int
    behind_proxy: bool
    settings: Review

    @property
    def tls(self) -> bool:
        """Whether the server itself speaks TLS."""
        return bool(self.settings.certificate)

    @property
    def secure(self) -> bool:
        """Whether browsers speak TLS to it, or to the proxy before it."""
        return self.tls or self.behind_proxy

    @property
    def address(self) -> str:
        """The address for people: that of the settings, else that of the server itself."""
        if self.settings.address:
            return self.settings.address.rstrip("/")
        open_to_all = self.host in ("0.0.0.0", "::")
        host = "127.0.0.1" if open_to_all else _bracketed(self.host)
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}"

    @property
    def hosts(self) -> list[str]:
        """The names that a request may ask for."""
        asked = urlsplit(self.settings.address).hostname
        own = [*LOOPBACK, _bracketed(self.host), *([_bracketed(asked)] if asked else [])]
        return list(dict.fromkeys(own))

    def check(self) -> None:
        """Raise UsageError where passwords would go over the network in the open."""
        if not (self.secure or loopback(self.host.strip("[]"))):
            raise UsageError(
                "Passwords must not cross a network in the open: set review.certificate and"
                " review.key, or put a proxy that speaks TLS before it and give --behind-proxy."
            )
        if bool(self.settings.certificate) != bool(self.settings.key):
            raise SettingsError("TLS needs both review.certificate and review.key.")


@contextmanager
def listening(place: Place) -> Iterator[socket.socket]:
    """Give a socket that listens; UsageError where the address is taken or is not ours."""
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    try:
        made = socket.create_server((place.host.strip("[]"), place.port), family=family)
    except OSError as error:
        raise UsageError(
            f"Port {place.port} of {place.host} cannot be had: end what uses it, or give another"
            " with --port."
        ) from error
    with made:
        yield made


class Server:
    """Answers until `stop`."""

    def __init__(self, app: FastAPI, place: Place) -> None:
        config = uvicorn.Config(
            app,
            ssl_certfile=place.settings.certificate or None,
            ssl_keyfile=place.settings.key or None,
            proxy_headers=place.behind_proxy,
            forwarded_allow_ips=place.settings.proxy,
            # Its log has addresses with ids in them, and the words of errors.
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        try:
            config.load()
        except (OSError, ssl.SSLError) as error:
            raise SettingsError(
                "review.certificate or review.key cannot be read, or they do not belong together."
            ) from error
        self._server = _Quiet(config)

    def run(self, listener: socket.socket) -> None:
        """Answer on a socket until `stop`."""
        self._server.run(sockets=[listener])

    def stop(self) -> None:
        """Take no more requests, and end when those in hand are answered; from any thread."""
        self._server.should_exit = True


class _Quiet(uvicorn.Server):
    """Leaves signals to whoever runs it."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Capture none."""
        yield


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host
