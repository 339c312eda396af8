"""Ctrl-C: the pages in hand are finished, no more are begun."""

import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType
from typing import Any

ENDED = 130
"""Exit code of a command that a person ended: 128 and the number of the signal."""

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def heeded(stop: threading.Event, told: Callable[[], None]) -> Iterator[None]:
    """Set `stop` at the first Ctrl-C and call `told`; a second one ends at once."""

    def handle(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            os._exit(ENDED)  # whatever the moment, what is stored is whole
        stop.set()
        told()

    with using(dict.fromkeys(SIGNALS, handle)):
        yield


def handlers() -> dict[int, Any]:
    """Return what handles each of the signals now."""
    return {number: signal.getsignal(number) for number in SIGNALS}


@contextmanager
def using(those: Mapping[int, Any]) -> Iterator[None]:
    """Have those handlers, by signal, and the ones before again after the block."""
    before = {number: signal.signal(number, handler) for number, handler in those.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def shield() -> None:
    """Keep Ctrl-C from this thread and from the programs it starts: they finish their page.

    A terminal sends the signal to every process of the command; the mask is inherited.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
