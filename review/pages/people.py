"""People: who may log in, and as what. For administrators."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from models.people import Role
from review import visit
from review.access import Administrator
from review.rendering import page

router = APIRouter(prefix="/people")
Text = Annotated[str, Form()]
Roles = Annotated[list[Role], Form()]


@router.get("")
def show(request: Request, person: Administrator) -> Response:
    """Show all accounts."""
    return page(request, "people.html", accounts=person.catalogue.accounts.all(), roles=Role)


@router.post("")
def add(
    request: Request,
    person: Administrator,
    name: Text,
    roles: Roles,
    departments: Annotated[str, Form()] = "",
) -> Response:
    """Make an account and show its link."""
    plain = name.strip().lower()
    person.catalogue.accounts.add(plain, roles, _departments(departments))
    return _linked(request, person, plain)


@router.get("/{name}/edit")
def edit(request: Request, person: Administrator, name: str) -> Response:
    """Show the row of an account as a form."""
    account = person.catalogue.accounts.get(name)
    return page(request, "person_edit.html", account=account, roles=Role)


@router.get("/{name}")
def row(request: Request, person: Administrator, name: str) -> Response:
    """Show the row of an account."""
    return page(request, "person_row.html", account=person.catalogue.accounts.get(name))


@router.post("/{name}")
def change(
    request: Request,
    person: Administrator,
    name: str,
    roles: Roles,
    departments: Annotated[str, Form()] = "",
) -> Response:
    """Give an account other roles and departments, and show its row."""
    person.catalogue.accounts.change(name, roles, _departments(departments))
    return row(request, person, name)


@router.post("/{name}/link")
def reset(request: Request, person: Administrator, name: str) -> Response:
    """Make the password void, and show a new link."""
    return _linked(request, person, name)


@router.post("/{name}/disable")
def disable(request: Request, person: Administrator, name: str) -> Response:
    """Let an account in no more, and show its row."""
    person.catalogue.accounts.disable(name)
    return row(request, person, name)


def _linked(request: Request, person: Administrator, name: str) -> Response:
    link = person.catalogue.entrance.invite(name, visit.settings(request))
    account = person.catalogue.accounts.get(name)
    base = visit.settings(request).address or str(request.base_url)
    return page(
        request,
        "person_linked.html",
        account=account,
        hours=visit.settings(request).link_hours,
        address=f"{base.rstrip('/')}/welcome/{link}",
    )


def _departments(text: str) -> list[str]:
    """Return the departments of a line in which semicolons part them."""
    return [one.strip() for one in text.split(";") if one.strip()]
