"""Sessions of people who are logged in: a token each, of which only the hash is kept."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from models.people import Account
from models.settings import Review
from storage import clock
from storage.account_tables import account, session
from storage.accounts import of
from storage.database import Database

TOUCH_SECONDS = 60
"""A session that was seen within this time is not written again."""


class Sessions:
    """Who is logged in. A session ends by idleness or age, as the settings say."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, token: str, settings: Review) -> Account | None:
        """Return whose session this is, and note that it was used; None where it has ended."""
        mine = session.c.token == sha256(token)
        query = select(session.c.made_at, session.c.seen_at, account).join(account)
        with self._database.read() as connection:
            row = connection.execute(query.where(mine, account.c.disabled.is_(False))).first()
        if row is None or row.made_at < _since(hours=settings.session_hours):
            return None
        if row.seen_at < _since(minutes=settings.idle_minutes):
            return None
        if row.seen_at < _since(seconds=TOUCH_SECONDS):
            with self._database.write() as connection:
                connection.execute(update(session).where(mine).values(seen_at=clock.now()))
        return of(row._mapping)

    def end(self, token: str) -> None:
        """End a session, by its person."""
        mine = session.c.token == sha256(token)
        with self._database.write() as connection:
            name = connection.scalar(select(session.c.account).where(mine))
            if name is not None:
                connection.execute(delete(session).where(mine))
                self._database.note(connection, "logout", f"account:{name}", {}, {})


def begin(connection: Connection, name: str, settings: Review) -> str:
    """Add a session, take away those that are too old, and return the new one's token."""
    token, now = secrets.token_urlsafe(32), clock.now()
    old = session.c.made_at < _since(hours=settings.session_hours)
    connection.execute(delete(session).where(old))
    values = {"token": sha256(token), "account": name, "made_at": now, "seen_at": now}
    connection.execute(insert(session).values(values))
    return token


def end_all(connection: Connection, name: str, but: str = "") -> None:
    """End all sessions of an account but the one of the token `but`."""
    those = (session.c.account == name) & (session.c.token != sha256(but))
    connection.execute(delete(session).where(those))


def sha256(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _since(**ago: int) -> str:
    return clock.iso(datetime.now(UTC) - timedelta(**ago))
