"""What filing a document changes on the books. The caller holds the writers' transaction."""

import json
from collections.abc import Collection, Iterable

from sqlalchemy import Connection, Row, insert, select, update

from models.errors import CatalogueError
from storage import due, scans, sheets, tasks
from storage.database import Database
from storage.rows import Filing, TaskDraft
from storage.tables import document, page, version

_COLUMNS = (
    "sha256 type form hand language department version patient_key link fields confidence filed_at"
).split()


def file(
    database: Database, connection: Connection, filing: Filing, drafts: Collection[TaskDraft]
) -> bool:
    """Have a version of a document, its tasks and its pages on the books; True if that is new."""
    query = select(document).where(document.c.id == filing.document_id)
    row = connection.execute(query).first()
    made = _stale(connection, filing, row.version if row else 0)
    if made is None:
        return False
    before = _summary(row) if row else {}
    _write(connection, filing, row)
    due.note(connection, filing.document_id)
    if made:
        _add_version(connection, filing)
    changed = tasks.replace(database, connection, filing, drafts)
    _count(connection, filing.document_id, row.review if row else "clear")
    moved = _take_pages(connection, filing)
    sheets.note(connection, filing)
    overtaken = _overtake(database, connection, filing)
    after = _summary(connection.execute(query).one())
    if not (changed or moved or overtaken) and before == after:
        return False
    database.note(connection, "file", f"document:{filing.document_id}", before, after)
    scans.restate(database, connection, filing.sha256)
    return True


def supersede(
    database: Database,
    connection: Connection,
    rows: Iterable[Row[tuple[object, ...]]],
    successors: Iterable[str],
) -> None:
    """Mark documents as followed by others; pages that none of these took wait again."""
    for row in rows:
        names = sorted({*json.loads(row.superseded_by), *successors} - {row.id})
        change = {"state": "superseded", "superseded_by": json.dumps(names)}
        connection.execute(update(document).where(document.c.id == row.id).values(change))
        due.note(connection, row.id)
        tasks.show(connection, document.c.id == row.id)
        left = (page.c.document_id == row.id) & (page.c.state == "filed")
        connection.execute(update(page).where(left).values(state="read", document_id=None))
        database.note(
            connection, "supersede", f"document:{row.id}", {"state": row.state}, {"by": names}
        )


def live(connection: Connection, sha256: str) -> list[Row[tuple[object, ...]]]:
    """Return the documents of a scan that are not superseded."""
    query = select(document).where(document.c.sha256 == sha256, document.c.state == "filed")
    return list(connection.execute(query.order_by(document.c.id)).all())


def _stale(connection: Connection, filing: Filing, current: int) -> bool | None:
    """Return whether the version is to be added; None where a later one is current already."""
    one = (version.c.document_id == filing.document_id) & (version.c.number == filing.version)
    there = connection.execute(select(version).where(one)).first()
    name = f"Version {filing.version} of document {filing.document_id}"
    if there is None and filing.version != current + 1:
        raise CatalogueError(f"{name} cannot follow version {current}.")
    if there is not None and there.record_sha256 != filing.record_sha256:
        raise CatalogueError(f"{name} was filed with another record; versions are write-once.")
    if filing.version < current:
        return None
    return there is None


def _write(connection: Connection, filing: Filing, row: Row[tuple[object, ...]] | None) -> None:
    values = {name: getattr(filing, name) for name in _COLUMNS}
    values |= {
        "numbers": json.dumps(filing.numbers),
        "state": "filed",
        "superseded_by": "[]",
    }
    if row is None:
        values |= {"id": filing.document_id, "review": "clear", "waiting": 0}
        connection.execute(insert(document).values(values))
    else:
        if row.version == filing.version:
            del values["filed_at"]  # the same again was filed when it first was
        connection.execute(
            update(document).where(document.c.id == filing.document_id).values(values)
        )


def _add_version(connection: Connection, filing: Filing) -> None:
    row = {
        "document_id": filing.document_id,
        "number": filing.version,
        "record_sha256": filing.record_sha256,
        "filed_at": filing.filed_at,
        "configuration": filing.configuration,
    }
    connection.execute(insert(version).values(row))


def _count(connection: Connection, document_id: str, review: str) -> None:
    waiting = tasks.count_open(connection, document_id)
    if waiting or review == "in review":
        review = "in review" if waiting else "clear"
    change = {"waiting": waiting, "review": review}
    connection.execute(update(document).where(document.c.id == document_id).values(change))


def _take_pages(connection: Connection, filing: Filing) -> bool:
    those = (page.c.bound_to == filing.sha256) & page.c.place.in_(filing.numbers)
    rows = connection.execute(select(page).where(those)).all()
    if len(rows) != len(filing.numbers):
        raise CatalogueError(f"Document {filing.document_id} has pages that were never received.")
    change = {"state": "filed", "reason": None, "document_id": filing.document_id}
    connection.execute(update(page).where(those).values(change))
    return any((row.state, row.document_id) != ("filed", filing.document_id) for row in rows)


def _overtake(database: Database, connection: Connection, filing: Filing) -> bool:
    """Supersede the scan's other documents that share a page: a page has one live document."""
    rows = [
        row
        for row in live(connection, filing.sha256)
        if row.id != filing.document_id and set(json.loads(row.numbers)) & set(filing.numbers)
    ]
    supersede(database, connection, rows, [filing.document_id])
    return bool(rows)


def _summary(row: Row[tuple[object, ...]]) -> dict[str, object]:
    keys = "version state review waiting patient_key superseded_by type fields".split()
    return {key: getattr(row, key) for key in keys}
