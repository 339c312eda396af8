"""Figures of a process that digitises, for Prometheus: a text file in the home, or over HTTP.

`metrics/run.prom` is for the textfile collector of node_exporter. Counters begin at 0 with each
process, as Prometheus expects. No label holds more than a stage, an outcome or a kind of error.
"""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TextIO

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    start_http_server,
    write_to_textfile,
)

from flows.seen.logs import log
from models.settings import Metrics

EVERY_SECONDS = 15.0
BUCKETS = (0.01, 0.03, 0.1, 0.3, 1, 2, 3, 5, 8, 12, 20, 40, 80, 160)

disable_created_metrics()  # type: ignore[no-untyped-call]
REGISTRY = CollectorRegistry()
STAGES = Histogram(
    "sohoa_stage_seconds",
    "Seconds that a stage took.",
    ["stage"],
    buckets=BUCKETS,
    registry=REGISTRY,
)
PAGES = Counter("sohoa_run_pages", "Pages that were done.", registry=REGISTRY)
SCANS = Counter("sohoa_run_scans", "Tries of scans, by their end.", ["end"], registry=REGISTRY)
FAILED = Counter("sohoa_run_failures", "Tries that failed, by error.", ["error"], registry=REGISTRY)
CORE = Counter("sohoa_run_core_seconds", "Time of processors.", registry=REGISTRY)
RUNS = Gauge("sohoa_runs", "Runs that go on in this process.", registry=REGISTRY)
ENDED = Gauge("sohoa_run_ended_timestamp_seconds", "When the last one ended.", registry=REGISTRY)
for _end in ("filed", "failed", "again", "stopped"):
    SCANS.labels(_end)

_written: dict[Path, float] = {}
"""When the figures were last written, by home."""


def beat(home: Path) -> None:
    """Show that this process lives and gets on; the figures are written now and then."""
    with _no_matter("sign of life not given"):
        home.mkdir(parents=True, exist_ok=True)
        (home / "alive").touch()
    if time.monotonic() - _written.get(home, -EVERY_SECONDS) >= EVERY_SECONDS:
        write(home)


def write(home: Path) -> None:
    """Write the figures; of several processes on a home the first does, until it ends."""
    _written[home] = time.monotonic()
    with _no_matter("figures not written"):
        if _first(home / "metrics"):
            write_to_textfile(str(home / "metrics" / "run.prom"), REGISTRY)


@cache
def serve(settings: Metrics) -> None:
    """Answer with the figures over HTTP for as long as this process lives, if that is set."""
    if settings.port:
        with _no_matter("figures not served"):  # another run has the port
            start_http_server(settings.port, settings.host, REGISTRY)


@contextmanager
def _no_matter(event: str) -> Iterator[None]:
    """Tell the log that something could not be shown: no run ends for that."""
    try:
        yield
    except OSError as error:
        log.warning(event, extra={"error": error.strerror})


@cache
def _first(folder: Path) -> TextIO | None:
    """Return the lock of the file of figures, held from now on; None where another has it."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = (folder / "run.lock").open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock
