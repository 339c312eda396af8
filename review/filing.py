"""Having filed what stewards said, and what follows a document whose pages were moved."""

from fastapi import HTTPException, Request

from review import visit
from storage.rows import DocumentRow


def file(request: Request, row: DocumentRow) -> None:
    """Have the documents of a scan be filed as decided, soon."""
    visit.worker(request).file(row.sha256)


def heir(request: Request, row: DocumentRow, number: int) -> DocumentRow | None:
    """Return the document that has a page now, else one of the scan; None while that is due.

    HTTPException 503, with the reason, where filing fails.
    """
    catalogue = visit.desk(request).catalogue
    if catalogue.decisions.due(row.sha256):
        if trouble := visit.worker(request).trouble:
            raise HTTPException(503, trouble)
        return None
    every = catalogue.documents.find(sha256=row.sha256)
    return next((one for one in every if number in one.numbers), next(iter(every), row))
