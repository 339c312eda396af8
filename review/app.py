"""The application: pages, files, and what is said where something is refused."""

from collections.abc import AsyncIterator, Callable, Collection
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from models.errors import SohoaError, UsageError
from review.access import LoginNeeded
from review.desk import Desk
from review.eyes import Eyes
from review.metrics import Metrics
from review.oidc import Provider
from review.pages import (
    account,
    audit,
    batch,
    campaign,
    dashboard,
    document,
    door,
    files,
    find,
    home,
    ink,
    keying,
    paper,
    patient,
    people,
    probes,
    queue,
    sheets,
    stay,
    task,
    whose,
    words,
)
from review.paper import Paper
from review.ready import Ready
from review.rendering import STATIC, page, said
from review.shield import Hosts, Shield
from review.throttle import Throttle
from review.worker import Worker

PAGES = (
    *(probes, door, home, account, people, audit, paper),
    *(task, queue, keying),
    *(document, words, ink, sheets, whose, files, patient, find),
    *(batch, stay, dashboard, campaign),
)
ROUTERS = [each.router for each in PAGES]

SENTENCES = {
    404: "There is no such page.",
    405: "This page does not take that.",
    422: "Something in the form is missing or is not as it must be.",
}


def application(
    desk: Desk,
    *,
    hosts: Collection[str],
    secure: bool,
    provider: Provider | None = None,
    behind_proxy: bool = False,
    token: str = "",
) -> FastAPI:
    """Return the application on a desk.

    It answers only to the names in `hosts`, so that no page of elsewhere can reach it by a name
    of its own (DNS rebinding); to probes by any. Where it is `secure`, cookies go over TLS alone.
    People may also log in by the identity provider, where there is one. The desk's figures are
    for who has the `token`; without one, and not `behind_proxy`, for this machine itself.
    """
    worker = Worker(desk)
    app = FastAPI(
        title="sohoa", openapi_url=None, docs_url=None, redoc_url=None, lifespan=_at_work(worker)
    )
    app.state.worker = worker
    app.state.desk, app.state.secure, app.state.throttle = desk, secure, Throttle()
    app.state.provider = provider
    app.state.paper, app.state.looks = Paper(desk.store, desk.settings), paper.Looks()
    app.state.eyes = Eyes(desk.settings)
    app.state.ready, app.state.metrics = Ready(desk), Metrics(desk.catalogue, worker)
    app.state.token, app.state.behind_proxy = token, behind_proxy
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    refusals: dict[Any, Any] = {
        LoginNeeded: _login,
        HTTPException: _refused,
        RequestValidationError: _malformed,
        SohoaError: _failed,
    }
    for kind, answer in refusals.items():
        app.add_exception_handler(kind, answer)
    probed = ["/healthz", "/readyz", *(["/metrics"] if token else [])]
    app.add_middleware(Hosts, hosts=hosts, open_to=probed)
    app.add_middleware(Shield, secure=secure, answered=app.state.metrics.answered)
    return app


def _at_work(worker: Worker) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Return what has a worker work for as long as the application is served."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        worker.start()
        try:
            yield
        finally:
            worker.stop()

    return lifespan


def _login(request: Request, _: LoginNeeded) -> Response:
    """Ask for a login: in a dialog over the page, whose request is then repeated."""
    if "HX-Request" in request.headers:
        return page(request, "login_dialog.html", 401, wrong="")
    if request.method != "GET":
        return page(
            request,
            "login.html",
            401,
            next="/",
            wrong="",
            elsewhere=request.app.state.provider is not None,
        )
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/login?next={quote(asked, safe='')}", 303)


def _refused(request: Request, error: HTTPException) -> Response:
    answer = _told(request, error.status_code, SENTENCES.get(error.status_code, error.detail))
    answer.headers.update(error.headers or {})
    return answer


def _malformed(request: Request, _: RequestValidationError) -> Response:
    return _told(request, 422, SENTENCES[422])


def _failed(request: Request, error: SohoaError) -> Response:
    status = 422 if isinstance(error, UsageError) else 503
    return _told(request, status, str(error))


def _told(request: Request, status: int, sentence: str) -> Response:
    template = "notice.html" if "HX-Request" in request.headers else "refused.html"
    return page(request, template, status, sentence=said(request).finished(sentence))
