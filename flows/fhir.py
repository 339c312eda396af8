"""Filed documents as FHIR: what the store holds of them, put together."""

import io
from collections.abc import Iterator, Sequence
from functools import cache

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
    files = house.catalogue.scans.files(scan.sha256)

    @cache
    def attached(sha256: str, media_type: str) -> Attached:
        with house.store.fetch(keys.original(sha256)) as path, path.open("rb") as file:
            return Attached.of(file, media_type)

    def originals(numbers: Sequence[int]) -> dict[str, Attached]:
        own = ", ".join(str(number) for number in numbers if number not in files)
        bound = {str(n): (files[n].sha256, files[n].media_type) for n in numbers if n in files}
        every = {own: (scan.sha256, scan.media_type), **bound} if own else bound
        return {pages: attached(*file) for pages, file in every.items()}

    for row in rows:
        copy = io.BytesIO(house.store.get(keys.record(row.id, row.version, PDF)))
        said = stored(house.store.get(keys.record(row.id, row.version, "record.json")))
        yield Paper(
            said,
            row.version,
            house.settings.fhir,
            originals(row.numbers),
            Attached.of(copy, "application/pdf"),
        )


def versions(house: House, row: DocumentRow) -> Iterator[Paper]:
    """Yield every filed version of a document, the first first, without its files."""
    for version in house.catalogue.documents.versions(row.id):
        yield bare(house, row.id, version.number)


def bare(house: House, document_id: str, version: int) -> Paper:
    """Return a version of a document without its files."""
    said = stored(house.store.get(keys.record(document_id, version, "record.json")))
    return Paper(said, version, house.settings.fhir)
