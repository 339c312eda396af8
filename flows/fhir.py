"""Filed documents as FHIR: what the store holds of them, put together."""

import io
from collections.abc import Iterator, Sequence

from exports.fhir.paper import Attached, Paper
from exports.stored import stored
from flows.house import House
from flows.searchable import PDF, complete
from storage import keys
from storage.rows import DocumentRow

FHIR = "fhir.json"


def papers(house: House, rows: Sequence[DocumentRow]) -> Iterator[Paper]:
    """Yield the documents of one scan as they are now; their PDFs are made if need be."""
    complete(house, rows)
    scan = house.catalogue.scans.get(rows[0].sha256)
    if scan is None:
        raise KeyError(rows[0].sha256)
    with house.store.fetch(keys.original(scan.sha256)) as path, path.open("rb") as file:
        original = Attached.of(file, scan.media_type)
    for row in rows:
        copy = io.BytesIO(house.store.get(keys.record(row.id, row.version, PDF)))
        said = stored(house.store.get(keys.record(row.id, row.version, "record.json")))
        yield Paper(
            said, row.version, house.settings.fhir, original, Attached.of(copy, "application/pdf")
        )


def versions(house: House, row: DocumentRow) -> Iterator[Paper]:
    """Yield every filed version of a document, the first first, without its files."""
    for version in house.catalogue.documents.versions(row.id):
        said = stored(house.store.get(keys.record(row.id, version.number, "record.json")))
        yield Paper(said, version.number, house.settings.fhir)
