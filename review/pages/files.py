"""Files that leave the desk: a document's searchable PDF/A, and its scan as it was received."""

from contextlib import ExitStack
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from models.people import May
from review import visit
from review.access import allowed
from review.current import sees_all, visible
from review.visit import Visit
from storage import keys

router = APIRouter(prefix="/document/{document_id}")
Reader = Annotated[Visit, Depends(allowed(May.READ))]

SUFFIXES = {
    "application/pdf": "pdf",
    "image/tiff": "tif",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/bmp": "bmp",
    "image/webp": "webp",
}


@router.get("/document.pdf")
def searchable(request: Request, person: Reader, document_id: str) -> Response:
    """Hand out the searchable PDF/A of the current version."""
    row = visible(person, document_id)
    key = visit.desk(request).pdf(row)
    person.catalogue.audit.seen("download", [row.id], {"file": "pdf", "version": row.version})
    return _handed(request, key, "application/pdf", f"{row.id}-v{row.version}.pdf")


@router.get("/original")
def original(request: Request, person: Reader, document_id: str) -> Response:
    """Hand out the scan as received: only to who may see all documents in it."""
    row = visible(person, document_id)
    scan = person.catalogue.scans.get(row.sha256)
    if scan is None or not sees_all(person, row):
        raise HTTPException(404)
    after = {"file": "original", "sha256": row.sha256}
    person.catalogue.audit.seen("download", [row.id], after)
    name = f"{row.sha256[:16]}.{SUFFIXES.get(scan.media_type, 'bin')}"
    return _handed(request, keys.original(row.sha256), scan.media_type, name)


def _handed(request: Request, key: str, media_type: str, name: str) -> Response:
    """Return a file of the store to be kept; its name has nothing of a patient."""
    stack = ExitStack()
    try:
        path = stack.enter_context(visit.desk(request).store.fetch(key))
    except KeyError as error:
        raise HTTPException(404) from error
    task = BackgroundTask(stack.close)
    return FileResponse(path, media_type=media_type, filename=name, background=task)
