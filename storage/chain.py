"""The audit's chain: each event's hash covers the event and the hash of the one before."""

import hashlib
from collections.abc import Mapping

from sqlalchemy import Connection, insert, select

from models.codec import canonical
from storage import clock
from storage.tables import audit

FIRST = "0" * 64
"""What stands before the first event."""


def digest(event: Mapping[str, object]) -> str:
    """Return the hash, in hex, of an event's columns other than `hash` itself."""
    covered = {name: value for name, value in event.items() if name != "hash"}
    return hashlib.sha256(canonical(covered)).hexdigest()


def append(
    connection: Connection,
    actor: str,
    action: str,
    subject: str,
    before: object,
    after: object,
) -> None:
    """Add an event. The connection must hold the writers' lock; nothing in it is patient text."""
    last = connection.execute(
        select(audit.c.id, audit.c.hash).order_by(audit.c.id.desc()).limit(1)
    ).first()
    event: dict[str, object] = {
        "id": last.id + 1 if last else 1,
        "at": clock.now(),
        "actor": actor,
        "action": action,
        "subject": subject,
        "before": canonical(before).decode(),
        "after": canonical(after).decode(),
        "previous": last.hash if last else FIRST,
    }
    connection.execute(insert(audit).values(**event, hash=digest(event)))
