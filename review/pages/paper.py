"""Images of pages and of what stands in a box, for those who may see the document.

Who looks at a page is an event of the audit: one for each person and page while that lasts.
"""

import hashlib
import threading
import time
from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from starlette.responses import Response

from models.errors import ScanRefused
from models.forms import is_identity
from models.people import May
from pipeline.ingest import VERSION
from review.access import allowed
from review.boxes import boxed
from review.current import WITHHELD
from review.paper import Paper, shown
from review.visit import Visit
from storage.rows import ScanRow

router = APIRouter()
Reader = Annotated[Visit, Depends(allowed(May.READ, May.DECIDE))]
Turn = Annotated[Literal["0", "90", "180", "270"], Query()]

WIDTH = 1600
LOOK_SECONDS = 900.0
MOST_LOOKS = 10_000


class Looks:
    """Who looked at which page of late."""

    def __init__(self) -> None:
        self._until: dict[tuple[str, str, int], float] = {}
        self._lock = threading.Lock()

    def new(self, person: str, sha256: str, number: int) -> bool:
        """Return whether a look is the first of this person for a while, and remember it."""
        now, key = time.monotonic(), (person, sha256, number)
        with self._lock:
            if self._until.get(key, 0.0) > now:
                return False
            if len(self._until) >= MOST_LOOKS:
                self._until.clear()
            self._until[key] = now + LOOK_SECONDS
            return True


@router.get("/paper/{sha256}/{number}.jpg")
def paper(
    request: Request,
    person: Reader,
    sha256: str,
    number: int,
    width: Annotated[int, Query(ge=16, le=6000)] = WIDTH,
) -> Response:
    """Show a page as it was scanned."""
    seen = _seen(request, person, sha256, number)
    return _answer(request, seen, lambda paper: paper.jpeg(*seen, width))


@router.get("/ink/{sha256}/{number}.jpg")
def ink(
    request: Request, person: Reader, sha256: str, number: int, box: str, turn: Turn = "0"
) -> Response:
    """Show what stands in a box, `left,top,right,bottom` as fractions of the page."""
    seen, place = _seen(request, person, sha256, number), boxed(box)
    return _answer(request, seen, lambda paper: paper.ink(*seen, place, int(turn)))


def _seen(request: Request, person: Visit, sha256: str, number: int) -> tuple[ScanRow, int]:
    """Return file and page that a page is on, if the person may see it; the look is noted."""
    scan = person.catalogue.scans.get(sha256)
    pages = person.catalogue.scans.pages(sha256) if scan else ()
    page = next((one for one in pages if one.number == number), None)
    if scan is None or page is None:
        raise HTTPException(404)
    row = person.catalogue.documents.get(page.document_id) if page.document_id else None
    if not person.account.sees(row.department if row else None):
        raise HTTPException(404)
    if row and person.account.withheld(row.form):
        raise HTTPException(403, WITHHELD)
    looks: Looks = request.app.state.looks
    # Of an identity paper every look is told.
    kept_apart = row is not None and is_identity(row.form)
    if kept_apart or looks.new(person.account.name, sha256, number):
        person.catalogue.audit.note("view", f"page:{sha256}/{number}", {}, {})
    return shown(person.catalogue, scan, number)


def _answer(
    request: Request, seen: tuple[ScanRow, int], make: Callable[[Paper], bytes]
) -> Response:
    """Return an image; a browser that has it already is told so, after the same checks."""
    asked = f"{VERSION} {seen[0].sha256} {seen[1]} {request.url.path}?{request.url.query}"
    tag = f'"{hashlib.sha256(asked.encode()).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if request.headers.get("If-None-Match") == tag:
        return Response(status_code=304, headers=headers)
    try:
        return Response(make(request.app.state.paper), media_type="image/jpeg", headers=headers)
    except (ScanRefused, KeyError) as error:
        raise HTTPException(404) from error
