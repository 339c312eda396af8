"""Coming in: login, one-time links, language."""

import json
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from models.errors import UsageError
from review import visit
from review.access import genuine
from review.oidc import Provider
from review.rendering import page, said
from review.texts import LANGUAGES

router = APIRouter(dependencies=[Depends(genuine)])
Text = Annotated[str, Form()]

WRONG = "Name or password is wrong, or the account is locked for a while after too many attempts."
TOO_OFTEN = "Too many attempts from this place: wait a few minutes."
GONE = "This link is good no more: ask an administrator for another."
DIFFERENT = "The two passwords differ."


@router.get("/login")
def login_page(request: Request, next: str = "/") -> Response:
    """Show the login."""
    if visit.visit(request):
        return RedirectResponse(_own(next), 303)
    return _login(request, next=_own(next))


@router.post("/login")
def login(
    request: Request, name: Text, password: Text, next: Annotated[str, Form()] = "/"
) -> Response:
    """Let somebody in, or say that it is not to be."""
    where, throttle = visit.where(request), request.app.state.throttle
    if throttle.waits(where):
        return _login(request, 429, next=_own(next), wrong=TOO_OFTEN)
    desk = visit.desk(request)
    token = desk.catalogue.entrance.log_in(
        name.strip().lower(), password, where, desk.settings.review
    )
    if token is None:
        throttle.failed(where)
        return _login(request, 401, next=_own(next), wrong=WRONG)
    if "HX-Request" in request.headers:
        response = Response(headers={"HX-Trigger": _signed_in(token, name)})
    else:
        response = RedirectResponse(_own(next), 303)
    visit.remember(request, response, token)
    return response


@router.get("/login/elsewhere")
def elsewhere(request: Request, next: str = "/") -> Response:
    """Send somebody to the identity provider."""
    address = _provider(request).send(visit.form_token(request), _own(next))
    response = RedirectResponse(address, 303)
    visit.remember(request, response, visit.token(request))
    return response


@router.get("/login/back")
def back(request: Request, state: str = "", code: str = "") -> Response:
    """Let in whom the identity provider vouches for, where there is such an account."""
    known = _provider(request).back(visit.form_token(request), state, code)
    desk, where = visit.desk(request), visit.where(request)
    token = desk.catalogue.entrance.known_elsewhere(
        known.subject, known.name, where, desk.settings.review
    )
    if token is None:
        raise HTTPException(403, "There is no account for you here: ask an administrator.")
    response = RedirectResponse(known.next, 303)
    visit.remember(request, response, token)
    return response


@router.get("/welcome/{link}")
def welcome_page(request: Request, link: str) -> Response:
    """Show the form by which the holder of a one-time link chooses a password."""
    return _welcome(request, link)


@router.post("/welcome/{link}")
def welcome(
    request: Request, link: str, password: Text, again: Text, name: Annotated[str, Form()] = ""
) -> Response:
    """Use a one-time link."""
    if password != again:
        return _welcome(request, link, 422, name=name, wrong=DIFFERENT)
    desk, where = visit.desk(request), visit.where(request)
    try:
        token = desk.catalogue.entrance.accept(
            link, name.strip(), password, where, desk.settings.review
        )
    except UsageError as error:
        return _welcome(request, link, 422, name=name, wrong=str(error))
    response = RedirectResponse("/", 303)
    visit.remember(request, response, token)
    return response


@router.post("/language")
def speak(request: Request, language: Text, back: Annotated[str, Form()] = "/") -> Response:
    """Change the language of who asks."""
    if language not in LANGUAGES:
        raise HTTPException(422)
    if person := visit.visit(request):
        person.catalogue.accounts.speak(person.account.name, language)
    response = RedirectResponse(_own(back), 303)
    visit.speak(request, response, language)
    return response


def _login(request: Request, status: int = 200, *, next: str, wrong: str = "") -> Response:
    sentence = said(request)(wrong) if wrong else ""
    if "HX-Request" in request.headers:
        # By this status the page knows that the answer belongs into its dialog.
        return page(request, "login_dialog.html", 401, wrong=sentence)
    return page(request, "login.html", status, next=next, wrong=sentence)


def _provider(request: Request) -> Provider:
    provider: Provider | None = request.app.state.provider
    if provider is None:
        raise HTTPException(404)
    return provider


def _welcome(
    request: Request, link: str, status: int = 200, *, name: str = "", wrong: str = ""
) -> Response:
    desk = visit.desk(request)
    invitation = desk.catalogue.entrance.invited(link)
    if invitation is None:
        raise HTTPException(410, GONE)
    return page(
        request,
        "welcome.html",
        status,
        account=invitation.account,
        name=name,
        least=desk.settings.review.password_length,
        wrong=said(request).finished(wrong),
    )


def _signed_in(token: str, name: str) -> str:
    """Return what tells the page under a dialog that it may go on, and by which token."""
    said = {"form_token": visit.of_forms(token), "account": name.strip().lower()}
    return json.dumps({"signed-in": said})


def _own(address: str) -> str:
    """Return an address of ours to go on to; the first page instead of any other."""
    own = address.startswith("/") and address[1:2] not in ("/", "\\") and address.isprintable()
    return address if own else "/"
