"""CPU time of each stage of the pipeline, pages one after the other in one process.

The program's own functions are wrapped from outside; nothing in it knows of this.
"""

import multiprocessing
import os
import resource
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any

STAGES = {
    "ingest": ("flows.receive.inspect", "pipeline.decoding.rasterise"),
    "cleaning": ("pipeline.digitise.clean", "pipeline.quality.look_of"),
    "finding lines, reading": ("pipeline.digitise.upright", "pipeline.digitise.read"),
    "marks": ("pipeline.digitise.find_marks", "pipeline.digitise.lifted"),
    "layout": ("pipeline.layout.lay_out",),
    "splitting, extraction": ("pipeline.split.split", "extractors.extract.extract"),
    "PDF": ("flows.searchable.complete",),
}
"""Functions of each stage, where they are looked up when called."""
REST = "start, store, catalogue"


def shares(scans: Path, home: Path) -> dict[str, float]:
    """Return the CPU seconds of each stage, and of what is left in a run without Prefect.

    In a new process, so that its start counts as it does in a run.
    """
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measured, (scans, home))


def _measured(scans: Path, home: Path) -> dict[str, float]:
    os.environ |= {"SOHOA_HOME": str(home), "OMP_THREAD_LIMIT": "1"}
    import cv2

    cv2.setNumThreads(1)
    from pipeline import decoding, ingest

    # In this process, so that their CPU time is told.
    decoding.inspect, decoding.rasterise = ingest.inspect, ingest.rasterise
    decoding.jpeg = ingest.jpeg
    spent = dict.fromkeys(STAGES, 0.0)
    inside: list[str] = []
    for stage, names in STAGES.items():
        for name in names:
            _time(name, stage, spent, inside)
    _digitise(scans)
    spent[REST] = _cpu() - sum(spent.values())
    return spent


def _time(name: str, stage: str, spent: dict[str, float], inside: list[str]) -> None:
    """Replace a function by one that adds its CPU seconds to its stage.

    A stage that is called within another belongs to that one: the PDF takes its own pictures.
    """
    module, _, function = name.rpartition(".")
    home = import_module(module)
    plain: Callable[..., Any] = getattr(home, function)

    @wraps(plain)
    def timed(*given: Any, **named: Any) -> Any:
        if inside:
            return plain(*given, **named)
        inside.append(stage)
        before = _cpu()
        try:
            return plain(*given, **named)
        finally:
            spent[stage] += _cpu() - before
            inside.pop()

    setattr(home, function, timed)


def _cpu() -> float:
    """Return the CPU seconds of this process and of the programs that it called."""
    called = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + called.ru_utime + called.ru_stime


def _digitise(scans: Path) -> None:
    """Do what `sohoa run` does with a folder, without Prefect and one page at a time."""
    from flows.digitise import Work, digitise
    from flows.discover import discover
    from flows.house import opened
    from flows.receive import receive

    with opened() as house, ThreadPoolExecutor(1) as pool:
        house.catalogue.receipts.open_batch("shares")
        for file in discover([scans]).files:
            # One by one: the next is not looked at while this one is stored.
            list(receive(house, "shares", [file], 1))
        work = Work(house, pool, threading.Event(), lambda *_: None)
        for row in house.catalogue.scans.waiting("shares"):
            digitise(work, row.sha256)
