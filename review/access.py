"""What a request must have: a session, a form of ours, and the permission.

Every route depends on `allowed(...)`, but for those that let people in: they depend on `genuine`.
"""

import hmac
from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, HTTPException, Request

from models.people import May
from review.visit import Visit, form_token, visit

FIELD = "form_token"
HEADER = "X-Form-Token"
READING = ("GET", "HEAD")
MAX_FIELDS = 1000


class LoginNeeded(Exception):
    """Nobody is logged in, or no more."""


def signed_in(request: Request) -> Visit:
    """Return who is logged in; LoginNeeded where nobody is."""
    person = visit(request)
    if person is None:
        raise LoginNeeded
    return person


async def genuine(request: Request) -> None:
    """Refuse a change that no page of ours asked for (CSRF)."""
    if request.method in READING:
        return
    brought = request.headers.get(HEADER)
    if brought is None:
        brought = str((await request.form(max_fields=MAX_FIELDS)).get(FIELD, ""))
    if not hmac.compare_digest(brought.encode(), form_token(request).encode()):
        raise HTTPException(403, "This page is out of date: load it again.")


async def _person(request: Request, person: Annotated[Visit, Depends(signed_in)]) -> Visit:
    # In this order: a page whose session has ended is asked to log in, its form as it was.
    try:
        await genuine(request)
    except HTTPException as refusal:
        # The same person logged in anew in another window: the page may go on by the new token.
        # Other sites can neither read this answer nor send the header.
        fresh = {HEADER: form_token(request), "X-Account": person.account.name}
        raise HTTPException(refusal.status_code, refusal.detail, fresh) from None
    return person


def allowed(*any_of: May) -> Callable[..., Visit]:
    """Return a dependency that gives the visit of a person who may do one of these.

    Without any, every person who is logged in may.
    """

    def enter(person: Annotated[Visit, Depends(_person)]) -> Visit:
        if any_of and not any(person.may(one) for one in any_of):
            raise HTTPException(403, "This is not among what your roles allow.")
        return person

    return enter


Person = Annotated[Visit, Depends(allowed())]
"""Whoever is logged in."""

Administrator = Annotated[Visit, Depends(allowed(May.PEOPLE))]
Auditor = Annotated[Visit, Depends(allowed(May.AUDIT))]
Steward = Annotated[Visit, Depends(allowed(May.DECIDE))]
