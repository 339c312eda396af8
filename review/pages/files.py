"""Files that leave the desk: a document's searchable PDF/A, and its scan as it was received."""

import zipfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from models.decision import Picture
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
    """Hand out the scan as received: only to who may see all documents in it.

    Of a document whose pages are several files, all of them in one archive.
    """
    row = visible(person, document_id)
    scan = person.catalogue.scans.get(row.sha256)
    if scan is None or not sees_all(person, row):
        raise HTTPException(404)
    files = person.catalogue.scans.files(row.sha256)
    own = Picture(row.sha256, 1, scan.media_type)
    mine = list(dict.fromkeys(files.get(number, own) for number in row.numbers))
    for file in mine:
        after = {"file": "original", "sha256": file.sha256}
        person.catalogue.audit.seen("download", [row.id], after)
    if len(mine) > 1:
        return _together(request, mine, f"{row.id}.zip")
    return _handed(request, keys.original(mine[0].sha256), mine[0].media_type, _name(mine[0]))


def _name(file: Picture) -> str:
    return f"{file.sha256[:16]}.{SUFFIXES.get(file.media_type, 'bin')}"


def _together(request: Request, files: Sequence[Picture], name: str) -> Response:
    """Return files of the store in one archive, in the order of their pages."""
    stack = ExitStack()
    made = Path(stack.enter_context(TemporaryDirectory()), name)
    with zipfile.ZipFile(made, "w") as archive:
        for place, file in enumerate(files, 1):
            with visit.desk(request).store.fetch(keys.original(file.sha256)) as path:
                archive.write(path, f"{place:03}-{_name(file)}")
    task = BackgroundTask(stack.close)
    return FileResponse(made, media_type="application/zip", filename=name, background=task)


def _handed(request: Request, key: str, media_type: str, name: str) -> Response:
    """Return a file of the store to be kept; its name has nothing of a patient."""
    stack = ExitStack()
    try:
        path = stack.enter_context(visit.desk(request).store.fetch(key))
    except KeyError as error:
        raise HTTPException(404) from error
    task = BackgroundTask(stack.close)
    return FileResponse(path, media_type=media_type, filename=name, background=task)
