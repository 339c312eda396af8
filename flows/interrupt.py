"""Ctrl-C: the pages in hand are finished, no more are begun."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

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

    before = {number: signal.signal(number, handle) for number in SIGNALS}
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
