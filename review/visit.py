"""Who asks: the cookie, the session behind it, and the token of forms.

Everybody who is shown a form has a cookie with a random token. A login gives a new one, of
which the catalogue keeps the hash; so a token that somebody was given beforehand lets nobody in.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from fastapi import Request
from starlette.responses import Response

from models.people import Account, May
from models.settings import Review
from review.desk import Desk
from review.texts import LANGUAGES
from review.worker import Worker
from storage.catalogue import Catalogue

LANGUAGE_COOKIE = "language"
YEAR_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True)
class Visit:
    """A person who is logged in; `catalogue` writes to the audit in that person's name."""

    account: Account
    token: str
    catalogue: Catalogue

    def may(self, what: May) -> bool:
        """Return whether this is allowed to the person."""
        return self.account.may(what)


def desk(request: Request) -> Desk:
    """Return what the application works on."""
    there: Desk = request.app.state.desk
    return there


def worker(request: Request) -> Worker:
    """Return what files in the background."""
    there: Worker = request.app.state.worker
    return there


def settings(request: Request) -> Review:
    """Return the settings of the desk."""
    return desk(request).settings.review


def where(request: Request) -> str:
    """Return the address that a request comes from."""
    return request.client.host if request.client else "-"


def visit(request: Request) -> Visit | None:
    """Return who asks; None where nobody is logged in, or no more. Looked up once a request."""
    if not hasattr(request.state, "visit"):
        request.state.visit = _found(request)
    found: Visit | None = request.state.visit
    return found


def language(request: Request) -> str:
    """Return `vi` or `en`: the account's, else that of the cookie, else Vietnamese."""
    person = visit(request)
    chosen = person.account.language if person else spoken(request)
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def spoken(request: Request) -> str:
    """Return the language that the browser keeps; empty where it keeps none."""
    return request.cookies.get(LANGUAGE_COOKIE, "")


def token(request: Request) -> str:
    """Return the token of the request's cookie, a new one where it has none."""
    if not hasattr(request.state, "token"):
        request.state.token = request.cookies.get(_cookie(request)) or secrets.token_urlsafe(32)
    found: str = request.state.token
    return found


def form_token(request: Request) -> str:
    """Return what a form of this visitor must bring along."""
    return of_forms(token(request))


def of_forms(token: str) -> str:
    """Return what forms bring along where this is the cookie's token."""
    return hmac.new(token.encode(), b"form", hashlib.sha256).hexdigest()


def remember(request: Request, response: Response, token: str) -> None:
    """Have the browser keep a token for as long as it is open."""
    _keep(request, response, _cookie(request), token, None)


def speak(request: Request, response: Response, language: str) -> None:
    """Have the browser keep a language."""
    _keep(request, response, LANGUAGE_COOKIE, language, YEAR_SECONDS)


def cookieless(request: Request) -> bool:
    """Return whether the browser brought no token along."""
    return not request.cookies.get(_cookie(request))


def _cookie(request: Request) -> str:
    # Browsers take a name that begins so from this very host over TLS alone.
    return "__Host-sohoa" if request.app.state.secure else "sohoa"


def _keep(request: Request, response: Response, name: str, value: str, seconds: int | None) -> None:
    # Lax, not strict: who comes back from an identity provider comes from another site.
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        secure=request.app.state.secure,
        httponly=True,
        samesite="lax",
    )


def _found(request: Request) -> Visit | None:
    value = request.cookies.get(_cookie(request))
    if not value:
        return None
    catalogue = desk(request).catalogue
    account = catalogue.sessions.find(value, settings(request))
    return Visit(account, value, catalogue.by(account.name)) if account else None
