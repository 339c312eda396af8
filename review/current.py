"""A document as stewards have it before them: what they said counts at once, filed or not."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import HTTPException

from exports import record
from exports.stored import Stored, files_of, machine_of, stored
from models.codec import FACTS, encode
from models.decided import applied
from models.decision import Decision
from models.errors import StoreError
from models.geometry import Box
from models.record import Facts, Field, kind_of
from review.desk import Desk
from review.visit import Visit
from storage.rows import DocumentRow, TaskRow

Place = tuple[str, int, tuple[float, ...]]
"""What a field is of, and where it stands: page and box."""

WITHHELD = "This is an identity paper: it is shown to stewards and supervisors alone."


@dataclass(frozen=True)
class Current:
    """A document with all that was said of it; `tasks` and `doubts` by path in `facts`.

    `seen` is another one whenever it says something else; to be filed changes nothing of that.
    """

    row: DocumentRow
    filed: Stored
    facts: Facts
    words: tuple[Decision, ...]
    tasks: Mapping[str, TaskRow]
    doubts: Mapping[str, tuple[str, ...]]
    seen: str

    @property
    def fields(self) -> dict[str, Field]:
        """Every field by its path, in the order of records."""
        return dict(record.fields(self.facts))


def visible(person: Visit, document_id: str) -> DocumentRow:
    """Return a document that a person may see.

    Raises HTTPException 404 for any other, 403 for an identity paper that is withheld.
    """
    row = person.catalogue.documents.get(document_id)
    if row is None or not person.account.sees(row.department):
        raise HTTPException(404)
    if person.account.withheld(row.form):
        raise HTTPException(403, WITHHELD)
    return row


def sees(person: Visit, row: DocumentRow) -> bool:
    """Return whether a person may see a document."""
    return person.account.sees(row.department) and not person.account.withheld(row.form)


def sees_all(person: Visit, row: DocumentRow) -> bool:
    """Return whether a person may see all documents of a document's scan."""
    every = person.catalogue.documents.find(sha256=row.sha256, withdrawn=True)
    return all(sees(person, one) for one in every)


def current(desk: Desk, row: DocumentRow) -> Current:
    """Return a document as it stands now; StoreError where its files are damaged."""
    try:
        files = files_of(desk.store, row.id, row.version)
    except KeyError as error:
        raise StoreError("A file of the document is lost: see sohoa verify.") from error
    words = desk.catalogue.decisions.on(row.sha256, row.numbers)
    filed, facts = stored(files["record.json"]), applied(machine_of(files), words)
    there = _paths(filed.facts, facts)
    tasks = {task.path: task for task in desk.catalogue.tasks.of(row.id) if task.state == "open"}
    told = {one["path"]: tuple(one["doubts"]) for one in json.loads(files["evidence.json"])}
    return Current(
        row,
        filed,
        facts,
        words,
        {there.get(path, path): task for path, task in tasks.items()},
        {there[path]: doubts for path, doubts in told.items() if doubts and path in there},
        hashlib.sha256(encode(FACTS, facts)).hexdigest()[:16],
    )


def _paths(filed: Facts, now: Facts) -> dict[str, str]:
    """Return by path of the record as filed the path that a field has now, if it is still there.

    An item that was removed or put in moves those after it.
    """
    places: dict[Place, list[str]] = defaultdict(list)
    for path, field in record.fields(now):
        places[_place(path, field)].append(path)
    found: dict[str, str] = {}
    for path, field in record.fields(filed):
        if own := places[_place(path, field)]:
            found[path] = own.pop(0)
    return found


def _place(path: str, field: Field) -> Place:
    return kind_of(path), field.page, _edges(field.box)


def _edges(box: Box | None) -> tuple[float, ...]:
    edges = (box.left, box.top, box.right, box.bottom) if box else ()
    return tuple(round(edge, record.PLACES) for edge in edges)
