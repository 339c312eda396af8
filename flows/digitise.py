"""From a received scan to filed documents: plain functions that a flow calls."""

import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from flows import filing, index, lanes, readings, searchable, slips, splitting
from flows.house import House
from flows.lanes import Stop
from flows.readings import Reading
from flows.seen import traces
from flows.seen.logs import SHOWN
from models.decision import Decision, cut, rescans
from models.document import Scan
from storage import keys
from storage.rows import DocumentRow, ScanRow

STAGES = ("ingest", "clean", "read", "split", "extract", "link", "file")
FRESH = STAGES[:3]
"""Stages that read pages; the ones after them work on readings that are kept."""


class Stopped(Exception):
    """The run takes no more pages; what is in hand was finished."""


@dataclass(frozen=True)
class Work:
    """How scans are worked on.

    `pool` reads the pages of all scans; `stop` keeps pages from being begun; `page_done` is
    called after each page; `stage` is the stage of a rerun, None for what is new. Of one scan
    `ahead` pages stand before the pool at a time, so that a short scan need not wait for all
    of a long one. Work that is not `urgent` gives way to such. Spans of scans are `within` that
    of their run.
    """

    house: House
    pool: ThreadPoolExecutor
    stop: Stop
    page_done: Callable[[str, int], None]
    stage: str | None = None
    ahead: int = 2
    urgent: bool = False
    within: traces.Context = None


def digitise(work: Work, sha256: str) -> tuple[str, ...]:
    """Read, split, extract, link and file one scan; return the ids of its documents.

    Raises Stopped where the run was told to end before all pages were read.
    """
    with traces.span("scan", work.within, scan=sha256[:SHOWN]):
        return _digitised(work, sha256)


def _digitised(work: Work, sha256: str) -> tuple[str, ...]:
    row = work.house.catalogue.scans.get(sha256)
    if row is None:
        raise KeyError(sha256)
    # What is said from here on stays due.
    due = work.house.catalogue.decisions.due(sha256).get(sha256, ())
    words = work.house.catalogue.decisions.of(sha256)
    scan = Scan(row.sha256, row.media_type, row.size, row.pages)
    reads = work.stage is None or work.stage in FRESH
    read = _read(work, scan, words) if reads else _recall(work, row, words)
    if work.stop.is_set() and not read:
        raise Stopped
    slips.note(work.house, sha256, read.values())
    documents = splitting.documents(work.house, read, words)
    ids = tuple(filing.file(work.house, row, document, read) for document in documents)
    if work.house.settings.file.pdf == "run":
        # Before the scan counts as filed: a run that is killed here does this again.
        searchable.complete(work.house, _rows(work.house, ids), work.pool.map)
    filing.settle(work.house, sha256, ids)
    work.house.catalogue.decisions.filed(due)
    index.catch_up(work.house)
    return ids


def _rows(house: House, ids: Sequence[str]) -> list[DocumentRow]:
    rows = [house.catalogue.documents.get(identity) for identity in ids]
    return [row for row in rows if row]


def _read(work: Work, scan: Scan, words: Sequence[Decision]) -> dict[int, Reading]:
    """Return the readings of all pages that are not refused, by number."""
    here = traces.here()
    with work.house.store.fetch(keys.original(scan.sha256)) as path:

        def one(number: int) -> Reading | None:
            if not work.urgent:
                lanes.give_way(work.house.home, work.stop)
            if work.stop.is_set():
                raise Stopped
            with traces.span("page", here, scan=scan.sha256[:SHOWN], page=number):
                anew = work.stage is not None
                reading = readings.read(work.house, scan, path, number, anew=anew)
            if reading:
                _mark(work.house, scan.sha256, reading, words)
            work.page_done(scan.sha256, number)
            return reading

        pages = work.house.catalogue.scans.pages(scan.sha256)
        return _gathered(_begun(work, one, [page.number for page in pages]))


def _begun(
    work: Work, one: Callable[[int], Reading | None], pages: Iterable[int]
) -> dict[int, Future[Reading | None]]:
    """Have the pool do `one` for each page, some of them ahead; return what it will give."""
    free, begun = threading.Semaphore(work.ahead), {}
    for number in pages:
        free.acquire()
        begun[number] = work.pool.submit(one, number)
        begun[number].add_done_callback(lambda _: free.release())
    return begun


def _gathered(futures: dict[int, Future[Reading | None]]) -> dict[int, Reading]:
    """Return what was read, once every page has ended: the file must stay until then."""
    errors = [future.exception() for future in futures.values()]
    for error in sorted(filter(None, errors), key=lambda error: isinstance(error, Stopped)):
        raise error
    results = {number: future.result() for number, future in futures.items()}
    return {number: reading for number, reading in results.items() if reading}


def _recall(work: Work, row: ScanRow, words: Sequence[Decision]) -> dict[int, Reading]:
    """Return the readings that are kept; only pages that a steward turned since are read."""
    readings.turned(work.house, row)
    pages = work.house.catalogue.scans.pages(row.sha256)
    read = {
        page.number: readings.latest(work.house, row.sha256, page.number)
        for page in pages
        if page.state != "rejected"
    }
    for reading in read.values():
        _mark(work.house, row.sha256, reading, words)
        work.page_done(row.sha256, reading.page.number)
    return read


def _mark(house: House, sha256: str, reading: Reading, words: Sequence[Decision]) -> None:
    """Note what became of a page; what stewards say of it comes first."""
    number = reading.page.number
    if number in rescans(words):
        house.catalogue.scans.ask_again(sha256, number)
    elif reading.page.blank and not any(number in group for group in cut(words)):
        house.catalogue.scans.mark_blank(sha256, number)
    else:
        house.catalogue.scans.mark_read(sha256, number)
