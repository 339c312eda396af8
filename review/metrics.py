"""What the desk tells Prometheus: how everything stands in the catalogue, and its own answers.

Labels are states, reasons and stages of ours: no name of a batch, a person or a file.
"""

import math
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, wait
from datetime import datetime

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector

from review.aside import begun
from review.worker import Worker
from storage.catalogue import Catalogue
from storage.standing import Standing

KEPT_SECONDS, KEPT_TIMES = 15.0, 20
"""So long, or so many times as long as counting took, what was counted is told again.

Counting reads tables from end to end: 2 s for a million pages.
"""
WAIT_SECONDS = 5.0
"""So long a count is waited for; then what was counted before is told."""
BUCKETS = (0.01, 0.03, 0.1, 0.3, 1, 3, 10)

disable_created_metrics()  # type: ignore[no-untyped-call]


class Metrics:
    """All figures of a desk."""

    def __init__(self, catalogue: Catalogue, worker: Worker) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._registry.register(_Catalogue(catalogue, worker))
        self._answers = Counter(
            "sohoa_desk_answers", "Answers, by status.", ["status"], registry=self._registry
        )
        self._seconds = Histogram(
            "sohoa_desk_answer_seconds", "Seconds.", buckets=BUCKETS, registry=self._registry
        )

    def answered(self, status: int, seconds: float) -> None:
        """Count an answer; its status by the hundred."""
        self._answers.labels(f"{status // 100}xx").inc()
        self._seconds.observe(seconds)

    def text(self) -> bytes:
        """Return them as Prometheus reads them."""
        return generate_latest(self._registry)


class _Catalogue(Collector):
    def __init__(self, catalogue: Catalogue, worker: Worker) -> None:
        self._catalogue, self._worker = catalogue, worker
        self._lock, self._due = threading.Lock(), 0.0
        self._counting: Future[list[Metric]] = Future()
        self._held: list[Metric] = []

    def describe(self) -> list[Metric]:
        return []  # nothing is counted before it is asked for

    def collect(self) -> list[Metric]:
        with self._lock:
            if time.monotonic() >= self._due:
                self._due, self._counting = math.inf, begun(self._count)
            counting = self._counting
        done, _ = wait([counting], WAIT_SECONDS)
        if done:
            self._held = counting.result()
        trouble = GaugeMetricFamily("sohoa_desk_trouble", "1 while something cannot be filed.")
        trouble.add_metric([], float(bool(self._worker.trouble)))
        return [*self._held, trouble]

    def _count(self) -> list[Metric]:
        start = time.monotonic()
        try:
            used = self._catalogue.costs.of()
            told = {"core_seconds": used.core_seconds, "pages_worked": used.pages}
            return [*_standing(self._catalogue.standing()), *_counters(told)]
        finally:
            now = time.monotonic()
            self._due = now + max(KEPT_SECONDS, KEPT_TIMES * (now - start))


def _standing(one: Standing) -> Iterator[Metric]:
    yield _by("sohoa_pages", "Pages, by what became of them.", "state", one.pages)
    yield _by("sohoa_documents", "Documents, by state of review.", "review", one.documents)
    yield _by("sohoa_tasks_open", "Tasks that wait, by reason.", "reason", one.tasks)
    single = {
        "sohoa_task_oldest_seconds": ("Age of the oldest task.", _age(one.task_since)),
        "sohoa_scans_waiting": ("Scans that wait to be digitised.", one.scans_waiting),
        "sohoa_scan_oldest_seconds": ("Age of the oldest of them.", _age(one.scan_since)),
        "sohoa_batches": ("Batches.", one.batches),
        "sohoa_batches_waiting": ("Batches with scans that wait.", one.batches_waiting),
        "sohoa_original_bytes": ("Bytes of the files as received.", one.original_bytes),
        "sohoa_documents_unfiled": ("Documents to be filed as decided.", one.unfiled),
    }
    for name, (said, value) in single.items():
        made = GaugeMetricFamily(name, said)
        made.add_metric([], value)
        yield made
    yield from _counters({"words": one.words})


def _by(name: str, said: str, label: str, counts: Mapping[str, int]) -> Metric:
    made = GaugeMetricFamily(name, said, labels=[label])
    for key, count in sorted(counts.items()):
        made.add_metric([key], count)
    return made


COUNTED = {
    "core_seconds": "Time of processors that runs have used.",
    "pages_worked": "Pages that runs have done.",
    "words": "What stewards have said.",
}


def _counters(counts: Mapping[str, float]) -> Iterator[Metric]:
    for name, count in counts.items():
        made = CounterMetricFamily(f"sohoa_{name}", COUNTED[name])
        made.add_metric([], count)
        yield made


def _age(since: str | None) -> float:
    """Return seconds since a time; 0 where there is none."""
    if since is None:
        return 0.0
    return max(0.0, time.time() - datetime.fromisoformat(since).timestamp())
