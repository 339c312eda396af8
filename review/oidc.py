"""Login by an OpenID Connect provider: authorization code flow with PKCE, by Authlib.

What a login needs when it comes back is kept in this process, for some minutes.
"""

import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from exports.fhir.address import loopback
from models.errors import EngineError, SettingsError, UsageError
from models.settings import Review

SECONDS = 600.0
"""How long a person may take at the provider."""
MOST = 1000
"""Logins that are under way; beyond, the oldest is forgotten."""
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
LEEWAY_SECONDS = 60
TIMEOUT_SECONDS = 10
FAULTS = (requests.RequestException, AuthlibBaseError, JoseError, KeyError, ValueError)
"""What an answer that is none, or is not as it must be, is met with."""

AWAY = (
    "The identity provider does not answer as it must: log in by password, or tell an"
    " administrator."
)
REFUSED = "The identity provider did not let you in, or this took too long: try again."


@dataclass(frozen=True)
class Asked:
    """A login that was sent to the provider."""

    visitor: str
    """Token of the visitor's forms: nobody finishes another's login."""
    nonce: str
    verifier: str
    next: str
    until: float


@dataclass(frozen=True)
class Known:
    """Whom the provider vouches for, and where that person wanted to go."""

    subject: str
    name: str
    next: str


class Provider:
    """The provider that the settings name; `back` is our address that it sends people back to."""

    def __init__(self, settings: Review, secret: str, back: str) -> None:
        issuer = urlsplit(settings.oidc_issuer)
        if issuer.scheme != "https" and not loopback(issuer.hostname or ""):
            raise SettingsError("review.oidc_issuer must begin with https://.")
        if not settings.oidc_client or not secret:
            raise SettingsError(
                "review.oidc_issuer needs review.oidc_client, and SOHOA_OIDC_SECRET in the"
                " environment."
            )
        self._settings, self._secret, self._back = settings, secret, back
        self._asked: dict[str, Asked] = {}
        self._lock = threading.Lock()

    def send(self, visitor: str, next: str) -> str:
        """Return the address at the provider to send a visitor to."""
        nonce, verifier = secrets.token_urlsafe(16), secrets.token_urlsafe(48)
        endpoint = self._found()["authorization_endpoint"]
        with self._client() as client:
            address, state = client.create_authorization_url(
                endpoint, code_verifier=verifier, nonce=nonce
            )
        asked = Asked(visitor, nonce, verifier, next, time.monotonic() + SECONDS)
        with self._lock:
            while len(self._asked) >= MOST:
                self._asked.pop(min(self._asked, key=lambda one: self._asked[one].until))
            self._asked[state] = asked
        return str(address)

    def back(self, visitor: str, state: str, code: str) -> Known:
        """Return whom the provider vouches for; UsageError where it does not."""
        with self._lock:
            asked = self._asked.pop(state, None)
        if not code or asked is None or asked.visitor != visitor or asked.until < time.monotonic():
            raise UsageError(REFUSED)
        claims = self._claims(code, asked)
        name = claims.get(self._settings.oidc_claim)
        if not isinstance(name, str):
            raise EngineError(AWAY)
        subject = f"{self._settings.oidc_issuer}|{claims['sub']}"
        return Known(subject, name.strip().lower(), asked.next)

    def _claims(self, code: str, asked: Asked) -> Mapping[str, Any]:
        found = self._found()
        rules = jwt.JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": self._settings.oidc_issuer},
            aud={"essential": True, "value": self._settings.oidc_client},
            nonce={"essential": True, "value": asked.nonce},
            sub={"essential": True},
            exp={"essential": True},
        )
        try:
            with self._client() as client:
                token = client.fetch_token(
                    found["token_endpoint"],
                    code=code,
                    code_verifier=asked.verifier,
                    timeout=TIMEOUT_SECONDS,
                )
            keys = KeySet.import_key_set(_json(found["jwks_uri"]))
            decoded = jwt.decode(token["id_token"], keys, algorithms=ALGORITHMS)
            rules.validate(decoded.claims)
        except FAULTS as error:
            raise EngineError(AWAY) from error
        return decoded.claims

    def _found(self) -> Mapping[str, Any]:
        """Return what the provider says of itself (OpenID Connect Discovery 1.0)."""
        issuer = self._settings.oidc_issuer
        try:
            said: dict[str, Any] = _json(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        except FAULTS as error:
            raise EngineError(AWAY) from error
        needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        if said.get("issuer") != issuer or not all(name in said for name in needed):
            raise EngineError(AWAY)
        return said

    def _client(self) -> OAuth2Session:
        return OAuth2Session(
            self._settings.oidc_client,
            self._secret,
            scope="openid profile",
            redirect_uri=self._back,
            code_challenge_method="S256",
        )


def _json(address: str) -> Any:
    answer = requests.get(address, timeout=TIMEOUT_SECONDS)
    answer.raise_for_status()
    return answer.json()
