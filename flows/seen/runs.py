"""A run, seen from outside: its lines in the log, its figures, its trace, and what it used."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flows.house import House
from flows.seen import logs, metrics, traces
from flows.seen.meter import Meter

PageDone = Callable[[str, int], None]


@dataclass(frozen=True)
class Seen:
    """A run on a home. `within` is what the spans of its scans are within."""

    house: House
    meter: Meter
    within: traces.Context = None

    def page(self, sha256: str, number: int) -> None:
        """Note that a page of a scan is done; from any thread."""
        metrics.CORE.inc(self.meter.page(sha256, number))
        metrics.PAGES.inc()
        metrics.beat(self.house.home)

    def telling(self, other: PageDone) -> PageDone:
        """Return what notes that a page is done, and tells another."""

        def both(sha256: str, number: int) -> None:
            self.page(sha256, number)
            other(sha256, number)

        return both

    def filed(self, sha256: str, ids: tuple[str, ...]) -> tuple[str, ...]:
        """Keep what a scan has used, now that its documents are filed; return their ids."""
        self.meter.keep(self.house, sha256)
        return ids

    def close(self) -> None:
        """Keep what is not kept yet of what was used."""
        metrics.CORE.inc(self.meter.close(self.house))


@contextmanager
def seen(house: House, name: str) -> Iterator[Seen]:
    """Have a run be seen for as long as the block takes."""
    metrics.serve(house.settings.metrics)
    metrics.RUNS.inc()
    metrics.beat(house.home)
    try:
        with logs.of_run(name), traces.span("run", run=name):
            yield Seen(house, Meter(name), traces.here())
    finally:
        metrics.RUNS.dec()
        metrics.ENDED.set(time.time())
        metrics.write(house.home)
        traces.flush()
