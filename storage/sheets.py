"""Filed pages by what they say, for finding those that were scanned twice."""

from sqlalchemy import Connection, select, update

from storage.rows import Filing, Sheet
from storage.selection import withdrawn
from storage.tables import document, page, scan


def note(connection: Connection, filing: Filing) -> None:
    """Keep the fingerprints of a document's pages. They are derived, so the audit has none."""
    for number, fingerprint in zip(filing.numbers, filing.fingerprints, strict=False):
        one = (page.c.bound_to == filing.sha256) & (page.c.place == number)
        connection.execute(update(page).where(one).values(fingerprint=fingerprint or None))


def of(connection: Connection, patient_key: str) -> tuple[Sheet, ...]:
    """Return the pages of a patient's live documents that have a fingerprint, as they came."""
    place = (page.c.bound_to.label("sha256"), page.c.place.label("number"))
    columns = (scan.c.received_at, *place, page.c.document_id)
    query = (
        select(*columns, page.c.fingerprint)
        .join(scan, scan.c.sha256 == page.c.bound_to)
        .join(document, document.c.id == page.c.document_id)
        .where(document.c.patient_key == patient_key, document.c.state == "filed")
        .where(page.c.fingerprint.is_not(None), ~withdrawn())
        .order_by(scan.c.received_at, page.c.bound_to, page.c.place)
    )
    return tuple(Sheet(**row._mapping) for row in connection.execute(query))
