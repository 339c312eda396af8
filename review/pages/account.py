"""A person's own account."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from models.errors import UsageError
from review import visit
from review.access import Person
from review.rendering import page, said

router = APIRouter(prefix="/account")
Text = Annotated[str, Form()]


@router.get("")
def show(request: Request, person: Person) -> Response:
    """Show the account."""
    least = visit.settings(request).password_length
    return page(request, "account.html", account=person.account, least=least)


@router.post("/password")
def change(request: Request, person: Person, old: Text, password: Text, again: Text) -> Response:
    """Change the password; other sessions of this person end."""
    name, throttle = person.account.name, request.app.state.throttle
    where = visit.where(request)
    if throttle.waits(where):
        raise UsageError("Too many attempts from this place: wait a few minutes.")
    if password != again:
        raise UsageError("The two passwords differ.")
    entrance = person.catalogue.entrance
    if not entrance.is_password(name, old):
        throttle.failed(where)
        raise UsageError("The old password is another.")
    entrance.set_password(name, password, visit.settings(request), person.token)
    return page(
        request,
        "notice.html",
        sentence=said(request)("Your password is changed. Other sessions of yours have ended."),
    )


@router.post("/logout")
def logout(request: Request, person: Person) -> Response:
    """End the session."""
    person.catalogue.sessions.end(person.token)
    response = RedirectResponse("/login", 303)
    visit.remember(request, response, "")
    return response
