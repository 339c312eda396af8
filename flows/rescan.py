"""A page that was scanned again takes the place of the old one, in the same document."""

from collections.abc import Sequence
from pathlib import Path

from flows import keeping
from flows.discover import Found
from flows.house import House
from flows.receive import look
from models.decision import Picture, pictures, replaced
from models.errors import ScanRefused, UsageError
from storage import keys
from storage.decisions import Ruling
from storage.rows import DocumentRow


def replace(house: House, row: DocumentRow, file: Path, numbers: Sequence[int]) -> None:
    """Keep a file, and have its pages be those of a document's scan from now on.

    The document is due to be filed anew. The same file again changes nothing. Raises
    ScanRefused for a file that cannot be read; UsageError where it has not as many pages as
    `numbers`, where one is no page of the document, or the file is a scan by itself already.
    """
    scan = look(Found(file, file.name), house.settings.limits)
    if isinstance(scan, ScanRefused):
        raise scan
    _check(house, row, scan.pages, numbers)
    if house.catalogue.scans.get(scan.sha256) or house.catalogue.disposals.get(scan.sha256):
        raise UsageError("This file was received as a scan by itself: scan the page once more.")
    house.store.put_file(keys.original(scan.sha256), file)
    there = pictures(house.catalogue.decisions.paper(row.sha256))
    made = {
        number: Picture(scan.sha256, place, scan.media_type)
        for place, number in enumerate(numbers, 1)
    }
    words = [
        Ruling(row.id, replaced(row.sha256, number, picture), _asked(house, row, number))
        for number, picture in made.items()
        if there.get(number) != picture
    ]
    house.catalogue.decisions.decide(words)
    keeping.protect(house, [row.sha256])


def _check(house: House, row: DocumentRow, pages: int, numbers: Sequence[int]) -> None:
    if pages != len(numbers) or len({*numbers}) < len(numbers):
        raise UsageError(f"The file has {pages} pages: say for each of them which page it is.")
    if not {*numbers} <= {*row.numbers}:
        raise UsageError("The document has no such page: sohoa show tells which it has.")


def _asked(house: House, row: DocumentRow, number: int) -> tuple[str, ...]:
    """Return the questions about a page, which its new scan answers."""
    tasks = house.catalogue.tasks.of(row.id)
    path = f"pages.{number}"
    return tuple(one.id for one in tasks if one.state == "open" and one.path == path)
