"""Every row: does it agree with the audit, with the rows around it, and with its objects."""

import hashlib
import json
from collections.abc import Iterable, Iterator

from exports.record import DECIDED
from exports.stored import stored
from flows import keeping
from flows.house import House
from flows.whole import papers
from flows.whole.faults import Fault, Kind, Look
from models.errors import StoreError
from storage import agreement, keys
from storage.books import Book, Values
from storage.holdings import ALWAYS, EXTRACTED
from storage.keeping import columns

_GONE = "it is not there"


def rows(house: House, look: Look) -> Iterator[Fault]:
    """Yield what is wrong with the rows, in whatever order they lie."""
    books = house.catalogue.books
    for subject in books.gone():
        yield Fault(Kind.MISSING, subject, "the audit tells of it, and its row is not there")
    for batch in books.batches():
        yield from _differs(batch, agreement.batch(batch))
    for lexicon in books.lexicons():
        yield from _differs(lexicon, agreement.lexicon(lexicon))
        yield from _there(house, [keys.lexicon(lexicon.row["kind"], lexicon.row["sha256"])])
    for hold in books.holds():
        yield from _differs(hold, agreement.hold(hold))
    for decision in books.decisions():
        yield from _differs(decision, agreement.decision(decision))
    for opinion in books.opinions():
        yield from _differs(opinion, agreement.opinion(opinion))
    for proof in books.gold():
        yield from _differs(proof, agreement.gold(proof))
    for inspection in books.inspections():
        yield from _differs(inspection, agreement.inspection(inspection))
    for scan in books.scans():
        yield from _scan(house, scan)
        look.done(1)
    for page in books.pages():
        yield from _differs(page, agreement.page(page))
        look.done(1)
    for document in books.documents():
        yield from _document(house, document)
        look.done(1)


def _scan(house: House, book: Book) -> Iterator[Fault]:
    sha256 = book.row["sha256"]
    yield from _differs(book, agreement.scan(book, house.catalogue.books.numbered(sha256)))
    if book.parts["disposal"]:
        return
    again = house.catalogue.decisions.pictures([sha256]).get(sha256, set())
    yield from _there(house, [keys.original(one) for one in (sha256, *sorted(again))])
    read = {key.split("/")[2] for key in house.store.keys(f"derived/{sha256}/") if "/read-" in key}
    for number in house.catalogue.books.read(sha256):
        if str(number) not in read:
            yield Fault(Kind.MISSING, f"derived/{sha256}/{number}", "its reading is not there")


def _document(house: House, book: Book) -> Iterator[Fault]:
    row = book.row
    for one in book.parts["version"]:
        yield from _there(house, [keys.record(row["id"], one["number"], name) for name in ALWAYS])
    yield from _differs(book, agreement.document(book))
    yield from _record(house, book)
    if row["state"] != "filed":
        return
    if house.settings.file.pdf == "run":
        yield from _there(house, [keys.record(row["id"], row["version"], "document.pdf")])
    if row["patient_key"]:
        yield from _there(house, [keys.patient(row["patient_key"], row["id"])])


def _record(house: House, book: Book) -> Iterator[Fault]:
    """Compare a document's rows with its current record, if that can be read."""
    row = book.row
    key = keys.record(row["id"], row["version"], "record.json")
    try:
        data = house.store.get(key)
    except (KeyError, StoreError):
        return  # told of the object itself
    noted = [] if book.parts["due"] else book.parts["kept"]
    if noted and noted != _kept(house, row, data):
        yield Fault(Kind.INDEX, book.subject, "until when it is kept is not what its record tells")
    if DECIDED in json.loads(data)["provenance"]["times"]:
        yield from _there(house, [keys.record(row["id"], row["version"], EXTRACTED)])
    wrong = papers.disagreeing(row, papers.columns(data))
    said = json.loads(data)
    current = book.parts["version"][-1] if book.parts["version"] else {}
    if current.get("configuration") != said["provenance"]["configuration"]:
        wrong.append("configuration")
    if current.get("record_sha256") != hashlib.sha256(data).hexdigest():
        wrong.append("record_sha256")
    if not all(
        _came_as(house, one["sha256"], one["file_name"])
        for one in (said["scan"], *said["scan"].get("files", ()))
    ):
        wrong.append("file_name")
    yield from _differs(book, wrong)


def _kept(house: House, row: Values, data: bytes) -> list[Values]:
    """Return the rows of what a document says of how long it is kept: one, if it is filed."""
    scan = house.catalogue.scans.get(row["sha256"])
    if row["state"] != "filed" or scan is None:
        return []
    paper = keeping.paper(row["id"], row["form"], scan.received_at[:10], stored(data))
    return [columns(paper)]


def _came_as(house: House, sha256: str, file_name: str) -> bool:
    try:
        names = house.catalogue.receipts.names(sha256)
    except KeyError:
        return False
    return file_name in (names.file_name, *names.also_received_as)


def _there(house: House, wanted: Iterable[str]) -> Iterator[Fault]:
    yield from (Fault(Kind.MISSING, key, _GONE) for key in wanted if not house.store.has(key))


def _differs(book: Book, wrong: Iterable[str]) -> Iterator[Fault]:
    for name in dict.fromkeys(wrong):
        yield Fault(
            Kind.CHANGED, book.subject, f"{name} is not what the audit and the objects tell"
        )
