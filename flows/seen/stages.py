"""A stage of the work, as metrics and traces have it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from flows.seen import metrics, traces


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Time the block, or the function that this decorates, as a stage of this name."""
    start = time.perf_counter()
    with traces.span(name):
        try:
            yield
        finally:
            metrics.STAGES.labels(name).observe(time.perf_counter() - start)
