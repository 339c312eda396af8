"""What was signed: copies of documents, and dossiers of batches. The audit alone tells of it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Row, exists, func, select

from storage.database import Database
from storage.tables import audit, version

SIGN, DOSSIER = "sign", "dossier"
PORTION = 1000
"""Events, or documents, that are asked for at once."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A signed copy of a version of a document, the `number`-th of that version.

    `sha256` is that of the whole file, `certificate` that of the signer's; `level` is one of
    `models.signature.Level`; `at` is when the audit noted it.
    """

    document_id: str
    version: int
    number: int
    sha256: str
    certificate: str
    level: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A signed dossier, with the hashes of its two files and of the signer's certificate."""

    pdf: str
    json: str
    certificate: str
    at: str


class Signings:
    """The signed copies and dossiers of the catalogue."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, one: Copy) -> None:
        """Note a signed copy that is in the store."""
        names = ("version", "number", "sha256", "certificate", "level")
        after = {name: getattr(one, name) for name in names}
        with self._database.write() as connection:
            self._database.note(connection, SIGN, f"document:{one.document_id}", {}, after)

    def of(self, document_id: str) -> tuple[Copy, ...]:
        """Return the signed copies of a document, the first first."""
        query = select(audit).where(audit.c.action == SIGN)
        query = query.where(audit.c.subject == f"document:{document_id}")
        with self._database.read() as connection:
            return tuple(map(_copy, connection.execute(query.order_by(audit.c.id))))

    def signed(self, document_ids: Sequence[str]) -> set[tuple[str, int]]:
        """Return documents and versions of which there is a signed copy, of these documents."""
        found: set[tuple[str, int]] = set()
        with self._database.read() as connection:
            for first in range(0, len(document_ids), PORTION):
                some = [f"document:{one}" for one in document_ids[first : first + PORTION]]
                query = select(audit).where(audit.c.action == SIGN, audit.c.subject.in_(some))
                for one in map(_copy, connection.execute(query)):
                    found.add((one.document_id, one.version))
        return found

    def copies(self) -> Iterator[Copy]:
        """Yield every signed copy of the documents that were not disposed of."""
        kept = func.substr(audit.c.subject, len("document:") + 1) == version.c.document_id
        query = select(audit).where(audit.c.action == SIGN, exists().where(kept))
        query, last = query.order_by(audit.c.id).limit(PORTION), 0
        while True:
            with self._database.read() as connection:
                rows = connection.execute(query.where(audit.c.id > last)).all()
            yield from map(_copy, rows)
            if len(rows) < PORTION:
                return
            last = rows[-1].id

    def papers(self) -> tuple[Paper, ...]:
        """Return every signed dossier, the first first."""
        query = select(audit).where(audit.c.action == DOSSIER).order_by(audit.c.id)
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        told = [(json.loads(row.after), row.at) for row in rows]
        return tuple(
            Paper(after["pdf"], after["json"], after["certificate"], at)
            for after, at in told
            if "certificate" in after
        )


def _copy(row: Row[tuple[object, ...]]) -> Copy:
    after = json.loads(row.after)
    return Copy(row.subject.partition(":")[2], **after, at=row.at)
