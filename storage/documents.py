"""Documents and their versions."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Row, Select, func, select

from models.errors import CatalogueError
from storage import binding, choosing, clock, filing, scans, sheets, tables
from storage.choosing import Condition
from storage.database import Database
from storage.rows import DocumentRow, Filing, Sheet, TaskDraft, VersionRow
from storage.selection import in_batch, withdrawn
from storage.tables import document, scan, version

PORTION = 1000
"""Documents that are asked for at once."""


class Documents:
    """The documents of the catalogue."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def file(self, entry: Filing, tasks: Collection[TaskDraft]) -> bool:
        """File a version of a document with all its open tasks; its pages are filed with it.

        Other documents of the scan that share a page become superseded. Raises
        CatalogueError where the version's number is taken by another record, or skips one.
        """
        with self._database.write() as connection:
            return filing.file(self._database, connection, entry, tasks)

    def settle(self, sha256: str, document_ids: Collection[str]) -> bool:
        """Note that these, all filed, are a scan's documents: it is filed if no page waits.

        Its other documents become superseded.
        """
        wanted = set(document_ids)
        with self._database.write() as connection:
            live = filing.live(connection, sha256)
            if lacking := wanted - {row.id for row in live}:
                raise CatalogueError(f"Document {min(lacking)} of scan {sha256} is not filed.")
            changed = False
            for row in live:
                if row.id not in wanted:
                    pages = set(json.loads(row.numbers))
                    heirs = [
                        heir.id
                        for heir in live
                        if heir.id in wanted and pages & set(json.loads(heir.numbers))
                    ]
                    filing.supersede(self._database, connection, [row], heirs)
                    changed = True
            for one in binding.whole(connection, sha256):
                changed |= scans.restate(self._database, connection, one, settled=True)
            return changed

    def get(self, document_id: str) -> DocumentRow | None:
        """Return one document, superseded and withdrawn ones too."""
        found = self._rows(_documents().where(document.c.id == document_id))
        return found[0] if found else None

    def versions(self, document_id: str) -> tuple[VersionRow, ...]:
        """Return the versions of a document, the first first."""
        query = select(version).where(version.c.document_id == document_id)
        with self._database.read() as connection:
            found = connection.execute(query.order_by(version.c.number))
            return tuple(VersionRow(**row._mapping) for row in found)

    def made_otherwise(self, document_ids: Sequence[str], configuration: str) -> int:
        """Return how many of them were last filed under another configuration than this."""
        current = (version.c.document_id == document.c.id) & (
            version.c.number == document.c.version
        )
        query = (
            select(func.count())
            .select_from(document.join(version, current))
            .where(version.c.configuration != configuration)
        )
        with self._database.read() as connection:
            return sum(
                connection.scalar(
                    query.where(document.c.id.in_(document_ids[first : first + PORTION]))
                )
                or 0
                for first in range(0, len(document_ids), PORTION)
            )

    def sheets(self, patient_key: str) -> tuple[Sheet, ...]:
        """Return the filed pages of a patient's documents that have a fingerprint, as they came."""
        with self._database.read() as connection:
            return sheets.of(connection, patient_key)

    def find(
        self,
        *,
        batch: str | None = None,
        document: str | None = None,
        sha256: str | None = None,
        patient: str | None = None,
        since: datetime | None = None,
        verified: bool = False,
        superseded: bool = False,
        withdrawn: bool = False,
    ) -> tuple[DocumentRow, ...]:
        """Return documents in the order of their scans and pages.

        `patient` is a key; `since` is the earliest time of filing; `verified` leaves out those
        for which a task waits; `superseded` and `withdrawn` take in those which are.
        """
        columns = tables.document.c
        asked = [
            (batch is not None, in_batch(batch or "")),
            (document is not None, columns.id == document),
            (sha256 is not None, columns.sha256 == sha256),
            (patient is not None, columns.patient_key == patient),
            (since is not None, columns.filed_at >= (clock.iso(since) if since else "")),
            (verified, columns.waiting == 0),
        ]
        return tuple(
            row
            for row in self._rows(_documents().where(*(what for by, what in asked if by)))
            if (superseded or row.state == "filed") and (withdrawn or not row.withdrawn)
        )

    def where(self, conditions: Collection[Condition]) -> tuple[DocumentRow, ...]:
        """Return the documents of which all this holds, superseded and withdrawn ones too."""
        return self._rows(_documents().where(*map(choosing.holds, conditions)))

    def _rows(self, query: Select[tuple[object, ...]]) -> tuple[DocumentRow, ...]:
        with self._database.read() as connection:
            rows = [_row(row) for row in connection.execute(query)]
        order = {
            sha256: place for place, sha256 in enumerate(dict.fromkeys(r.sha256 for r in rows))
        }
        return tuple(sorted(rows, key=lambda row: (order[row.sha256], row.numbers, row.id)))


def _documents() -> Select[tuple[object, ...]]:
    return (
        select(document, withdrawn().label("withdrawn"))
        .join(scan, scan.c.sha256 == document.c.sha256)
        .order_by(scan.c.received_at, scan.c.sha256)
    )


def _row(row: Row[tuple[object, ...]]) -> DocumentRow:
    values = dict(row._mapping)
    values["numbers"] = tuple(json.loads(values["numbers"]))
    values["superseded_by"] = tuple(json.loads(values["superseded_by"]))
    values["withdrawn"] = bool(values["withdrawn"])
    return DocumentRow(**values)
