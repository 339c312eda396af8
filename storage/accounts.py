"""Who may log in: accounts, added, changed and disabled."""

import json
import re
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, delete, exists, insert, select, update

from models.errors import UsageError
from models.people import Account, Role
from storage import clock
from storage.account_tables import account, invitation, session
from storage.database import Database

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
MACHINE = "sohoa"
"""The audit's actor where no person is; nobody may be called so."""


class Accounts:
    """The accounts; none is ever deleted, so that the audit's names stay somebody's."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def any(self) -> bool:
        """Return whether there is an account."""
        with self._database.read() as connection:
            return bool(connection.scalar(select(exists(select(account)))))

    def all(self) -> tuple[Account, ...]:
        """Return all accounts by name."""
        with self._database.read() as connection:
            rows = connection.execute(select(account).order_by(account.c.name))
            return tuple(of(row._mapping) for row in rows)

    def get(self, name: str) -> Account:
        """Return an account; UsageError where there is none of this name."""
        with self._database.read() as connection:
            return found(connection, name)

    def add(self, name: str, roles: Collection[Role], departments: Collection[str] = ()) -> None:
        """Make an account without a password; UsageError where its name is none or is taken."""
        with self._database.write() as connection:
            self._add(connection, name, roles, departments)

    def found_first(self, connection: Connection, name: str) -> None:
        """Make the first account, an administrator; UsageError where there are accounts."""
        if connection.scalar(select(exists(select(account)))):
            raise UsageError("There is an administrator already: ask for an account.")
        self._add(connection, name, [Role.ADMINISTRATOR], ())

    def change(self, name: str, roles: Collection[Role], departments: Collection[str]) -> None:
        """Give an account other roles and departments."""
        values = {"roles": _sorted_roles(roles), "departments": sorted(departments)}
        with self._database.write() as connection:
            row = found(connection, name)
            before = {"roles": list(row.roles), "departments": list(row.departments)}
            if before == values:
                return
            change = update(account).where(account.c.name == name)
            connection.execute(change.values(_written(values)))
            _administered(connection, row)
            self._database.note(connection, "roles", f"account:{name}", before, values)

    def disable(self, name: str) -> bool:
        """Let an account in no more, and end its sessions; False where that was so."""
        with self._database.write() as connection:
            row = found(connection, name)
            if row.disabled:
                return False
            connection.execute(update(account).where(account.c.name == name).values(disabled=True))
            _administered(connection, row)
            for table in (session, invitation):
                connection.execute(delete(table).where(table.c.account == name))
            before, after = {"disabled": False}, {"disabled": True}
            self._database.note(connection, "disable", f"account:{name}", before, after)
        return True

    def speak(self, name: str, language: str) -> None:
        """Keep the language that a person chose."""
        with self._database.write() as connection:
            one = account.c.name == name
            connection.execute(update(account).where(one).values(language=language))

    def _add(
        self,
        connection: Connection,
        name: str,
        roles: Collection[Role],
        departments: Collection[str],
    ) -> None:
        if not _NAME.fullmatch(name) or name == MACHINE:
            raise UsageError(
                "A name is 1 to 40 small letters, digits, dots, dashes; it begins with a letter or"
                " a digit, and is not sohoa."
            )
        if connection.scalar(select(exists().where(account.c.name == name))):
            raise UsageError(f"{name}: there is such an account already.")
        values = {"roles": _sorted_roles(roles), "departments": sorted(departments)}
        plain = {"language": "vi", "disabled": False, "failures": 0, "made_at": clock.now()}
        connection.execute(insert(account).values(name=name, **_written(values), **plain))
        self._database.note(connection, "add", f"account:{name}", {}, values)


def found(connection: Connection, name: str) -> Account:
    """Return an account; UsageError where there is none of this name."""
    row = connection.execute(select(account).where(account.c.name == name)).first()
    if row is None:
        raise UsageError("There is no such account. See sohoa user list.")
    return of(row._mapping)


def of(row: Mapping[Any, Any]) -> Account:
    """Return the account that a row holds."""
    return Account(
        name=row["name"],
        roles=tuple(Role(one) for one in json.loads(row["roles"])),
        departments=tuple(json.loads(row["departments"])),
        language=row["language"],
        disabled=row["disabled"],
        has_password=row["password"] is not None,
        failures=row["failures"],
        locked_until=row["locked_until"],
        made_at=row["made_at"],
    )


def _written(lists: Mapping[str, list[str]]) -> dict[str, str]:
    return {key: json.dumps(values, ensure_ascii=False) for key, values in lists.items()}


def _sorted_roles(roles: Collection[Role]) -> list[str]:
    if not roles:
        raise UsageError("An account has at least one role.")
    return [role.value for role in Role if role in roles]


def _administered(connection: Connection, before: Account) -> None:
    """Raise UsageError where this was an administrator, and nobody would be left to administer."""
    if Role.ADMINISTRATOR not in before.roles or before.disabled:
        return
    left = connection.scalars(select(account.c.roles).where(account.c.disabled.is_(False)))
    if not any(Role.ADMINISTRATOR in json.loads(roles) for roles in left):
        raise UsageError("Somebody must stay administrator: give the role to another first.")
