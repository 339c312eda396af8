"""Ink that a steward points at becomes a field: it is read at once, and she says what it is."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from starlette.responses import Response

from extractors.typed import normal
from models.decided import about, found
from models.decision import Kind, Said
from models.errors import UsageError
from models.geometry import Box, around
from models.page import Page
from models.people import May
from models.record import FIELDS
from review import fields, visit
from review.access import allowed
from review.boxes import boxed, edges
from review.current import Current, current, visible
from review.pages.words import answered, unchanged
from review.paper import shown
from review.rendering import page, said
from review.visit import Visit
from storage.decisions import Ruling
from storage.rows import DocumentRow

router = APIRouter(prefix="/document/{document_id}")
Steward = Annotated[Visit, Depends(allowed(May.DECIDE))]
Number = Annotated[int, Form()]
Text = Annotated[str, Form()]

LEAST = 0.002
"""A box of less width or height than this share of the page is a point that was clicked."""


@router.post("/ink")
def ink(
    request: Request,
    person: Steward,
    document_id: str,
    number: Number,
    box: Text,
    place: Annotated[str, Form()] = "",
) -> Response:
    """Read what stands in a box, or the writing at a point; offer to make a field of it."""
    row = visible(person, document_id)
    drawn = boxed(box)
    if number not in row.numbers:
        raise HTTPException(404)
    read = visit.desk(request).reading(row.sha256, number)
    if min(drawn.width, drawn.height) < LEAST:
        ink_box, text = _written_at(read, drawn)
    else:
        scan = person.catalogue.scans.get(row.sha256)
        if scan is None:
            raise HTTPException(404)
        image = request.app.state.paper.pixels(*shown(person.catalogue, scan, number))
        ink_box, text = drawn, request.app.state.eyes.read(image, read, drawn)
    return _offer(request, row, number, edges(ink_box), text, place, "")


@router.post("/offer")
def offer(
    request: Request,
    person: Steward,
    document_id: str,
    number: Number,
    box: Text,
    text: Annotated[str, Form()] = "",
    place: Annotated[str, Form()] = "",
    value: Annotated[str, Form()] = "",
) -> Response:
    """Offer again what was read, now with the fields of a place."""
    return _offer(request, visible(person, document_id), number, box, text, place, value)


@router.post("/add")
def add(
    request: Request,
    person: Steward,
    document_id: str,
    number: Number,
    box: Text,
    place: Text,
    key: Text,
    seen: Text,
    text: Annotated[str, Form()] = "",
    value: Annotated[str, Form()] = "",
) -> Response:
    """Make a field of ink."""
    row = visible(person, document_id)
    if number not in row.numbers:
        raise HTTPException(404)
    of = unchanged(request, row, seen)
    word = _word(of, place, key, value, number, boxed(box), text)
    person.catalogue.decisions.decide([Ruling(row.id, word, _answered(of, word))])
    return answered(request, person, row, word)


def _word(of: Current, place: str, key: str, typed: str, number: int, box: Box, text: str) -> Said:
    group, path = place.split(".")[0], f"{place}.{key}"
    if key not in FIELDS.get(group, ()):
        raise HTTPException(422)
    value = normal(f"{group}.{key}", typed)
    sha256 = of.row.sha256
    if path in of.fields:
        return about(of.facts, sha256, Kind.CORRECT, path, value)
    kind = Kind.ITEM if place.endswith(".new") else Kind.ADD
    path = f"{group}.{key}" if kind is Kind.ITEM else path
    return about(of.facts, sha256, kind, path, value, page=number, box=box, text=text)


def _answered(of: Current, word: Said) -> tuple[str, ...]:
    """Return the tasks of the field that a word is about, also where it calls it a new item's.

    Those among them that ask of what nothing was found of.
    """
    own = found(of.facts, word)
    every = of.fields
    return tuple(
        task.id
        for path, task in of.tasks.items()
        if (own and every.get(path) is own) or (not own and path == word.path)
    )


def _written_at(read: Page, point: Box) -> tuple[Box, str]:
    """Return the writing at a point, where it lies on the scan: of a line, what follows a label."""
    for line in read.lines:
        for k, word in enumerate(line.words):
            own = read.on_scan(word.box)
            if own.left <= point.centre <= own.right and own.top <= point.middle <= own.bottom:
                ends = [n for n in range(k) if line.words[n].text.endswith(":")]
                words = line.words[ends[-1] + 1 if ends else 0 :]
                box = read.on_scan(around(one.box for one in words))
                return box, " ".join(one.text for one in words)
    raise UsageError("Nothing was read there: draw a box around the ink.")


def _offer(
    request: Request, row: DocumentRow, number: int, box: str, text: str, place: str, value: str
) -> Response:
    of, tell = current(visit.desk(request), row), said(request)
    places = fields.places(of, tell)
    place = place if place in dict(places) else ""
    return page(
        request,
        "ink_form.html",
        row=row,
        number=number,
        box=edges(boxed(box)),
        text=text,
        value=value or text,
        seen=of.seen,
        places=places,
        place=place,
        keys=fields.keys_of(place, tell),
        turn=visit.desk(request).reading(row.sha256, number).rotation,
    )
