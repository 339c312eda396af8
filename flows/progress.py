"""How far a long look or copy is: a bar on a terminal, else a line now and then."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flows.messages import tr
from flows.screen import EVERY_SECONDS, say


@contextmanager
def progress(total: int) -> Iterator[Callable[[int], None]]:
    """Give a function that is told how many more of about `total` things are done."""
    if not sys.stderr.isatty():
        yield _Lines(total).add
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    parts = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*parts, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda more: bar.advance(task, more)


class _Lines:
    def __init__(self, total: int) -> None:
        self.total, self.count, self.told = total, 0, time.monotonic()

    def add(self, more: int) -> None:
        self.count += more
        if time.monotonic() - self.told > EVERY_SECONDS:
            self.told = time.monotonic()
            say(tr("{count} of about {total}", count=self.count, total=self.total))
