"""`sohoa user add`, `list`, `reset`, `disable`."""

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.options import JSON
from flows.house import opened
from flows.messages import tr
from flows.screen import result, result_json, result_table
from models.people import Role

if TYPE_CHECKING:
    from flows.house import House

Name = Annotated[str, typer.Argument(help="Name of the account.", metavar="NAME")]
Roles = Annotated[
    list[Role], typer.Option("--role", help="What the person is here for; may be given again.")
]
Departments = Annotated[
    list[str] | None,
    typer.Option("--department", help="Whose documents are seen; may be given again. Else all."),
]
Password = Annotated[
    bool, typer.Option("--password-stdin", help="Take the password from standard input.")
]


def add(
    name: Name, role: Roles, department: Departments = None, password_stdin: Password = False
) -> int:
    """Make an account for the desk, and print a link by which the person chooses a password.

    The link is good once. With --password-stdin the password is what stands on the first line
    of standard input.

    Examples:
      sohoa user add lan.nguyen --role steward
      sohoa user add minh --role supervisor --role auditor --department "Khoa Nội"
    """
    with opened() as house:
        house.catalogue.accounts.add(name, role, department or ())
        _let_in(house, name, password_stdin=password_stdin)
    return 0


def list_accounts(as_json: JSON = False) -> int:
    """List the accounts of the desk: roles, departments, and whether they may log in.

    Examples:
      sohoa user list
    """
    with opened() as house:
        accounts = house.catalogue.accounts.all()
    if as_json:
        result_json([asdict(account) for account in accounts])
        return 0
    rows = [
        (
            account.name,
            ", ".join(tr(role.value) for role in account.roles),
            "; ".join(account.departments) or tr("all"),
            tr("disabled" if account.disabled else "active"),
        )
        for account in accounts
    ]
    result_table([tr(head) for head in ("account", "roles", "departments", "state")], rows)
    return 0


def reset(name: Name, password_stdin: Password = False) -> int:
    """Make a password void, and print a link by which the person chooses another.

    Sessions end, and a locked or disabled account is let in again.

    Examples:
      sohoa user reset lan.nguyen
    """
    with opened() as house:
        _let_in(house, name, password_stdin=password_stdin)
    return 0


def disable(name: Name) -> int:
    """Let an account in no more, and end its sessions. It is kept: the audit names it.

    Examples:
      sohoa user disable lan.nguyen
    """
    with opened() as house:
        changed = house.catalogue.accounts.disable(name)
    result(tr("disabled: {name}", name=name) if changed else tr("nothing to change"))
    return 0


def _let_in(house: "House", name: str, *, password_stdin: bool) -> None:
    """Set the password that stdin gives, or print a link that lets the person choose one."""
    settings, entrance = house.settings.review, house.catalogue.entrance
    if password_stdin:
        entrance.set_password(name, sys.stdin.readline().rstrip("\r\n"), settings)
        result(tr("{name}: the password is set", name=name))
        return
    base = settings.address or "http://127.0.0.1:8000"
    result(f"{base.rstrip('/')}/welcome/{entrance.invite(name, settings)}")
