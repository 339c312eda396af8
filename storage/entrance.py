"""How people come in: by password, by one-time link, by an identity provider."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from models.errors import UsageError
from models.settings import Review
from storage import clock, sessions
from storage.account_tables import account, invitation
from storage.accounts import Accounts, found
from storage.database import Database
from storage.passwords import fits, hashed
from storage.sessions import sha256


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that is good: whose it is, None for the first administrator's."""

    account: str | None


class Entrance:
    """The door. `where` is the address that somebody comes from, for the audit."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def log_in(self, name: str, password: str, where: str, settings: Review) -> str | None:
        """Return the token of a new session; None where this is not to be.

        So many wrong passwords in a row lock the account for a while, as the settings say.
        """
        with self._database.read() as connection:
            kept = connection.scalar(select(account.c.password).where(account.c.name == name))
        right = fits(password, kept)
        with self._database.write() as connection:
            row = _row(connection, account.c.name == name)
            if row is None:
                self._database.note(connection, "fail", "account", {}, {"from": where})
                return None
            if row["disabled"] or (row["locked_until"] or "") > clock.now():
                right = False
            elif not right:
                self._fail(connection, row, settings)
            # A password that was changed meanwhile is not the one that was looked at.
            if right and row["password"] == kept:
                return self._let_in(connection, name, where, settings)
            self._database.note(connection, "fail", f"account:{name}", {}, {"from": where})
        return None

    def known_elsewhere(self, subject: str, name: str, where: str, settings: Review) -> str | None:
        """Return the token of a session of somebody whom an identity provider vouches for.

        `subject` names the person there for good. The account is the one that it was first
        used for, else the one of this name that has no subject yet.
        """
        with self._database.write() as connection:
            row = _row(connection, account.c.subject == subject) or _row(
                connection, (account.c.name == name) & account.c.subject.is_(None)
            )
            if row is None or row["disabled"]:
                self._database.note(connection, "fail", "account", {}, {"from": where})
                return None
            if row["subject"] is None:
                one = account.c.name == row["name"]
                connection.execute(update(account).where(one).values(subject=subject))
                self._database.note(connection, "vouch", f"account:{name}", {}, {})
            return self._let_in(connection, row["name"], where, settings)

    def invite(self, name: str | None, settings: Review) -> str:
        """Return the token of a new link, good once; earlier ones of this account are void.

        The account's password is void as well, its sessions end, and it is let in again where
        it was locked or disabled. Without a name the link makes the first account.
        """
        token = secrets.token_urlsafe(24)
        until = clock.iso(datetime.now(UTC) + timedelta(hours=settings.link_hours))
        with self._database.write() as connection:
            if name is not None:
                found(connection, name)
                self._free(connection, name, password=None)
            connection.execute(delete(invitation).where(_of(name)))
            values = {"token": sha256(token), "account": name, "until": until}
            connection.execute(insert(invitation).values(values))
            subject = f"account:{name}" if name else "account"
            self._database.note(connection, "invite", subject, {}, {"until": until})
        return token

    def invited(self, token: str) -> Invitation | None:
        """Return the invitation that this is the token of, while it is good."""
        with self._database.read() as connection:
            return _invitation(connection, token)

    def accept(self, token: str, name: str, password: str, where: str, settings: Review) -> str:
        """Use a link: give its account this password, and return the token of a session.

        `name` is for the first account alone. UsageError where the link is good no more.
        """
        with self._database.read() as connection:
            offered = _invitation(connection, token)
        whose = (offered.account if offered else None) or name
        kept = hashed(password, whose, settings.password_length)
        with self._database.write() as connection:
            offered = _invitation(connection, token)
            if offered is None:
                raise UsageError("This link is good no more: ask an administrator for another.")
            mine = self._database.by(whose)
            if offered.account is None:
                Accounts(mine).found_first(connection, whose)
            connection.execute(delete(invitation).where(_of(offered.account)))
            self._free(connection, whose, password=kept)
            mine.note(connection, "password", f"account:{whose}", {}, {"by": "link"})
            return self._let_in(connection, whose, where, settings)

    def set_password(self, name: str, password: str, settings: Review, session: str = "") -> None:
        """Give an account a password; its sessions end, but the one of this token."""
        kept = hashed(password, name, settings.password_length)
        with self._database.write() as connection:
            found(connection, name)
            self._free(connection, name, password=kept, session=session)
            connection.execute(delete(invitation).where(_of(name)))
            self._database.note(connection, "password", f"account:{name}", {}, {})

    def is_password(self, name: str, password: str) -> bool:
        """Return whether this is the password of an account."""
        with self._database.read() as connection:
            kept = connection.scalar(select(account.c.password).where(account.c.name == name))
        return fits(password, kept)

    def _let_in(self, connection: Connection, name: str, where: str, settings: Review) -> str:
        values = {"failures": 0, "locked_until": None}
        connection.execute(update(account).where(account.c.name == name).values(values))
        mine = self._database.by(name)
        mine.note(connection, "login", f"account:{name}", {}, {"from": where})
        return sessions.begin(connection, name, settings)

    def _fail(self, connection: Connection, row: dict[str, Any], settings: Review) -> None:
        count, until = row["failures"] + 1, None
        if count >= settings.failures:
            count = 0
            until = clock.iso(datetime.now(UTC) + timedelta(minutes=settings.locked_minutes))
            subject = f"account:{row['name']}"
            self._database.note(connection, "lock", subject, {}, {"until": until})
        values = {"failures": count, "locked_until": until}
        connection.execute(update(account).where(account.c.name == row["name"]).values(values))

    def _free(
        self, connection: Connection, name: str, *, password: str | None, session: str = ""
    ) -> None:
        values = {"password": password, "disabled": False, "failures": 0, "locked_until": None}
        connection.execute(update(account).where(account.c.name == name).values(values))
        sessions.end_all(connection, name, session)


def _row(connection: Connection, one: Any) -> dict[str, Any] | None:
    row = connection.execute(select(account).where(one)).first()
    return dict(row._mapping) if row else None


def _of(name: str | None) -> Any:
    return invitation.c.account == name if name else invitation.c.account.is_(None)


def _invitation(connection: Connection, token: str) -> Invitation | None:
    good = (invitation.c.token == sha256(token)) & (invitation.c.until > clock.now())
    row = connection.execute(select(invitation).where(good)).first()
    return Invitation(row.account) if row else None
