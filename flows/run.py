"""The main job: receive what is new, digitise what waits, tell what became of it."""

import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from uuid import uuid4

from flows import batch, index, lanes, machines, server, twins
from flows.anew import file_due
from flows.digitise import Work, digitise
from flows.discover import Findings
from flows.handed import Handed, keep
from flows.house import House
from flows.interrupt import heeded, shield
from flows.messages import tr, tr_error
from flows.receive import Receipt, receive
from flows.relinking import relink
from flows.screen import Pages, say
from flows.seen.logs import log
from flows.seen.runs import Seen, seen
from models.batch import Gap
from models.errors import StoreError
from storage.rows import Received


@dataclass
class Ended:
    """What a run came to. `trouble` is what kept it from taking more.

    `gaps` are in what the batch is not as it was declared: then nothing of it was digitised.
    """

    receipts: list[Receipt] = field(default_factory=list)
    outcomes: list[batch.Outcome] = field(default_factory=list)
    gaps: tuple[Gap, ...] = ()
    trouble: StoreError | None = None
    stopped: bool = False
    pages: int = 0
    seconds: float = 0.0


def run(
    house: House,
    name: str,
    findings: Findings,
    jobs: int,
    said: Handed,
    *,
    stored: Callable[[Receipt], None] | None = None,
    urgent: bool = False,
) -> Ended:
    """Receive the files into the batch `name` and digitise all of it that waits.

    A batch that is not as declared, now or earlier, is received and waits. `stored` is called
    for each file once it is received. Other runs on this home give way to one that is `urgent`.
    """
    ended, start, stop = Ended(), time.monotonic(), threading.Event()
    with ExitStack() as stack:
        stack.enter_context(heeded(stop, _told))
        watched = stack.enter_context(seen(house, uuid4().hex))
        if urgent:
            stack.enter_context(lanes.urgent(house.home))
        early: list[server.Server] = []
        try:
            house.catalogue.receipts.open_batch(name)
            for receipt in receive(house, name, findings.files, jobs):
                ended.receipts.append(receipt)
                if stored:
                    stored(receipt)
                if receipt.state is Received.NEW and not receipt.refusal and not early:
                    # It takes seconds to start: let it do so while files are received.
                    early.append(stack.enter_context(_server(house)))
                if stop.is_set():
                    break
            if not stop.is_set():
                ended.gaps = keep(house, name, said, findings.files)
        except StoreError as error:
            ended.trouble = error
        if not stop.is_set() and not ended.trouble and not ended.gaps:
            scans = [row.sha256 for row in house.catalogue.scans.waiting(name)]
            work(watched, scans, ended, stop, jobs, early, stack, urgent=urgent)
        ended.stopped = stop.is_set() and not ended.trouble
    ended.seconds = time.monotonic() - start
    return ended


def again(
    house: House, scans: Sequence[str], stage: str | None, jobs: int, *, urgent: bool = False
) -> Ended:
    """Digitise scans once more from `stage` on; without one, such as still wait."""
    ended, start, stop = Ended(), time.monotonic(), threading.Event()
    with ExitStack() as stack:
        stack.enter_context(heeded(stop, _told))
        watched = stack.enter_context(seen(house, uuid4().hex))
        if urgent:
            stack.enter_context(lanes.urgent(house.home))
        work(watched, scans, ended, stop, jobs, [], stack, stage=stage, urgent=urgent)
        ended.stopped = stop.is_set() and not ended.trouble
    ended.seconds = time.monotonic() - start
    return ended


def work(
    watched: Seen,
    scans: Sequence[str],
    ended: Ended,
    stop: threading.Event,
    jobs: int,
    early: list[server.Server],
    stack: ExitStack,
    *,
    stage: str | None = None,
    urgent: bool = False,
) -> None:
    """Digitise `scans` in one flow, and what they changed for others; fill in `ended`."""
    house = watched.house
    if scans:
        log.info("run begun", extra={"scans": len(scans), "jobs": jobs})
        there = early or [stack.enter_context(_server(house))]
        pages = Pages(_pages(house, scans))
        with pages.shown():
            if house.settings.run.dask:
                many = machines.run(watched, scans, stage, stop, pages.done, there[0])
            else:
                prepare()
                pool = stack.enter_context(ThreadPoolExecutor(jobs, initializer=shield))
                done = watched.telling(pages.done)
                todo = Work(house, pool, stop, done, stage, jobs + 1, urgent, watched.within)
                many = _here(watched, scans, todo, jobs, there[0])
        ended.outcomes, ended.pages = many, pages.count
        counts = Counter("waiting" if end.problem else "filed" for end in many)
        log.info("run ended", extra={**counts, "pages": pages.count})
    full = [end for end in ended.outcomes if end.exit_code == StoreError.exit_code]
    if full and stop.is_set():
        ended.trouble = StoreError(full[0].problem or "")
    else:
        file_due(house)
        relink(house)
        twins.complete(house, scans)
        index.catch_up(house)
        watched.close()


def _here(
    watched: Seen, scans: Sequence[str], todo: Work, jobs: int, there: server.Server
) -> list[batch.Outcome]:
    """Digitise scans in this process; return what became of each."""
    return batch.run(
        scans,
        lambda sha256: watched.filed(sha256, digitise(todo, sha256)),
        todo.stop.set,
        jobs=jobs,
        home=watched.house.home,
        started=there,
    )


def _server(house: House) -> AbstractContextManager[server.Server]:
    # Workers on other machines do not reach a server of this one's own.
    return server.for_a_run(house.home, server.shared() if house.settings.run.dask else None)


def prepare() -> None:
    """Load what reads pages, one thread to each: the pages are what runs side by side."""
    os.environ["OMP_THREAD_LIMIT"] = "1"
    import cv2

    cv2.setNumThreads(1)
    import pipeline.digitise
    import pipeline.split  # noqa: F401  # imported here, not in many threads at once


def _pages(house: House, scans: Sequence[str]) -> int:
    rows = [house.catalogue.scans.get(sha256) for sha256 in scans]
    return sum(row.pages for row in rows if row)


def _told() -> None:
    say(tr("Ending: the pages in hand are finished first. Ctrl-C again ends at once."))


def problems(ended: Ended) -> list[str]:
    """Return what went wrong with scans, in the chosen language, each thing once."""
    said = [tr_error(end.problem) for end in ended.outcomes if end.problem and end.exit_code]
    return list(dict.fromkeys(said))
