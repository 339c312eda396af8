"""The same flow on many machines: Dask's workers digitise, each opening the house for itself.

A worker that is lost costs time alone: Dask gives its scans to others, which take what was
read of them from the store. The workers have the same settings as this process; catalogue and
store are ones that all of them reach.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from flows import batch, server
from flows.batch import Outcome
from flows.capacity import jobs_of
from flows.digitise import Work, digitise
from flows.house import entered
from flows.interrupt import shield
from flows.seen import logs, metrics
from flows.seen.logs import log
from flows.seen.meter import Meter
from flows.seen.runs import Seen
from models.errors import EngineError

LOOK_SECONDS = 0.5
CONNECT_SECONDS = 10

_opening = threading.Lock()


def run(
    watched: Seen,
    scans: Sequence[str],
    stage: str | None,
    stop: threading.Event,
    page_done: Callable[[str, int], None],
    started: server.Server,
) -> list[Outcome]:
    """Return what became of each scan, in order. EngineError where no scheduler answers."""
    house, name = watched.house, watched.meter.run
    pages = {sha256: house.catalogue.scans.pages(sha256) for sha256 in scans}

    def done(place: int) -> None:
        metrics.beat(house.home)
        for page in pages[scans[place]]:
            page_done(page.sha256, page.number)

    with _told(house.settings.run.dask, stop, name):

        def one(sha256: str) -> Outcome:
            return scan(sha256, stage, name)

        def runner() -> Any:
            from prefect_dask.task_runners import DaskTaskRunner

            return DaskTaskRunner(address=house.settings.run.dask)

        ended = batch.flow_of(one, scans, runner, house.home, started.ready(), done)
    return batch.outcomes(scans, ended)


def scan(sha256: str, stage: str | None, name: str) -> Outcome:
    """Digitise one scan on this machine, a worker's; `name` is the run's."""
    with _opening:
        watched, pool, jobs = _here(name)
    stop = _Stop(name)
    work = Work(watched.house, pool, stop, watched.page, stage, jobs + 1)
    with logs.of_run(name):
        return batch.attempt(sha256, lambda one: watched.filed(one, digitise(work, one)), stop.set)


@lru_cache(maxsize=4)
def _here(name: str) -> tuple[Seen, ThreadPoolExecutor, int]:
    """Return the run on the house of this machine, opened once for it, and what reads pages."""
    from flows.run import prepare

    house = entered()
    prepare()
    jobs = jobs_of(house.settings)
    log.info("machine taken", extra={"run": name, "jobs": jobs})
    metrics.serve(house.settings.metrics)
    watched = Seen(house, Meter(name), None)
    return watched, ThreadPoolExecutor(jobs, initializer=shield), jobs


class _Stop:
    """What all machines are told with: an event that the scheduler keeps."""

    def __init__(self, name: str) -> None:
        from distributed import Event, get_client

        # Named here: the threads that read pages are none of Dask's.
        self._event = Event(name, get_client())

    def is_set(self) -> bool:
        """Return whether the run takes no more pages."""
        return bool(self._event.is_set())

    def set(self) -> None:
        """Have no machine begin another page."""
        self._event.set()


@contextmanager
def _told(scheduler: str, stop: threading.Event, name: str) -> Iterator[None]:
    """Have the machines of a run begin no more pages once `stop` is set."""
    from distributed import Client, Event

    try:
        client = Client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)
    except OSError as error:
        raise EngineError(
            "No Dask scheduler answers at the address of run.dask: start one, or empty the setting."
        ) from error
    with client:
        event, ended = Event(name, client), threading.Event()

        def tell() -> None:
            while not ended.wait(LOOK_SECONDS):
                if stop.is_set():
                    event.set()
                    return

        teller = threading.Thread(target=tell, daemon=True)
        teller.start()
        try:
            yield
        finally:
            ended.set()
            teller.join()
