"""Having filed what stewards said, and what follows a document whose pages were moved."""

from fastapi import Request

from review import visit
from storage.rows import DocumentRow


def file(request: Request) -> None:
    """Have all be filed that is due."""
    visit.desk(request).file_due()


def heir(request: Request, row: DocumentRow, number: int) -> DocumentRow | None:
    """Return the document that has a page now, else one of the scan; None while it is due."""
    catalogue = visit.desk(request).catalogue
    if catalogue.decisions.due(row.sha256):
        return None
    every = catalogue.documents.find(sha256=row.sha256)
    return next((one for one in every if number in one.numbers), next(iter(every), row))
