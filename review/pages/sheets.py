"""The pages of a document: which belong together, how they lie, which are scanned again."""

import re
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from starlette.responses import Response

from models.decision import Said, apart, begins, rescan, split, turn
from models.errors import UsageError
from models.page import Poor
from models.people import May
from review.access import allowed
from review.current import sees_all, visible
from review.pages.words import answered
from review.visit import Visit
from storage.decisions import Ruling
from storage.rows import DocumentRow

router = APIRouter(prefix="/document/{document_id}")
Steward = Annotated[Visit, Depends(allowed(May.DECIDE))]
Number = Annotated[int, Form()]

MOST = 100_000
"""Pages that one run is taken to have at most: what is too many is told, not counted out."""
_RUN = re.compile(r"(\d{1,6})(?:\s*-\s*(\d{1,6}))?")


@router.post("/split")
def cut(
    request: Request, person: Steward, document_id: str, ranges: Annotated[str, Form()]
) -> Response:
    """Have the scan's documents be those that are written down: `1-3; 4, 6; 5`."""
    row = visible(person, document_id)
    there = {one.numbers for one in _documents(person, row)}
    groups = [group for group in _groups(ranges) if tuple(sorted(group)) not in there]
    if not groups:
        raise UsageError("These are the documents of the scan already.")
    word = split(row.sha256, groups, _count(person, row))
    return _moved(request, person, row, word, row.numbers[0])


@router.post("/before")
def before(request: Request, person: Steward, document_id: str, number: Number) -> Response:
    """Have another document begin with a page."""
    row = visible(person, document_id)
    word = begins(row.sha256, row.numbers, number, _count(person, row))
    return _moved(request, person, row, word, number)


@router.post("/joined")
def joined(request: Request, person: Steward, document_id: str) -> Response:
    """Have a document go on from the one before it in the scan."""
    row = visible(person, document_id)
    earlier = [one for one in _documents(person, row) if one.numbers < row.numbers]
    if not earlier:
        raise UsageError("This is the first document of its scan.")
    together = [*earlier[-1].numbers, *row.numbers]
    word = split(row.sha256, [together], _count(person, row))
    return _moved(request, person, row, word, row.numbers[0])


@router.post("/apart")
def alone(request: Request, person: Steward, document_id: str, number: Number) -> Response:
    """Have a page be a document by itself."""
    row = visible(person, document_id)
    if row.numbers == (number,):
        raise UsageError("The page is a document by itself already.")
    word = apart(row.sha256, _own(row, number), number, _count(person, row))
    return _moved(request, person, row, word, number)


@router.post("/turn")
def turned(
    request: Request, person: Steward, document_id: str, number: Number, degrees: Number
) -> Response:
    """Say how a page lies in its scan; it is read again so."""
    row = visible(person, document_id)
    _own(row, number)
    return _said(request, person, row, turn(row.sha256, number, degrees), number)


@router.post("/rescan")
def again(
    request: Request,
    person: Steward,
    document_id: str,
    number: Number,
    reason: Annotated[Poor, Form()],
) -> Response:
    """Ask that a page be scanned again."""
    row = visible(person, document_id)
    _own(row, number)
    return _said(request, person, row, rescan(row.sha256, number, reason.value), number)


def _moved(request: Request, person: Visit, row: DocumentRow, word: Said, number: int) -> Response:
    """Take a word on which documents there are: the person must see all of the scan."""
    if not sees_all(person, row):
        raise UsageError("The scan has documents of another department: ask a supervisor.")
    return _said(request, person, row, word, number)


def _said(request: Request, person: Visit, row: DocumentRow, word: Said, number: int) -> Response:
    every = person.catalogue.tasks.of(row.id)
    asked = f"pages.{word.page}"
    tasks = [task.id for task in every if task.state == "open" and task.path == asked]
    person.catalogue.decisions.decide([Ruling(row.id, word, tuple(tasks))])
    return answered(request, person, row, word, number)


def _own(row: DocumentRow, number: int) -> tuple[int, ...]:
    """Return a document's pages; HTTPException 404 where this is none of them."""
    if number not in row.numbers:
        raise HTTPException(404)
    return row.numbers


def _documents(person: Visit, row: DocumentRow) -> Sequence[DocumentRow]:
    return person.catalogue.documents.find(sha256=row.sha256, withdrawn=True)


def _count(person: Visit, row: DocumentRow) -> int:
    scan = person.catalogue.scans.get(row.sha256)
    return scan.pages if scan else 0


def _groups(text: str) -> list[list[int]]:
    """Return the pages of each document: semicolons part documents, commas pages."""
    found = []
    for part in filter(None, map(str.strip, re.split(r"[;\n]", text))):
        group: list[int] = []
        for run in part.split(","):
            match = _RUN.fullmatch(run.strip())
            if match is None:
                raise UsageError("Write pages as in 1-3; 4, 6; 5.")
            first, last = int(match[1]), int(match[2] or match[1])
            group += range(first, min(last, first + MOST) + 1)
        found.append(group)
    return found
