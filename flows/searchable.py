"""The searchable PDF of each version of a document: made once, and then kept beside its record."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flows import readings
from flows.configuration import software
from flows.house import House
from flows.seen.stages import stage
from storage import keys
from storage.rows import DocumentRow, ScanRow

if TYPE_CHECKING:
    from exports.pdf import Leaf
    from exports.picture import Picture

PDF = "document.pdf"

Map = Callable[[Callable[[DocumentRow], None], Iterable[DocumentRow]], Iterator[None]]


@stage("pdf")
def complete(house: House, rows: Sequence[DocumentRow], each: Map = map) -> None:
    """Put the PDF of those documents of one scan that lack it; `each` calls for all of them.

    It is made from the scan and the stored readings, so making it again gives the same bytes.
    """
    missing = [row for row in rows if not house.store.has(keys.record(row.id, row.version, PDF))]
    if not missing:
        return
    scan = house.catalogue.scans.get(missing[0].sha256)
    if scan is None:
        raise KeyError(missing[0].sha256)
    with house.store.fetch(keys.original(scan.sha256)) as path:

        def make(row: DocumentRow) -> None:
            data = searchable(house, scan, row, path)
            house.store.put(keys.record(row.id, row.version, PDF), data)

        list(each(make, missing))


def searchable(house: House, scan: ScanRow, row: DocumentRow, path: Path) -> bytes:
    """Return the PDF/A of a document; `path` holds the bytes of its scan."""
    from exports.pdf import About, pdf

    read = [readings.latest(house, scan.sha256, number) for number in row.numbers]
    made = max(datetime.fromisoformat(reading.read_at) for reading in read)
    about = About(row.id, scan.sha256, f"sohoa {software()}", made, row.language)
    return pdf(_leaves(house, scan, read, path), about)


def _leaves(
    house: House, scan: ScanRow, read: Iterable[readings.Reading], path: Path
) -> "Iterator[Leaf]":
    from exports.pdf import Leaf

    for reading in read:
        number, there = reading.page.number, reading.picture
        if there is None:
            yield Leaf(_picture(house, scan.media_type, number, path), reading.page)
            continue
        with house.store.fetch(keys.original(there.sha256)) as other:
            yield Leaf(_picture(house, there.media_type, there.page, other), reading.page)


def _picture(house: House, media_type: str, number: int, path: Path) -> "Picture":
    """Return a page's own JPEG where that will do, else the page encoded anew."""
    from exports.picture import encoded, kept
    from pipeline.decoding import jpeg, rasterise

    settings = house.settings
    own = jpeg(path, media_type, number, settings.ingest, settings.limits)
    if own and (picture := kept(*own)):
        return picture
    image = rasterise(path, media_type, number, settings.ingest, settings.limits)
    return encoded(image.image, image.dpi)
