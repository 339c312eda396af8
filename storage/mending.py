"""Putting back what somebody changed in a row behind the program's back."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update

from storage import tasks
from storage.agreement import FROM_AUDIT
from storage.books import told
from storage.database import Database
from storage.tables import METADATA

KEYS = {"document": "id", "scan": "sha256", "batch": "name", "lexicon": "kind"}


class Mending:
    """Rows as audit and objects have them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def mend(self, subject: str, known: Mapping[str, Any]) -> bool:
        """Have a row as the audit last told and as its object says (`known`); True if it changed.

        `subject` is table and key as in the audit. Only to be used where the audit is whole.
        """
        name, _, key = subject.partition(":")
        if name not in KEYS:
            return False
        table = METADATA.tables[name]
        one = table.c[KEYS[name]] == key
        with self._database.write() as connection:
            row = connection.execute(select(table).where(one)).first()
            said = told(connection, [subject])[subject]
            if row is None or not said:
                return False
            wanted = {column: said[column] for column in FROM_AUDIT[name] if column in said}
            wanted |= known
            if name == "document":
                wanted |= _waiting(tasks.count_open(connection, key), row.review)
            before = {column: getattr(row, column) for column in wanted}
            after = {column: value for column, value in wanted.items() if value != before[column]}
            if not after:
                return False
            connection.execute(update(table).where(one).values(after))
            before = {column: before[column] for column in after}
            self._database.note(connection, "repair", subject, before, after)
        return True


def _waiting(waiting: int, review: str) -> dict[str, Any]:
    if waiting or review == "in review":
        review = "in review" if waiting else "verified"
    return {"waiting": waiting, "review": review}
