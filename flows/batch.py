"""The Prefect flow of a batch: one task a scan, and what becomes of each.

Prefect sees how many scans there are and whether each went well: no file names, no batch
names, no ids of patients. It is imported only when there is something to do.
"""

import logging
import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows import interrupt, server
from flows.digitise import Stopped
from flows.interrupt import shield
from flows.seen import logs, metrics
from flows.seen.logs import SHOWN, log
from models.errors import (
    CatalogueAway,
    EngineError,
    SohoaError,
    StoreAway,
    StoreError,
    StoreFull,
)
from models.trail import kind_and_place, trail

RETRIES = 3
RETRY_SECONDS = (1, 5, 15)
DRAIN_SECONDS = 10
"""Longest wait for Prefect's own bookkeeping once all scans are done."""

_body: ContextVar[Callable[[], list[object]]] = ContextVar("_body")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one scan. `problem` is None for a scan that was filed.

    `exit_code` is 0 for one that was filed or is left for the next run.
    """

    sha256: str
    documents: tuple[str, ...] = ()
    problem: str | None = None
    exit_code: int = 0


def run(
    scans: Sequence[str],
    one: Callable[[str], tuple[str, ...]],
    stop: Callable[[], None],
    *,
    jobs: int,
    home: Path,
    started: server.Server,
) -> list[Outcome]:
    """Return what became of each scan, in order; no scan keeps another from its turn.

    `one` digitises a scan; `stop` is called where no space is left, or store or catalogue stay
    away, and makes `one` raise Stopped for what is not begun. `started` may still be on its
    way up: the first scans do not wait for it, and their tasks take over what is begun.
    """
    # Twice as many scans as readers: while one is being filed the next is read.
    side_by_side, given_up, tries = 2 * jobs, threading.Event(), Counter[int]()
    with ThreadPoolExecutor(side_by_side, initializer=shield) as ahead:
        first = range(min(side_by_side, len(scans)))
        begun = {place: ahead.submit(attempt, scans[place], one, stop) for place in first}

        def digitise(place: int) -> Outcome:
            early = begun.pop(place, None)
            if given_up.is_set() and not early:
                return Outcome(scans[place], (), "stopped")
            try:
                return early.result() if early else attempt(scans[place], one, stop)
            except (StoreAway, CatalogueAway):
                tries[place] += 1
                if tries[place] > RETRIES:
                    # What kept this scan for all its tries would keep every other as long.
                    given_up.set()
                    stop()
                raise

        def runner() -> Any:
            from prefect.task_runners import ThreadPoolTaskRunner

            return ThreadPoolTaskRunner(max_workers=side_by_side)

        try:
            ended = flow_of(digitise, range(len(scans)), runner, home, started.ready())
        except BaseException:
            stop()  # what is begun must not keep the error from being told
            raise
    return outcomes(scans, ended)


def outcomes(scans: Sequence[str], ended: Sequence[object]) -> list[Outcome]:
    """Return what became of each scan by what its task gave."""
    return [
        end if isinstance(end, Outcome) else failed(sha256, end)
        for sha256, end in zip(scans, ended, strict=True)
    ]


def flow_of(
    digitise: Callable[[Any], Outcome],
    arguments: Sequence[int | str],
    runner: Callable[[], Any],
    home: Path,
    address: str,
    done: Callable[[int], None] = lambda _: None,
) -> list[object]:
    """Return what each task gave, one for each argument: an Outcome, or the error it ended with.

    `runner` makes the task runner of Prefect, which is not loaded before; `done` is told the
    place of each that has ended, in order.
    """
    os.environ.update(server.environment(home))
    os.environ["PREFECT_API_URL"] = f"{address}/api"
    from prefect import flow, task
    from prefect.events.worker import EventsWorker

    logs.quiet()
    # Prefect puts a handler of its own in place of ours: pages in hand would not be finished.
    ours = interrupt.handlers()

    def body() -> list[object]:
        scan = task(
            name="digitise a scan",
            retries=RETRIES,
            retry_delay_seconds=list(RETRY_SECONDS),
            retry_condition_fn=lambda _task, _run, state: may_pass(state),
        )(digitise)
        with interrupt.using(ours):
            futures = [scan.submit(one) for one in arguments]
            ended: list[object] = []
            for place, future in enumerate(futures):
                ended.append(future.result(raise_on_failure=False))
                done(place)
        return ended

    _body.set(body)
    ended = flow(name="digitise a batch", task_runner=runner(), log_prints=False)(_batch)()
    # What is still on its way to the server must arrive before the server ends with the run.
    EventsWorker.drain_all(timeout=DRAIN_SECONDS)
    return ended


def _batch() -> list[object]:
    # Other machines are sent the flow with each task: by its name, and nothing of this process.
    return _body.get()()


def attempt(
    sha256: str, one: Callable[[str], tuple[str, ...]], stop: Callable[[], None]
) -> Outcome:
    """Return what became of one scan; only what may pass by itself is raised, to be retried."""
    start = time.monotonic()
    try:
        ids = one(sha256)
        seconds = round(time.monotonic() - start, 3)
        told = {"scan": sha256[:SHOWN], "documents": len(ids), "seconds": seconds}
        log.info("scan filed", extra=told)
        metrics.SCANS.labels("filed").inc()
        return Outcome(sha256, ids)
    except Stopped:
        metrics.SCANS.labels("stopped").inc()
        return Outcome(sha256, (), "stopped")
    except StoreFull as error:
        stop()
        return failed(sha256, error)
    except StoreError as error:
        _told("again", sha256, error)
        raise
    except Exception as error:  # one scan never stops a batch, whatever is wrong with it
        return failed(sha256, error)


def failed(sha256: str, error: object) -> Outcome:
    """Return the outcome of a scan that waits because of `error`, and write it to the log.

    Words of an unforeseen error may be a patient's: only its kind and place are kept.
    """
    _told("failed", sha256, error)
    if isinstance(error, SohoaError):
        return Outcome(sha256, (), str(error), error.exit_code)
    return Outcome(sha256, (), kind_and_place(error), SohoaError.exit_code)


def _told(end: str, sha256: str, error: object) -> None:
    """Tell the log and the figures how a try of a scan ended."""
    kind, ours = type(error).__name__, isinstance(error, SohoaError)
    words = {"problem": str(error)} if ours else {"trail": trail(error)}
    level = logging.WARNING if ours else logging.ERROR
    log.log(level, f"scan {end}", extra={"scan": sha256[:SHOWN], "error": kind, **words})
    metrics.SCANS.labels(end).inc()
    metrics.FAILED.labels(kind).inc()


def may_pass(state: Any) -> bool:
    """Return whether a task failed for a reason that may pass: store or catalogue, not space."""
    error = state.data
    return isinstance(error, StoreError) and not isinstance(error, StoreFull | EngineError)
