"""What every answer says to browsers, and what becomes of errors that nobody foresaw."""

import time
from collections.abc import Callable, Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from review import unforeseen

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
    " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""Nothing inline, nothing from elsewhere (CSP level 3)."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
YEAR = "max-age=31536000"

MOST_BYTES = 1 << 20
"""Of a request's body: forms are small, and are read before anybody is asked to log in."""


class Shield:
    """Sets headers, and answers 500 without the words of an error: they may be a patient's."""

    def __init__(
        self, app: ASGIApp, *, secure: bool, answered: Callable[[int, float], None]
    ) -> None:
        """`answered` is told the status of each answer, and after how many seconds it began."""
        self._app, self._answered = app, answered
        self._headers = HEADERS | ({"Strict-Transport-Security": YEAR} if secure else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, start = False, time.perf_counter()

        async def shielded(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                self._answered(message["status"], time.perf_counter() - start)
                headers = MutableHeaders(scope=message)
                headers.update(self._headers)
                kept = scope["path"].startswith("/static/") and message["status"] == 200
                if kept:
                    headers["Cache-Control"] = f"public, {YEAR}, immutable"
                else:
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        if refused := _too_large(Headers(scope=scope)):
            await PlainTextResponse("", refused)(scope, receive, shielded)
            return
        try:
            await self._app(scope, receive, shielded)
        except Exception as error:
            unforeseen.tell(error)
            if begun:
                raise ConnectionAbortedError from None
            answer = PlainTextResponse("sohoa: lỗi không lường trước / unexpected error", 500)
            await answer(scope, receive, shielded)


class Hosts(TrustedHostMiddleware):
    """Answers to these names alone; at the paths `open_to` to every name.

    Probes ask by the address of a machine. They bring no cookie, and are told nothing that
    another site could use.
    """

    def __init__(self, app: ASGIApp, *, hosts: Collection[str], open_to: Collection[str]) -> None:
        super().__init__(app, allowed_hosts=list(hosts))
        self._open = open_to

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        anyhow = scope["type"] == "http" and scope["path"] in self._open
        await (self.app if anyhow else super().__call__)(scope, receive, send)


def _too_large(headers: Headers) -> int | None:
    """Return the status that refuses a body which is too large, or does not say how large."""
    if "Transfer-Encoding" in headers:
        return 411
    length = headers.get("Content-Length", "0")
    return None if length.isdecimal() and int(length) <= MOST_BYTES else 413
